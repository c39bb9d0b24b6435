import type { DatasetSpec } from "../../contracts/dataset";
import { csvLine, readCsv } from "../../functions/shared/csv";
import { parseCsv } from "../../functions/shared/records";
import { UsageError } from "../terminal/errors";
import { count } from "../terminal/format";

/** What the models are asked on a day. */
export interface Traffic {
    readonly path: string;
    readonly header: readonly string[];
    readonly rows: readonly (readonly string[])[];
    /** What each row is called. */
    readonly identifiers: readonly string[];
}

/** Requests of people have a few rows, and a request has its cost: so many at once. */
const rowsAtOnce = 250;

/** Problems of a file that are told. */
const mostTold = 3;

/**
 * Reads rows that the API would take; a target that they have is left out, since nobody knew it then.
 * @throws UsageError for rows that the API would refuse
 */
export function readTraffic(path: string, text: string, spec: DatasetSpec): Traffic {
    const { records, problem } = readCsv(text, spec.delimiter);
    if (problem) throw new UsageError(`"${path}" cannot be read, row ${problem.row}: ${problem.message}.`);
    const [header = [], ...rows] = records;
    const kept = header.map((_, place) => place).filter((place) => header[place] !== spec.target);
    const traffic = {
        path,
        header: kept.map((place) => header[place] ?? ""),
        rows: rows.map((row) => kept.map((place) => row[place] ?? "")),
    };
    const parsed = parseCsv(spec, csvOf(traffic, spec));
    if ("problems" in parsed) {
        throw new UsageError(
            refusalText(
                path,
                parsed.problems.map(({ message }) => message),
            ),
        );
    }
    const unnamed = parsed.identifiers.findIndex((identifier) => identifier === null);
    if (unnamed >= 0) {
        throw new UsageError(
            `"${path}", row ${unnamed + 1}, has no ${spec.identifier}: ground truth finds a row by it.`,
        );
    }
    return { ...traffic, identifiers: parsed.identifiers.map(String) };
}

function refusalText(path: string, messages: readonly string[]): string {
    const more = messages.length - mostTold;
    const told = messages.slice(0, mostTold).map((message) => `  ${message}`);
    return [
        `"${path}" has rows that the API would refuse:`,
        ...told,
        ...(more > 0 ? [`  and ${count(more, "more problem")}`] : []),
    ].join("\n");
}

/** The bodies of the requests. */
export function requestsOf(traffic: Traffic, spec: Pick<DatasetSpec, "delimiter">): string[] {
    const { header, rows } = traffic;
    return Array.from({ length: Math.ceil(rows.length / rowsAtOnce) }, (_, part) =>
        csvOf({ header, rows: rows.slice(part * rowsAtOnce, (part + 1) * rowsAtOnce) }, spec),
    );
}

/** Rows as CSV, each with an end of line. */
export function csvOf(
    { header, rows }: Pick<Traffic, "header" | "rows">,
    { delimiter = "," }: Pick<DatasetSpec, "delimiter">,
): string {
    return [header, ...rows].map((row) => `${csvLine(row, delimiter)}\n`).join("");
}
