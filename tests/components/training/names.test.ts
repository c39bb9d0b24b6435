import assert from "node:assert/strict";
import { trainingNames, validateTrainingNames } from "../../../components/training/names";
import { scope } from "./pipelineArgs";

describe("names of a training pipeline", () => {
    it("are those that people and other parts rely on", () => {
        const names = trainingNames(scope, "used-cars", "xgboost");
        assert.equal(names.endpoint, "used-cars-xgboost-local");
        assert.equal(names.parameterPrefix, "/drivetrain/local/used-cars/xgboost");
        assert.equal(names.stateMachine, "drivetrain-local-used-cars-xgboost-training");
    });

    it("differ from each other, beside rule and role of one trigger", () => {
        const { startRule, ...names } = trainingNames(scope, "used-cars", "xgboost");
        assert.equal(startRule, names.startRole);
        assert.equal(new Set(Object.values(names)).size, Object.keys(names).length);
    });

    it("fit, job names with a retry count of two digits included", () => {
        assert.deepEqual(validateTrainingNames(scope, "used-cars", "linear-learner"), []);
        // 63 characters: the endpoint's name, a hyphen, 24 of the run's id, and a hyphen with two digits.
        assert.deepEqual(validateTrainingNames(scope, "m".repeat(14), "a".repeat(14)), []);
    });

    it("keep what runs make at two stages of one account apart", () => {
        const [dev, prod] = ["dev", "prod"].map((stage) => trainingNames({ ...scope, stage }, "used-cars", "xgboost"));
        assert.notEqual(dev?.endpoint, prod?.endpoint);
    });

    it("are refused when jobs or roles would be too long", () => {
        const [job] = validateTrainingNames(scope, "m".repeat(15), "a".repeat(14));
        assert.match(job ?? "", /makes job names of 64 characters, and SageMaker takes 63; .* by 1\.$/);

        const farAway = { ...scope, stage: "s".repeat(51), prefix: `drivetrain-${"s".repeat(51)}-cars` };
        const problems = validateTrainingNames(farAway, "cars", "xgboost");
        assert.match(problems[0] ?? "", /"cars-xgboost-s+" makes job names of 92 characters, and SageMaker takes 63/);
        assert.ok(problems.some((problem) => /AWS takes 64; shorten/.test(problem)));
    });
});
