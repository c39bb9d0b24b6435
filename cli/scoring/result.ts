import { type Bounds, type Combine, resultOf, type TestErrors } from "../../contracts/combine";
import type { ScoringOutcome } from "../../contracts/scoring";
import { readCsv } from "../../functions/shared/csv";
import { readText } from "../files/objects";

/** A result as far as it was read. */
export interface ScoredTable {
    readonly header: readonly string[];
    readonly rows: readonly (readonly string[])[];
}

/** Reads a result as a whole. */
export async function readScored(uri: string): Promise<ScoredTable> {
    return scoredTable((await readText(uri)) ?? "");
}

/** Reads no more of a result than it takes to show its first rows. */
export async function readFirst(uri: string, rows: number): Promise<ScoredTable> {
    const bytes = 1 << 16;
    const text = (await readText(uri, bytes)) ?? "";
    // A row that is cut off in the middle is no row.
    const whole = Buffer.byteLength(text) < bytes ? text : text.slice(0, text.lastIndexOf("\n") + 1);
    const { header, rows: read } = scoredTable(whole);
    return { header, rows: read.slice(0, rows) };
}

/** A result's CSV as header and rows, all of them text. */
export function scoredTable(csv: string): ScoredTable {
    const [header = [], ...rows] = readCsv(csv).records;
    return { header, rows };
}

/**
 * Compares each row's result with what the model's rule makes of its scores. The algorithms' columns and `result` come
 * last, in this order; an algorithm that did not score has none.
 * @param known the bounds of the target, and the test errors of the versions that scored
 * @returns one sentence per difference
 */
export function wrongResults(
    { header, rows }: ScoredTable,
    algorithms: readonly string[],
    combine: Combine,
    { bounds = {}, errors = {} }: { readonly bounds?: Bounds; readonly errors?: TestErrors } = {},
): string[] {
    const start = header.length - algorithms.length - 1;
    const expected = [...algorithms, "result"];
    if (start < 0 || expected.some((name, index) => header[start + index] !== name)) {
        return [
            `The result ends with the columns ${header.slice(start).join(", ")} instead of ${expected.join(", ")}.`,
        ];
    }
    return rows.flatMap((row, index) => {
        const scores = algorithms
            .map((algorithm, column) => [algorithm, row[start + column] ?? ""] as const)
            .filter(([, text]) => text !== "");
        const result = row.at(-1) ?? "";
        const numbers = scores.map(([algorithm, text]) => [algorithm, Number(text)] as const);
        const made =
            scores.length > 0 ? resultOf({ combine, bounds }, Object.fromEntries(numbers), errors).result : undefined;
        if (result !== "" && Number(result) === made) return [];
        const from = scores.map((score) => score.join(" ")).join(", ") || "no scores";
        const said = `the result is ${result || "nothing"}, but the model's rule makes ${made ?? "nothing"} of ${from}.`;
        return [`row ${index + 1}: ${said}`];
    });
}

/**
 * Compares a run's counts with the rows that its result has.
 * @returns one sentence per difference
 */
export function wrongCounts({ input, output, quarantined, algorithms }: ScoringOutcome, rows: number): string[] {
    const of = `${output} scored and ${quarantined} set aside`;
    return [
        ...(output + quarantined === input ? [] : [`${of} do not make the ${input} rows of the file.`]),
        ...(rows === output ? [] : [`The result has ${rows} rows, and the run tells of ${output}.`]),
        ...Object.entries(algorithms)
            .filter(([, one]) => one.rows !== output)
            .map(([algorithm, one]) => `${algorithm} scored ${one.rows} rows, and the run tells of ${output}.`),
    ];
}
