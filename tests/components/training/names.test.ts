import assert from "node:assert/strict";
import { deploymentNames } from "../../../components/deployment/names";
import { trainingNames, validateTrainingNames } from "../../../components/training/names";
import { renderProblem } from "../../../components/validation/problem";
import { scope } from "./pipelineArgs";

describe("names of a training pipeline", () => {
    it("are those that people and other parts rely on", () => {
        const names = trainingNames(scope, "used-cars", "xgboost");
        assert.equal(names.endpoint, "used-cars-xgboost-local");
        assert.equal(names.parameterPrefix, "/drivetrain/local/used-cars/xgboost");
        assert.equal(names.stateMachine, "drivetrain-local-used-cars-xgboost-training");
    });

    it("differ from each other, beside rule and role of one trigger and the endpoint's group", () => {
        const { startRule, modelPackageGroup, ...names } = trainingNames(scope, "used-cars", "xgboost");
        assert.deepEqual([startRule, modelPackageGroup], [names.startRole, names.endpoint]);
        const { approvalRule, rejectionRule, alarms, rollbackAlarms, ...others } = deploymentNames(
            scope,
            "used-cars",
            "xgboost",
        );
        assert.deepEqual([approvalRule, rejectionRule], [others.approvalRole, others.rejectionRole]);
        const shared = ["endpoint", "modelPackageGroup", "lease", "parameterPrefix", "training"];
        const own = Object.entries(others).filter(([name]) => !shared.includes(name));
        const all = [
            ...Object.values(names),
            ...own.map(([, name]) => name),
            ...Object.values<string>({ ...alarms }),
            ...Object.values<string>({ ...rollbackAlarms }),
        ];
        assert.equal(new Set(all).size, all.length);
    });

    it("are those of its deployment where both speak of the same thing", () => {
        const training = trainingNames(scope, "used-cars", "xgboost");
        const deployment = deploymentNames(scope, "used-cars", "xgboost");
        assert.deepEqual(
            [deployment.endpoint, deployment.modelPackageGroup, deployment.lease, deployment.parameterPrefix],
            [training.endpoint, training.modelPackageGroup, training.lease, training.parameterPrefix],
        );
        assert.equal(deployment.training, training.stateMachine);
    });

    it("tell tuning jobs of endpoints apart in 32 characters", () => {
        const [xgboost, linear] = ["xgboost", "linear-learner"].map(
            (algorithm) => trainingNames(scope, "used-cars", algorithm).tuningPrefix,
        );
        assert.match(xgboost ?? "", /^tune-[0-9a-f]{6}$/);
        assert.notEqual(xgboost, linear);
        assert.ok(`${xgboost}-0a1b2c3d-99`.length <= 32);
    });

    it("fit, job names with the digits of their tries included", () => {
        assert.deepEqual(validateTrainingNames(scope, "used-cars", "linear-learner"), []);
        // 63 characters: the endpoint's name, a hyphen, 24 of the run's id, and a hyphen with two digits for tries.
        assert.deepEqual(validateTrainingNames(scope, "m".repeat(14), "a".repeat(14)), []);
    });

    it("keep what runs make at two stages of one account apart", () => {
        const [dev, prod] = ["dev", "prod"].map((stage) => trainingNames({ ...scope, stage }, "used-cars", "xgboost"));
        assert.notEqual(dev?.endpoint, prod?.endpoint);
    });

    it("are refused when jobs or roles would be too long", () => {
        const [job] = validateTrainingNames(scope, "m".repeat(15), "a".repeat(14)).map(renderProblem);
        assert.match(job ?? "", /makes job names of 64 characters, and SageMaker takes 63; .* by 1\.$/);

        const farAway = { ...scope, stage: "s".repeat(51), prefix: `drivetrain-${"s".repeat(51)}-cars` };
        const problems = validateTrainingNames(farAway, "cars", "xgboost").map(renderProblem);
        assert.match(problems[0] ?? "", /"cars-xgboost-s+" makes job names of 92 characters, and SageMaker takes 63/);
        assert.ok(problems.some((problem) => /AWS takes 64; shorten/.test(problem)));
    });
});
