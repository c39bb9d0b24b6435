import assert from "node:assert/strict";
import { trainingNames, validateTrainingNames } from "../../../components/training/names";
import { scope } from "./pipelineArgs";

describe("names of a training pipeline", () => {
    it("are those that people and other parts rely on", () => {
        const names = trainingNames(scope, "used-cars", "xgboost");
        assert.equal(names.endpoint, "used-cars-xgboost-local");
        assert.equal(names.parameterPrefix, "/drivetrain/local/used-cars/xgboost");
        assert.equal(names.stateMachine, "drivetrain-local-used-cars-xgboost-training");
        assert.equal(names.runsPrefix, "runs/xgboost/");
    });

    it("differ from each other, beside rule and role of one trigger", () => {
        const { startRule, ...names } = trainingNames(scope, "used-cars", "xgboost");
        assert.equal(startRule, names.startRole);
        assert.equal(new Set(Object.values(names)).size, Object.keys(names).length);
    });

    it("fit, job names with a retry count of two digits included", () => {
        assert.deepEqual(validateTrainingNames(scope, "used-cars", "linear-learner"), []);
        // 63 characters: the name, a hyphen, 24 of the run's id, and a hyphen with two digits.
        assert.deepEqual(validateTrainingNames(scope, "m".repeat(17), "a".repeat(17)), []);
    });

    it("are refused when jobs, endpoints or roles would be too long", () => {
        const [job] = validateTrainingNames(scope, "m".repeat(18), "a".repeat(17));
        assert.match(job ?? "", /makes job names of 64 characters, and SageMaker takes 63; .* by 1\.$/);

        const farAway = { ...scope, stage: "s".repeat(51), prefix: `drivetrain-${"s".repeat(51)}-cars` };
        const problems = validateTrainingNames(farAway, "cars", "xgboost");
        assert.match(problems[0] ?? "", /endpoint name "cars-xgboost-s+" has 64 characters, and SageMaker takes 63/);
        assert.ok(problems.some((problem) => /AWS takes 64; shorten/.test(problem)));
    });
});
