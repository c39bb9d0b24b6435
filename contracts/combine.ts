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
    return combiner(combine, Object.keys(scores), errors)(Object.values(scores));
}

/**
 * The same for many records, of which each has a score of all `names`: a function of these scores, in the order of the
 * names. It has all that it needs at hand: within a Lambda's package a call from module to module takes longer than the
 * arithmetic.
 */
export function combiner(
    combine: Combine,
    names: readonly string[],
    errors: TestErrors = {},
): (scores: readonly number[]) => number {
    const isFinite = Number.isFinite;
    const named = (scores: readonly number[]) => Object.fromEntries(names.map((name, place) => [name, scores[place]!]));
    const combined = isMean(combine)
        ? meanBy(names, weightsOf(combine, names, errors))
        : typeof combine === "function"
          ? (scores: readonly number[]) => combine(named(scores))
          : extreme(combine);
    return (scores) => {
        const result = combined(scores);
        if (!isFinite(result)) {
            throw new Error(`The model's rule made ${result} of ${JSON.stringify(named(scores))}`);
        }
        return result;
    };
}

/** A rule by which the result is a mean of scores. */
export type MeanRule = "best" | "weighted" | "mean";

/** Whether {@link weightsOf} tells all of a rule. */
export function isMean(combine: Combine): combine is MeanRule {
    return combine === "best" || combine === "weighted" || combine === "mean";
}

function extreme(combine: "max" | "min"): (scores: readonly number[]) => number {
    const { max, min } = Math;
    return combine === "max" ? (scores) => max(...scores) : (scores) => min(...scores);
}

/**
 * How much each algorithm's score counts in the mean, in the order in which they are added up; only those that count are
 * named.
 * @param names the algorithms that answered
 */
export function weightsOf(
    combine: MeanRule,
    names: readonly string[],
    errors: TestErrors = {},
): Record<string, number> {
    const known = names.filter((name) => combine !== "mean" && Number.isFinite(errors[name]));
    if (known.length === 0) return Object.fromEntries(names.map((name) => [name, 1]));
    const least = Math.min(...known.map((name) => errors[name] as number));
    // The first of several that are equally good, and all of those that are without an error.
    if (combine === "best") return { [known.find((name) => errors[name] === least) as string]: 1 };
    // By its share of the least error a weight is at most 1, however small or large the target's unit.
    return Object.fromEntries(
        known.map((name) => [name, errors[name] === least ? 1 : (least / (errors[name] as number)) ** 2]),
    );
}

/** The mean of the scores that have a weight, by their weights. */
function meanBy(
    names: readonly string[],
    weights: Readonly<Record<string, number>>,
): (scores: readonly number[]) => number {
    const weighed = Object.entries(weights).map(([name, weight]) => ({ place: names.indexOf(name), weight }));
    const whole = weighed.reduce((sum, { weight }) => sum + weight, 0);
    return (scores) => {
        let sum = 0;
        for (const { place, weight } of weighed) sum += weight * scores[place]!;
        return sum / whole;
    };
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
