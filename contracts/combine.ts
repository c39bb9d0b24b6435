/** How the scores of a record, by algorithm, become one. Algorithms that did not answer are absent from `scores`. */
export type Combine = "max" | "min" | "mean" | ((scores: Readonly<Record<string, number>>) => number);

/** What answers, records and stack outputs call a rule. */
export type CombineName = "max" | "min" | "mean" | "function";

/** The rule's own word, or `function` for one of the model's file. */
export function combineName(combine: Combine): CombineName {
    return typeof combine === "function" ? "function" : combine;
}

/**
 * The model's rule on one record's scores, of which there is at least one.
 * @throws an error where the rule makes no finite number of them
 */
export function combineScores(combine: Combine, scores: Readonly<Record<string, number>>): number {
    const values = Object.values(scores);
    const result =
        combine === "max"
            ? Math.max(...values)
            : combine === "min"
              ? Math.min(...values)
              : combine === "mean"
                ? values.reduce((sum, value) => sum + value, 0) / values.length
                : combine(scores);
    if (!Number.isFinite(result)) {
        throw new Error(`The model's rule made ${result} of ${JSON.stringify(scores)}`);
    }
    return result;
}

/** The columns that an answer has beside those of the data, which can so have none of these names. */
export function answerColumns(algorithms: readonly string[]): readonly string[] {
    return [...algorithms, "result"];
}
