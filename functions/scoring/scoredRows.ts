import type { BatchFormat } from "../../contracts/scoring";
import { readCsv } from "../shared/csv";
import { namedError } from "../shared/errors";
import { lineBatches } from "../shared/lines";
import { numberIn } from "../shared/values";

/** The model's answer to a row, as a batch transform job joined it with what names the row. */
export interface ScoredRow {
    readonly identifier: string;
    readonly score: number;
}

/**
 * The rows of one output file of a transform job, in batches.
 * @param where names the file in errors
 * @throws an error named `MergeImpossible` at a line that is not as a joined row must be
 */
export async function* scoredRows(
    chunks: AsyncIterable<Uint8Array>,
    format: BatchFormat,
    where: string,
): AsyncGenerator<ScoredRow[]> {
    const read = format === "text/csv" ? csvReader() : jsonReader();
    const isFinite = Number.isFinite;
    let count = 0;
    const readAll = (lines: readonly string[]) => {
        const rows: ScoredRow[] = [];
        for (const line of lines) {
            count++;
            const row = read(line);
            if (row === undefined) {
                throw impossible(`line ${count} of ${where} is not a row with its prediction: ${sizeOf(line)}`);
            }
            if (!isFinite(row.score)) {
                throw impossible(`line ${count} of ${where} has no finite prediction: ${sizeOf(line)}`);
            }
            rows.push(row);
        }
        return rows;
    };
    for await (const lines of lineBatches(chunks)) {
        yield readAll(lines);
    }
}

/** The identifier of a line of `rows/`, which begins with it. */
export function identifierOf(line: string): string {
    if (line.startsWith('"')) {
        return readCsv(line).records[0]?.[0] ?? "";
    }
    const comma = line.indexOf(",");
    return comma < 0 ? line : line.slice(0, comma);
}

/** What an error tells of a line, since logs and notices that have the error are not to have the data. */
function sizeOf(line: string): string {
    return `${line.length} characters, ${line.split(",").length - 1} commas`;
}

/** A line as a row; undefined where it is none. */
type ReadRow = (line: string) => ScoredRow | undefined;

/** Reads `identifier,score`. */
function csvReader(): ReadRow {
    const number = Number;
    return (line) => {
        const comma = line.indexOf(",");
        const score = line.slice(comma + 1);
        if (comma < 0 || score.trim() === "" || line.includes('"')) {
            return readCsvRow(line);
        }
        return score.includes(",") ? undefined : { identifier: line.slice(0, comma), score: number(score) };
    };
}

function readCsvRow(line: string): ScoredRow | undefined {
    const [identifier, score, ...others] = readCsv(line).records[0] ?? [];
    const isRow = identifier !== undefined && score !== undefined && others.length === 0;
    return isRow ? { identifier, score: numberIn(score) } : undefined;
}

/** Reads `{"identifier": text, "SageMakerOutput": {"score": number}}`. */
function jsonReader(): ReadRow {
    const parse = JSON.parse;
    return (line) => {
        let joined: { identifier?: unknown; SageMakerOutput?: { score?: unknown } } | null;
        try {
            joined = parse(line) as typeof joined;
        } catch {
            return undefined;
        }
        const identifier = joined?.identifier;
        if (typeof identifier !== "string") {
            return undefined;
        }
        const score = joined?.SageMakerOutput?.score;
        return { identifier, score: typeof score === "number" ? score : NaN };
    };
}

/** The error of rows that cannot be merged. */
export function impossible(reason: string): Error {
    return namedError("MergeImpossible", `The scores cannot be merged: ${reason}.`);
}
