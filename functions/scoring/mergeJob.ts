import { isMean, weightsOf } from "../../contracts/combine";
import type { MergeRequest } from "../../contracts/scoring";
import type { Merging } from "./mergedCsv";

/**
 * What jobs/preprocess/merge.py has to be told to make the same result as {@link mergedCsv}; undefined where the rule is
 * a function of the model's file, which no other language has.
 */
export function mergeJobArguments(
    merging: Merging,
    { file, models, explained = [] }: MergeRequest,
): string[] | undefined {
    const { algorithms, identifierType, combine, bounds, errors } = merging;
    if (typeof combine === "function") {
        return undefined;
    }
    const formats = algorithms.flatMap((name) => models.filter(({ algorithm }) => algorithm === name));
    const scored = formats.map(({ algorithm }) => algorithm);
    const weights = isMean(combine) ? Object.entries(weightsOf(combine, scored, errors)) : [];
    return [
        // With a sign of equality, since a file's name may begin as an option does.
        `--file=${file}`,
        ...algorithms.map((name) => `--algorithm=${name}`),
        ...formats.map(({ algorithm, batchFormat }) => `--format=${algorithm}=${batchFormat}`),
        ...algorithms.filter((name) => explained.includes(name)).map((name) => `--explained=${name}`),
        `--identifier-type=${identifierType}`,
        `--rule=${isMean(combine) ? "mean" : combine}`,
        ...weights.map(([name, weight]) => `--weight=${name}=${weight}`),
        ...(bounds.min === undefined ? [] : [`--least=${bounds.min}`]),
        ...(bounds.max === undefined ? [] : [`--greatest=${bounds.max}`]),
    ];
}
