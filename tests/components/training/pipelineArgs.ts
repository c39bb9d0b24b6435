import type { Scope } from "../../../components/access/scope";
import type { ModelDefinition } from "../../../components/model/model";
import type { TrainingPipelineArgs } from "../../../components/training/TrainingPipeline";
import { usedCars } from "../../../infra/models/used-cars";

export const scope: Scope = {
    partition: "aws",
    region: "us-east-1",
    accountId: "111111111111",
    stage: "local",
    prefix: "drivetrain-local-used-cars",
};

export const model: ModelDefinition = usedCars;

/** A training pipeline as its tests build it. */
export const pipelineArgs: TrainingPipelineArgs = {
    scope,
    model,
    algorithm: "xgboost",
    key: { arn: "arn:aws:kms:us-east-1:111111111111:key/9a1b", alias: "alias/drivetrain-local-used-cars" },
    landingBucket: "landing",
    artifactBucket: "artifacts",
    captureBucket: "captures",
    ledgerTable: "ledger",
    codePrefix: "code/preprocess/0123/",
    topicArn: "arn:aws:sns:us-east-1:111111111111:drivetrain-local-used-cars-notices",
};

export const network = {
    subnetIds: ["subnet-0123456789abcdef0", "subnet-0123456789abcdef1"],
    securityGroupIds: ["sg-0123456789abcdef0"],
};
