import type { Scope } from "../../access/scope";
import { validateCombine } from "../../model/combine";
import { validateLocations } from "../../model/locations";
import { type ModelDefinition } from "../../model/model";
import { whole } from "../../validation/numbers";
import { type Problem, problemIf } from "../../validation/problem";
import { validateColumnNames, validateScoringNames } from "../names";

export interface ScoringShape {
    readonly scope: Scope;
    readonly model: Pick<ModelDefinition, "name" | "columns" | "algorithms" | "combine" | "locations">;
    /** The algorithms that have a training pipeline. */
    readonly champions: readonly string[];
    readonly mostScores: number;
    readonly capacityRetrySeconds: number;
    readonly pollSeconds: number;
    readonly timeoutSeconds: number;
}

/** Every problem of a scoring pipeline's arguments; those of the model have their paths in it. */
export function validateScoring({ scope, model, champions, mostScores, ...waits }: ScoringShape): Problem[] {
    const algorithms = Object.keys(model.algorithms);
    return [
        ...problemIf(algorithms.length === 0, ["algorithms"], "the model has none, so nothing could score."),
        ...algorithms.flatMap((algorithm) =>
            problemIf(
                !champions.includes(algorithm),
                ["champions", algorithm],
                "is missing, so nobody would know where its versions are.",
            ),
        ),
        ...problemIf(
            algorithms.includes("result"),
            ["algorithms", "result"],
            "a scored file has a column of this name already; give the algorithm another one.",
        ),
        ...validateCombine(model.combine),
        ...validateColumnNames(model),
        ...validateScoringNames(scope, model.name, algorithms),
        ...validateLocations(model),
        // Twice what a function is sure to merge in its time.
        ...whole(["mostScoresByFunction"], mostScores, 0, 20_000_000),
        ...whole(["capacityRetrySeconds"], waits.capacityRetrySeconds, 1, 86_400),
        ...whole(["pollSeconds"], waits.pollSeconds, 1, 3600),
        // Jobs of SageMaker end after 5 days at the latest unless a quota says more.
        ...whole(["timeoutSeconds"], waits.timeoutSeconds, 60, 7 * 86_400),
    ];
}
