import { csvOutputFilter } from "../../contracts/outputFilter";
import type { BatchFormat } from "../../contracts/scoring";
import { csvField, readCsv } from "../shared/csv";
import { namedError } from "../shared/errors";
import { lineBatches } from "../shared/lines";
import { numberIn } from "../shared/values";

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
    const read = format === "text/csv" ? csvReader(carried.length) : jsonReader(carried);
    let count = 0;
    for await (const lines of lineBatches(chunks)) {
        const rows: ScoredRow[] = [];
        for (const line of lines) {
            count++;
            const row = read(line);
            if (row === undefined) {
                throw impossible(`line ${count} of ${where} is not a row with its prediction: ${sizeOf(line)}`);
            }
            if (!Number.isFinite(row.score)) {
                throw impossible(`line ${count} of ${where} has no finite prediction: ${sizeOf(line)}`);
            }
            rows.push(row);
        }
        yield rows;
    }
}

/** What an error tells of a line, since logs and notices that have the error are not to have the data. */
function sizeOf(line: string): string {
    return `${line.length} characters, ${line.split(",").length - 1} commas`;
}

/** A line as a row; undefined where it is none. */
type ReadRow = (line: string) => ScoredRow | undefined;

/**
 * Reads the columns that came along, and the prediction at the end. Where the job stores lines whole, the vector is in
 * between: its length is that of the first line, and a line of another one is no row.
 */
function csvReader(columns: number): ReadRow {
    const whole = csvOutputFilter(columns) === undefined;
    let width = whole ? undefined : columns + 1;
    return (line) => {
        const read = line.includes('"') ? readQuotedRow(line, columns) : readPlainRow(line, columns);
        // A vector has a place at least.
        width ??= Math.max(read.width, columns + 2);
        return read.width === width ? read.row : undefined;
    };
}

/** A row, and how many fields its line has: without enough of them the row means nothing. */
interface CsvRow {
    readonly width: number;
    readonly row: ScoredRow;
}

function readPlainRow(line: string, columns: number): CsvRow {
    let commas = 0;
    let carriedEnd = 0;
    let last = -1;
    for (let at = line.indexOf(","); at >= 0; at = line.indexOf(",", at + 1)) {
        commas++;
        last = at;
        if (commas === columns) carriedEnd = at;
    }
    return {
        width: commas + 1,
        row: {
            identifier: line.slice(0, line.indexOf(",")),
            carried: line.slice(0, carriedEnd),
            score: numberIn(line.slice(last + 1)),
        },
    };
}

function readQuotedRow(line: string, columns: number): CsvRow {
    const fields = readCsv(line).records[0] ?? [];
    const [identifier = ""] = fields;
    return {
        width: fields.length,
        row: {
            identifier,
            carried: fields.slice(0, columns).map(csvField).join(","),
            score: numberIn(fields.at(-1) ?? ""),
        },
    };
}

/** `{"row": {column: text}, "SageMakerOutput": {"score": number}}` */
function jsonReader(carried: readonly string[]): ReadRow {
    return (line) => readJsonRow(line, carried);
}

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

/** The error of rows that cannot be merged. */
export function impossible(reason: string): Error {
    return namedError("MergeImpossible", `The scores cannot be merged: ${reason}.`);
}
