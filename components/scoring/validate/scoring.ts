import type { Scope } from "../../access/scope";
import { validateLocations } from "../../model/locations";
import { type ModelDefinition } from "../../model/model";
import { whole } from "../../model/numbers";
import { validateColumnNames, validateScoringNames } from "../names";

export interface ScoringShape {
    readonly scope: Scope;
    readonly model: Pick<ModelDefinition, "name" | "columns" | "algorithms" | "locations">;
    /** The algorithms that have a training pipeline. */
    readonly champions: readonly string[];
    readonly capacityRetrySeconds: number;
    readonly pollSeconds: number;
    readonly timeoutSeconds: number;
}

/** Every problem of a scoring pipeline's arguments, each one a sentence that begins with the path of what is wrong. */
export function validateScoring({ scope, model, champions, ...waits }: ScoringShape): string[] {
    const algorithms = Object.keys(model.algorithms);
    return [
        ...(algorithms.length === 0 ? ["algorithms: the model has none, so nothing could score."] : []),
        ...algorithms
            .filter((algorithm) => !champions.includes(algorithm))
            .map((algorithm) => `champions.${algorithm}: is missing, so nobody would know where its versions are.`),
        ...(algorithms.includes("result")
            ? ["algorithms.result: a scored file has a column of this name already; give the algorithm another one."]
            : []),
        ...validateColumnNames(model),
        ...validateScoringNames(scope, model.name, algorithms),
        ...validateLocations(model.locations),
        ...whole("capacityRetrySeconds", waits.capacityRetrySeconds, 1, 86_400),
        ...whole("pollSeconds", waits.pollSeconds, 1, 3600),
        // Jobs of SageMaker end after 5 days at the latest unless a quota says more.
        ...whole("timeoutSeconds", waits.timeoutSeconds, 60, 7 * 86_400),
    ];
}
