import type { BatchScoringPipelineArgs } from "../../../components/scoring/BatchScoringPipeline";
import { usedCars } from "../../../infra/models/used-cars";
import { scope } from "./definitionArgs";

/** A scoring pipeline as its tests build it. */
export const pipelineArgs: BatchScoringPipelineArgs = {
    scope,
    model: usedCars,
    champions: Object.fromEntries(
        Object.keys(usedCars.algorithms).map((algorithm) => [
            algorithm,
            { modelPackageGroupName: `used-cars-${algorithm}-local` },
        ]),
    ),
    key: { arn: "arn:aws:kms:us-east-1:111111111111:key/9a1b", alias: "alias/drivetrain-local-used-cars" },
    landingBucket: "landing",
    artifactBucket: "artifacts",
    ledgerTable: "ledger",
    codePrefix: "code/preprocess/0123/",
    topicArn: "arn:aws:sns:us-east-1:111111111111:drivetrain-local-used-cars-notices",
};
