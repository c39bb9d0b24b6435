import type { Delimiter } from "../../contracts/dataset";
import { csvLine, readCsv } from "../../functions/shared/csv";

/** A CSV text, and the columns that it was rid of. */
export interface Known {
    readonly csv: string;
    readonly dropped: readonly string[];
}

/**
 * A CSV text without the columns that a model does not know. Training and scoring ignore such columns; the API refuses
 * them, as a caller's program may have misspelt one. A file that a model was trained with can so be predicted as it is.
 */
export function withKnownColumns(
    csv: string,
    columns: readonly { readonly name: string }[],
    delimiter: Delimiter = ",",
): Known {
    const { records, problem } = readCsv(csv, delimiter);
    const [header = []] = records;
    const known = new Set(columns.map(({ name }) => name));
    const dropped = header.filter((name) => !known.has(name));
    // What is broken, or has nothing in common with the model, is the API's to explain.
    const broken = problem !== undefined || records.some((record) => record.length !== header.length);
    if (broken || dropped.length === 0 || dropped.length === header.length) return { csv, dropped: [] };
    const kept = (record: readonly string[]) => record.filter((_, place) => known.has(header[place] ?? ""));
    return { csv: records.map((record) => `${csvLine(kept(record), delimiter)}\n`).join(""), dropped };
}
