import type { Scope } from "../../../components/access/scope";
import type { ModelDefinition } from "../../../components/model/model";
import type { TrainingPipelineArgs } from "../../../components/training/TrainingPipeline";
import { usedCars } from "../../../infra/models/used-cars";
import { foundationOf } from "../../support/foundation";

export const scope: Scope = {
    partition: "aws",
    region: "us-east-1",
    accountId: "111111111111",
    stage: "local",
    prefix: "drivetrain-local-used-cars",
};

export const model: ModelDefinition = usedCars;

/** A training pipeline as its tests build it. */
export const pipelineArgs: TrainingPipelineArgs = { foundation: foundationOf(scope), model, algorithm: "xgboost" };

export const network = {
    subnetIds: ["subnet-0123456789abcdef0", "subnet-0123456789abcdef1"],
    securityGroupIds: ["sg-0123456789abcdef0"],
};
