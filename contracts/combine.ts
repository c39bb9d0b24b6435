/**
 * How the scores of a record, by algorithm, become one. Algorithms that did not answer are absent from `scores`.
 *
 * | rule | the result is |
 * | --- | --- |
 * | `best` | the score of the algorithm that erred least on its test rows, of those that answered |
 * | `weighted` | their mean, each weighed by one over its squared test error: how forecasts whose errors are independent are combined with the least error (Bates and Granger, The Combination of Forecasts, 1969) |
 * | `max`, `min`, `mean` | the greatest, the least, the mean |
 * | a function | what it makes of the scores |
 */
export type Combine = CombineWord | ((scores: Readonly<Record<string, number>>) => number);

type CombineWord = (typeof combineRules)[number];

export const combineRules = ["best", "weighted", "max", "min", "mean"] as const;

/** What answers, records and stack outputs call a rule. */
export type CombineName = CombineWord | "function";

/**
 * The root of the mean squared error on the test rows of the version that serves, by algorithm, in the unit of the
 * target; none of a version that was trained before it was kept.
 */
export type TestErrors = Readonly<Record<string, number | undefined>>;

/** The rule's own word, or `function` for one of the model's file. */
export function combineName(combine: Combine): CombineName {
    return typeof combine === "function" ? "function" : combine;
}

/**
 * The model's rule on one record's scores, of which there is at least one.
 * @param errors what `best` and `weighted` go by: an algorithm without one counts only where none has one, all alike
 * @throws an error where the rule makes no finite number of them
 */
export function combineScores(
    combine: Combine,
    scores: Readonly<Record<string, number>>,
    errors: TestErrors = {},
): number {
    const result =
        combine === "best" || combine === "weighted"
            ? mean(scores, weigh(combine, scores, errors))
            : plain(combine, scores);
    if (!Number.isFinite(result)) {
        throw new Error(`The model's rule made ${result} of ${JSON.stringify(scores)}`);
    }
    return result;
}

/** Rules that take every algorithm for as good as the others. */
function plain(combine: Exclude<Combine, "best" | "weighted">, scores: Readonly<Record<string, number>>): number {
    const values = Object.values(scores);
    switch (combine) {
        case "max":
            return Math.max(...values);
        case "min":
            return Math.min(...values);
        case "mean":
            return values.reduce((sum, value) => sum + value, 0) / values.length;
        default:
            return combine(scores);
    }
}

/** How much each algorithm's score counts; only those that count are named. */
function weigh(
    combine: "best" | "weighted",
    scores: Readonly<Record<string, number>>,
    errors: TestErrors,
): Record<string, number> {
    const names = Object.keys(scores);
    const known = names.filter((name) => Number.isFinite(errors[name]));
    if (known.length === 0) return Object.fromEntries(names.map((name) => [name, 1]));
    const least = Math.min(...known.map((name) => errors[name] as number));
    // The first of several that are equally good, and all of those that are without an error.
    if (combine === "best") return { [known.find((name) => errors[name] === least) as string]: 1 };
    // By its share of the least error a weight is at most 1, however small or large the target's unit.
    return Object.fromEntries(
        known.map((name) => [name, errors[name] === least ? 1 : (least / (errors[name] as number)) ** 2]),
    );
}

function mean(scores: Readonly<Record<string, number>>, weights: Readonly<Record<string, number>>): number {
    let sum = 0;
    let whole = 0;
    for (const [name, weight] of Object.entries(weights)) {
        sum += weight * (scores[name] as number);
        whole += weight;
    }
    return sum / whole;
}

/** The least and the greatest value that the target can have, inclusive; open where absent. */
export interface Bounds {
    readonly min?: number;
    readonly max?: number;
}

/** The value, or the bound that it is beyond: no car sells for less than nothing, whatever a model says. */
export function clamp({ min = -Infinity, max = Infinity }: Bounds, value: number): number {
    return Math.min(Math.max(value, min), max);
}

/** What makes one result of a record's scores. */
export interface ResultRule {
    readonly combine: Combine;
    /** Those of the target. */
    readonly bounds: Bounds;
}

/**
 * The result of one record: what the model's rule makes of its scores, or the bound of the target that this is beyond.
 * @throws as {@link combineScores}
 */
export function resultOf(
    { combine, bounds }: ResultRule,
    scores: Readonly<Record<string, number>>,
    errors: TestErrors = {},
): { readonly result: number; readonly clamped: boolean } {
    const combined = combineScores(combine, scores, errors);
    const result = clamp(bounds, combined);
    return { result, clamped: result !== combined };
}

/** The bounds of a model's target. */
export function targetBounds({
    target,
    columns,
}: {
    readonly target: string;
    readonly columns: readonly ({ readonly name: string } & Bounds)[];
}): Bounds {
    const { min, max } = columns.find(({ name }) => name === target) ?? {};
    return { ...(min !== undefined && { min }), ...(max !== undefined && { max }) };
}

/** The columns that an answer has beside those of the data, which can so have none of these names. */
export function answerColumns(algorithms: readonly string[]): readonly string[] {
    return [...algorithms, "result"];
}
