import assert from "node:assert/strict";
import { removalRefusal, removedBy, withRemoved } from "../../../cli/teardown/removedPipelines";
import { promotionNames } from "../../../components/promotion/names";
import { trainingNames } from "../../../components/training/names";
import type { ModelOutputs } from "../../../contracts/outputs";

const scope = {
    ...{ partition: "aws", region: "us-east-1", accountId: "111111111111", stage: "dev" },
    prefix: "drivetrain-dev-used-cars",
};
const arn = "arn:aws:states:us-east-1:111111111111:stateMachine:";

function pipeline(algorithm: string) {
    const names = trainingNames(scope, "used-cars", algorithm);
    return {
        stateMachineArn: `${arn}${names.stateMachine}`,
        deploymentStateMachineArn: `${arn}${names.stateMachine.replace(/-training$/, "-deployment")}`,
        promotionStateMachineArn: `${arn}${promotionNames(scope, "used-cars", algorithm).stateMachine}`,
        endpointName: names.endpoint,
        modelPackageGroupName: names.modelPackageGroup,
        parameterPrefix: names.parameterPrefix,
    };
}

const outputs = {
    ...{ model: "used-cars", stage: "dev" },
    pipelines: { xgboost: pipeline("xgboost") },
    scoring: { stateMachineArn: `${arn}${scope.prefix}-scoring` },
} as unknown as ModelOutputs;

const group = (algorithm: string) => ({
    type: "aws:sagemaker/modelPackageGroup:ModelPackageGroup",
    urn: `urn:pulumi:dev::drivetrain::aws:sagemaker/modelPackageGroup:ModelPackageGroup::used-cars-${algorithm}-versions`,
    id: `used-cars-${algorithm}-dev`,
});
const resources = [group("xgboost"), group("gradient-boosting"), { type: "aws:s3/bucket:Bucket", id: "landing" }];
const change = (operation: string, algorithm: string) => ({
    operation,
    resource: `aws:sagemaker/modelPackageGroup:ModelPackageGroup used-cars-${algorithm}-versions`,
});

describe("cli: algorithms that leave a stack", () => {
    it("are found by the group that the state still has, with the names that their components gave", () => {
        assert.deepEqual(withRemoved(outputs, resources).pipelines, {
            xgboost: pipeline("xgboost"),
            "gradient-boosting": pipeline("gradient-boosting"),
        });
        assert.deepEqual(withRemoved(outputs, [group("xgboost")]).pipelines, outputs.pipelines);
    });

    it("are those whose group a deployment deletes, without the scoring that stays", () => {
        const changes = [change("delete", "gradient-boosting"), change("update", "xgboost")];
        assert.deepEqual(removedBy(outputs, resources, { changes }), {
            model: "used-cars",
            pipelines: { "gradient-boosting": pipeline("gradient-boosting") },
        });
        assert.deepEqual(removedBy(outputs, resources, { changes: [change("update", "xgboost")] }).pipelines, {});
    });

    it("stay until somebody agrees to lose what their runs made", () => {
        const { message } = removalRefusal("dev", ["gradient-boosting"], "1 endpoint, 1 model version");
        assert.match(message, /takes gradient-boosting out of the stack dev, whose runs have left 1 endpoint, 1 model/);
        assert.match(message, /`npx drivetrain up -s dev --prune` removes these/);
    });
});
