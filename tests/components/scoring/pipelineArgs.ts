import type { BatchScoringPipelineArgs } from "../../../components/scoring/BatchScoringPipeline";
import { usedCars } from "../../../infra/models/used-cars";
import { foundationOf } from "../../support/foundation";
import { scope } from "./definitionArgs";

/** A scoring pipeline as its tests build it. */
export const pipelineArgs: BatchScoringPipelineArgs = {
    foundation: foundationOf(scope),
    model: usedCars,
    champions: Object.fromEntries(
        Object.keys(usedCars.algorithms).map((algorithm) => [
            algorithm,
            {
                modelPackageGroupName: `used-cars-${algorithm}-local`,
                parameterPrefix: `/drivetrain/local/used-cars/${algorithm}`,
            },
        ]),
    ),
};
