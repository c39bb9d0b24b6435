import type { ModelDefinition } from "../../model/model";
import { driftHistory, driftingFeatures } from "./drift";
import type { Query } from "./query";
import { batchTrend, inputTrend, predictedAgainstActual, rowsBehindDrift } from "./rows";
import { batchHistory, runHistory } from "./runs";

/** The saved queries of a model, in the order in which one asks. */
export function queriesOf(model: ModelDefinition): Query[] {
    return [
        driftingFeatures,
        driftHistory,
        rowsBehindDrift(model),
        predictedAgainstActual(model),
        inputTrend(model),
        batchTrend(model),
        batchHistory,
        runHistory,
    ];
}
