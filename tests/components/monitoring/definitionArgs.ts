import type { Scope } from "../../../components/access/scope";
import type { MonitorDefinitionArgs } from "../../../components/monitoring/machine/definition";
import { monitorNames } from "../../../components/monitoring/names";

export const scope: Scope = {
    partition: "aws",
    region: "us-east-1",
    accountId: "111111111111",
    stage: "local",
    prefix: "drivetrain-local-used-cars",
};

export const names = monitorNames(scope, "used-cars");

const arn = (service: string, resource: string) => `arn:aws:${service}:us-east-1:111111111111:${resource}`;
const champion = (algorithm: string) => ({
    endpoint: `used-cars-${algorithm}-local`,
    transform: `/drivetrain/local/used-cars/${algorithm}/champion/transform`,
    modelPackageArn: `/drivetrain/local/used-cars/${algorithm}/champion/model-package-arn`,
    baseline: `/drivetrain/local/used-cars/${algorithm}/champion/baseline`,
});

/** Model Monitor's own image. */
export const container = "156813124566.dkr.ecr.us-east-1.amazonaws.com/sagemaker-model-monitor-analyzer";

/** What a monitor has beside, where XGBoost is asked what each feature adds to its answers. */
export const explained = {
    xgboost: "683313688378.dkr.ecr.us-east-1.amazonaws.com/sagemaker-xgboost:1.7-1",
} as const;

/** A monitor as its tests know it. */
export function definitionArgs(changes: Partial<MonitorDefinitionArgs> = {}): MonitorDefinitionArgs {
    return {
        model: "used-cars",
        champions: { xgboost: champion("xgboost"), "linear-learner": champion("linear-learner") },
        base: names.base,
        stateMachineName: names.stateMachine,
        consolidation: names.consolidation,
        ledgerTable: "drivetrain-local-used-cars-ledger",
        keyAlias: "alias/drivetrain-local-used-cars",
        artifactBucket: "artifacts",
        captureBucket: "captures",
        topicArn: arn("sns", "notices"),
        watchCapturesArn: arn("lambda", `function:${names.watchCaptures}`),
        writeReportArn: arn("lambda", `function:${names.writeReport}`),
        evaluateDriftArn: arn("lambda", `function:${names.evaluateDrift}`),
        analysis: { instanceType: "ml.m5.xlarge", instanceCount: 1, volumeSize: 20, maxRuntime: 1200 },
        codeLocation: "s3://artifacts/code/preprocess/0123/",
        settingsLocation: "s3://artifacts/code/monitor/4567/settings/",
        persists: false,
        image: "683313688378.dkr.ecr.us-east-1.amazonaws.com/sagemaker-scikit-learn:1.4-2-cpu-py3",
        analyzeRoleArn: `arn:aws:iam::111111111111:role/${names.analyzeRole}`,
        explained: {},
        tags: [{ Key: "drivetrain:model", Value: "used-cars" }],
        capacityRetrySeconds: 60,
        pollSeconds: 15,
        timeoutSeconds: 3600,
        ...changes,
    };
}
