import { Column, DatasetSpec, featureColumns } from "../../contracts/dataset";
import { readCsv } from "./csv";
import { DataRecord } from "./transform";
import { Reading, readJson, readText, shown } from "./values";

/** What checking a request must know of the model. */
export type RecordSpec = Pick<DatasetSpec, "identifier" | "target" | "columns">;

/** What is wrong with a request, and where. */
export interface Problem {
    /** Which record, from 1 on (a CSV header does not count); 0 the header itself; null the whole body. */
    readonly row: number | null;
    readonly column: string | null;
    readonly message: string;
}

/** Usable records: `identifiers` has the text that names each, null where the request named none. */
export interface Records {
    readonly identifiers: readonly (string | null)[];
    readonly records: readonly DataRecord[];
}

export type RecordsOrProblems = Records | { readonly problems: readonly Problem[]; readonly more: number };

/** A request of thousands of bad rows is explained by its first ones. */
const mostProblems = 20;

/**
 * Records from a JSON body: one object, or a non-empty array of objects, with a key per column.
 *
 * The identifier is optional, a text or a number that comes back with the prediction. The target is optional and not
 * looked at, so that a training file can be predicted as it is. Every other key must be a column of the model.
 */
export function parseJson(spec: RecordSpec, body: string): RecordsOrProblems {
    if (isBlank(body)) {
        return emptyBody();
    }
    let parsed: unknown;
    try {
        parsed = JSON.parse(body);
    } catch (error) {
        return failed([{ row: null, column: null, message: `The body is not JSON: ${(error as Error).message}.` }]);
    }
    const list: unknown[] = Array.isArray(parsed) ? parsed : [parsed];
    if (list.length === 0) {
        return failed([{ row: null, column: null, message: "The body has no record: the array is empty." }]);
    }
    return collect(list.map((one, index) => jsonRecord(spec, one, index + 1)));
}

/**
 * Records from a CSV body: a header that names the columns in any order, then a line per record.
 *
 * The same columns are optional as in JSON. Every record must have as many fields as the header.
 */
export function parseCsv(spec: RecordSpec, body: string): RecordsOrProblems {
    const { records, problem } = readCsv(body);
    const [header, ...rows] = records;
    if (problem) {
        return failed([{ row: problem.row, column: null, message: problem.message }]);
    }
    if (!header) {
        return emptyBody();
    }
    const wrongHeader = headerProblems(spec, header);
    if (wrongHeader.length > 0) {
        return failed(wrongHeader);
    }
    if (rows.length === 0) {
        return failed([{ row: null, column: null, message: "The body has no record: there is only a header." }]);
    }
    return collect(rows.map((fields, index) => csvRecord(spec, header, fields, index + 1)));
}

interface RecordReading {
    readonly identifier: string | null;
    readonly record: DataRecord;
    readonly problems: readonly Problem[];
}

function jsonRecord(spec: RecordSpec, value: unknown, row: number): RecordReading {
    if (typeof value !== "object" || value === null || Array.isArray(value)) {
        return unusable([
            { row, column: null, message: `expected an object with a key per column, got ${shown(value)}` },
        ]);
    }
    const given = value as Readonly<Record<string, unknown>>;
    const unknown = Object.keys(given).filter((key) => !spec.columns.some((column) => column.name === key));
    const problems = unknown.map((column) => ({ row, column, message: unknownColumn(spec) }));

    const name = Object.hasOwn(given, spec.identifier) ? given[spec.identifier] : null;
    const named = typeof name === "string" || typeof name === "number";
    if (name !== null && !named) {
        problems.push({ row, column: spec.identifier, message: `expected text or a number, got ${shown(name)}` });
    }
    const features = readFeatures(spec, row, (column) =>
        Object.hasOwn(given, column.name) ? readJson(column, given[column.name]) : absent(column),
    );
    return {
        identifier: named && name !== "" ? String(name) : null,
        record: features.record,
        problems: [...problems, ...features.problems],
    };
}

function csvRecord(spec: RecordSpec, header: readonly string[], fields: readonly string[], row: number): RecordReading {
    if (fields.length !== header.length) {
        const column = header[fields.length] ?? null;
        return unusable([{ row, column, message: `expected ${header.length} fields, got ${fields.length}` }]);
    }
    const features = readFeatures(spec, row, (column) => {
        const place = header.indexOf(column.name);
        return place < 0 ? absent(column) : readText(column, fields[place] ?? "");
    });
    const identifier = fields[header.indexOf(spec.identifier)];
    return { identifier: identifier || null, ...features };
}

function headerProblems(spec: RecordSpec, header: readonly string[]): Problem[] {
    const unknown = header.filter((name) => !spec.columns.some((column) => column.name === name));
    const twice = header.filter((name, index) => header.indexOf(name) !== index && !unknown.includes(name));
    const missing = featureColumns(spec).filter((one) => one.required !== false && !header.includes(one.name));
    return [
        ...unknown.map((column) => ({ row: 0, column, message: unknownColumn(spec) })),
        ...twice.map((column) => ({ row: 0, column, message: "the column stands in the header twice" })),
        ...missing.map((column) => ({ row: 0, column: column.name, message: "the column is missing" })),
    ];
}

function readFeatures(
    spec: RecordSpec,
    row: number,
    read: (column: Column) => Reading,
): { record: DataRecord; problems: Problem[] } {
    const problems: Problem[] = [];
    const entries = featureColumns(spec).map((column): [string, string | number | null] => {
        const reading = read(column);
        if ("problem" in reading) {
            problems.push({ row, column: column.name, message: reading.problem });
            return [column.name, null];
        }
        return [column.name, reading.value];
    });
    return { record: Object.fromEntries(entries), problems };
}

function absent(column: Column): Reading {
    return column.required === false ? { value: null } : { problem: "the column is missing" };
}

function unusable(problems: readonly Problem[]): RecordReading {
    return { identifier: null, record: {}, problems };
}

function collect(readings: readonly RecordReading[]): RecordsOrProblems {
    const problems = readings.flatMap((reading) => reading.problems);
    return problems.length > 0
        ? failed(problems)
        : { identifiers: readings.map((one) => one.identifier), records: readings.map((one) => one.record) };
}

function failed(problems: readonly Problem[]): RecordsOrProblems {
    return { problems: problems.slice(0, mostProblems), more: Math.max(0, problems.length - mostProblems) };
}

function emptyBody(): RecordsOrProblems {
    return failed([{ row: null, column: null, message: "The body is empty: send at least one record." }]);
}

function isBlank(text: string): boolean {
    return text.trim() === "";
}

function unknownColumn(spec: RecordSpec): string {
    return `the model has no such column; its columns are ${spec.columns.map((column) => column.name).join(", ")}`;
}
