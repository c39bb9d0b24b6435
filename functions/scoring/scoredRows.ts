import { csvField, readCsv } from "../shared/csv";
import { lineBatches } from "../shared/lines";

export type BatchFormat = "text/csv" | "application/jsonlines";

/** A row as a batch transform job joined it with the model's answer. */
export interface ScoredRow {
    readonly identifier: string;
    /** The columns that came along, the identifier first, as CSV. */
    readonly carried: string;
    readonly score: number;
}

/**
 * The rows of one output file of a transform job, in batches.
 * @param carried the names of the columns that came along, the identifier first
 * @param where names the file in errors
 * @throws an error named `MergeImpossible` at a line that is not as a joined row must be
 */
export async function* scoredRows(
    chunks: AsyncIterable<Uint8Array>,
    format: BatchFormat,
    carried: readonly string[],
    where: string,
): AsyncGenerator<ScoredRow[]> {
    const read = format === "text/csv" ? readCsvRow : readJsonRow;
    let count = 0;
    for await (const lines of lineBatches(chunks)) {
        const rows: ScoredRow[] = [];
        for (const line of lines) {
            count++;
            const row = read(line, carried);
            if (row === undefined) {
                throw impossible(`line ${count} of ${where} is not a row with its prediction: ${line.slice(0, 200)}`);
            }
            if (!Number.isFinite(row.score)) {
                throw impossible(`line ${count} of ${where} has no finite prediction: ${line.slice(0, 200)}`);
            }
            rows.push(row);
        }
        yield rows;
    }
}

/** The carried columns, and the prediction after them. */
function readCsvRow(line: string, carried: readonly string[]): ScoredRow | undefined {
    if (!line.includes('"')) {
        const end = line.lastIndexOf(",");
        if (commasIn(line) !== carried.length) {
            return undefined;
        }
        return {
            identifier: line.slice(0, line.indexOf(",")),
            carried: line.slice(0, end),
            score: numberIn(line.slice(end + 1)),
        };
    }
    const fields = readCsv(line).records[0];
    if (fields?.length !== carried.length + 1) {
        return undefined;
    }
    const [identifier = ""] = fields;
    return {
        identifier,
        carried: fields.slice(0, -1).map(csvField).join(","),
        score: numberIn(fields.at(-1) ?? ""),
    };
}

/** `{"row": {column: text}, "SageMakerOutput": {"score": number}}` */
function readJsonRow(line: string, carried: readonly string[]): ScoredRow | undefined {
    let joined: { row?: Readonly<Record<string, string>>; SageMakerOutput?: { score?: unknown } } | null;
    try {
        joined = JSON.parse(line) as typeof joined;
    } catch {
        return undefined;
    }
    const fields = carried.map((column) => joined?.row?.[column]);
    const [identifier] = fields;
    if (identifier === undefined || !fields.every((field) => typeof field === "string")) {
        return undefined;
    }
    const score = joined?.SageMakerOutput?.score;
    return { identifier, carried: fields.map(csvField).join(","), score: typeof score === "number" ? score : NaN };
}

function commasIn(line: string): number {
    let count = 0;
    for (let at = line.indexOf(","); at >= 0; at = line.indexOf(",", at + 1)) {
        count++;
    }
    return count;
}

/** Number() alone would take a blank for 0. */
function numberIn(text: string): number {
    return text.trim() === "" ? NaN : Number(text);
}

/** Step Functions matches errors by name; a class of its own would lose it when the function is serialized. */
export function impossible(reason: string): Error {
    const error = new Error(`The scores cannot be merged: ${reason}.`);
    error.name = "MergeImpossible";
    return error;
}
