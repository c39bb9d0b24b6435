import { Column, DatasetSpec, featureColumns, generatedIdentifier } from "../../contracts/dataset";
import { identifierMaker, type NamingValues } from "../../contracts/generatedIdentifiers";
import { type CsvRecord, csvRecords } from "./csv";
import { type JsonObject, jsonRecords, type JsonValue } from "./json";
import {
    addProblem,
    type FoundProblems,
    noProblems,
    onlyProblem,
    type ProblemKind,
    type Problems,
    shortened,
} from "./problems";
import { DataRecord } from "./transform";
import { numberText, Reading, readJson, readText, sentText, shown } from "./values";

/** What checking a request must know of the model. */
export type RecordSpec = Pick<DatasetSpec, "identifier" | "target" | "columns" | "delimiter">;

/** Usable records. */
export interface Records {
    /** The text that names each, null where the request named none and none is made of its values. */
    readonly identifiers: readonly (string | null)[];
    readonly records: readonly DataRecord[];
    /** What came along in columns that the model ignores, as it was sent; empty where the model ignores none. */
    readonly ignored: readonly IgnoredTexts[];
}

export type IgnoredTexts = Readonly<Record<string, string | null>>;

export type RecordsOrProblems = Records | Problems;

/** How many records a body may have: what is more does not fit into an answer, and takes time and memory to find out. */
export const mostRecords = 120_000;

/** How many columns beyond the model's own a header is read for, to tell which of them are too many. */
const furtherColumns = 1000;

/** How long an identifier may be, in characters: it comes back, and an answer has room for many. */
const longestIdentifier = 1024;

/**
 * Records from a JSON body: one object, or a non-empty array of objects, with a key per column.
 *
 * The identifier is optional, a text or a number that comes back with the prediction, to the letter. The target is
 * optional and not looked at, so that a training file can be predicted as it is. Every other key must be a column of the
 * model.
 */
export function parseJson(spec: RecordSpec, body: string): RecordsOrProblems {
    if (isBlank(body)) {
        return emptyBody();
    }
    const batch = startBatch(spec);
    try {
        for (const value of jsonRecords(body)) {
            if (++batch.rows > mostRecords) {
                return tooManyRecords();
            }
            addJson(batch, value);
        }
    } catch (error) {
        const { name, message } = error as Error;
        if (name === "JsonRefused") {
            return onlyProblem("not JSON", null, null, message);
        }
        throw error;
    }
    return finish(batch, "the array is empty");
}

/**
 * Records from a CSV body, in the model's delimiter: a header that names the columns in any order, then a line per
 * record.
 *
 * The same columns are optional as in JSON. Every record must have as many fields as the header.
 */
export function parseCsv(spec: RecordSpec, body: string): RecordsOrProblems {
    const batch = startBatch(spec);
    const mostColumns = spec.columns.length + furtherColumns;
    let header: CsvHeader | undefined;
    for (const record of csvRecords(body, mostColumns, spec.delimiter)) {
        if (typeof record === "string") {
            return onlyProblem("malformed CSV", header === undefined ? 0 : batch.rows + 1, null, record);
        }
        if (header === undefined) {
            const wrong = headerProblems(batch, record, mostColumns);
            if (wrong.problems.length > 0) {
                return wrong;
            }
            header = readHeader(batch, record.fields);
        } else if (++batch.rows > mostRecords) {
            return tooManyRecords();
        } else {
            addCsv(batch, header, record);
        }
    }
    return header === undefined ? emptyBody() : finish(batch, "there is only a header");
}

/** The records of a body as far as they were read. */
interface Batch {
    readonly spec: RecordSpec;
    /** The names of the model's columns. */
    readonly known: ReadonlySet<string>;
    readonly features: readonly Column[];
    /** The columns that the model has and does not learn from, but for identifier and target. */
    readonly unlearnt: readonly Column[];
    /** Names a record by its values, where no column names one. */
    readonly nameOf?: (values: NamingValues) => string;
    /** How many records were read, whether they are usable or not. */
    rows: number;
    readonly identifiers: (string | null)[];
    readonly records: DataRecord[];
    readonly ignored: IgnoredTexts[];
    readonly found: FoundProblems;
}

function startBatch(spec: RecordSpec): Batch {
    // One that is generated is no column, and may come along all the same.
    const known = new Set([spec.identifier, ...spec.columns.map(({ name }) => name)]);
    const features = featureColumns(spec);
    const apart = [spec.identifier, spec.target, ...features.map(({ name }) => name)];
    const unlearnt = spec.columns.filter(({ name }) => !apart.includes(name));
    const isMade = spec.identifier === generatedIdentifier;
    const nameOf = isMade ? identifierMaker([...features, ...unlearnt].map(({ name }) => name)) : undefined;
    const read = { rows: 0, identifiers: [], records: [], ignored: [], found: noProblems() };
    return { spec, known, features, unlearnt, nameOf, ...read };
}

function finish({ rows, identifiers, records, ignored, found }: Batch, nothing: string): RecordsOrProblems {
    if (rows === 0) {
        return onlyProblem("empty body", null, null, `The body has no record: ${nothing}.`);
    }
    return found.problems.length > 0 ? found : { identifiers, records, ignored };
}

function addJson(batch: Batch, value: JsonObject | JsonValue): void {
    const { spec, rows, found } = batch;
    if (!(value instanceof Map)) {
        const message = () => `expected an object with a key per column, got ${shown(value as JsonValue)}`;
        addProblem(found, "no record", rows, null, message);
        return;
    }
    const given = value as JsonObject;
    for (const key of given.keys()) {
        if (!batch.known.has(key)) {
            addProblem(found, "unknown column", rows, shortened(key), () => unknownColumn(spec));
        }
    }
    const name = given.get(spec.identifier) ?? null;
    const identifier = typeof name === "string" ? name : name === null ? "" : numberText(name);
    if (identifier === undefined) {
        const message = () => `expected text or a number, got ${shown(name)}`;
        addProblem(found, "unusable identifier", rows, spec.identifier, message);
    }
    addRecord(batch, identifier ?? "", {
        feature: (column) => (given.has(column.name) ? readJson(column, given.get(column.name)) : absent(column)),
        ignored: (column) => sentText(column, given.get(column.name)),
    });
}

/** Where a CSV has what: -1 where there is none. */
interface CsvHeader {
    readonly names: readonly string[];
    readonly identifier: number;
    /** Of features and ignored columns. */
    readonly places: Readonly<Record<string, number>>;
}

function readHeader({ spec, features, unlearnt }: Batch, names: readonly string[]): CsvHeader {
    const places = [...features, ...unlearnt].map(({ name }): [string, number] => [name, names.indexOf(name)]);
    return { names, identifier: names.indexOf(spec.identifier), places: Object.fromEntries(places) };
}

function headerProblems({ spec, known, features }: Batch, { fields, width }: CsvRecord, most: number): Problems {
    if (width > most) {
        const message = `the header has ${width} columns, and the model ${spec.columns.length}`;
        return onlyProblem("too many columns", 0, null, message);
    }
    const found = noProblems();
    const seen = new Set<string>();
    const repeated: string[] = [];
    for (const name of fields) {
        if (!known.has(name)) {
            addProblem(found, "unknown column", 0, shortened(name), () => unknownColumn(spec));
        } else if (seen.has(name)) {
            repeated.push(name);
        }
        seen.add(name);
    }
    for (const name of repeated) {
        addProblem(found, "repeated column", 0, name, () => "the column stands in the header twice");
    }
    for (const { name } of features.filter((one) => one.required !== false && !seen.has(one.name))) {
        addProblem(found, "missing column", 0, name, () => "the column is missing");
    }
    return found;
}

function addCsv(batch: Batch, { names, identifier, places }: CsvHeader, { fields, width }: CsvRecord): void {
    if (width !== names.length) {
        const message = () => `expected ${names.length} fields, got ${width}`;
        addProblem(batch.found, "wrong number of fields", batch.rows, names[width] ?? null, message);
        return;
    }
    const field = ({ name }: Column) => fields[places[name] ?? -1];
    addRecord(batch, fields[identifier] ?? "", {
        feature(column) {
            const text = field(column);
            return text === undefined ? absent(column) : readText(column, text);
        },
        ignored: (column) => sentText(column, field(column)),
    });
}

/** What became of a column's value; `kind` tells of a problem that it is not of the value itself. */
type FieldReading = Reading & { readonly kind?: ProblemKind };

/** How a record's columns are read. */
interface FieldReader {
    feature(column: Column): FieldReading;
    ignored(column: Column): string | null;
}

/** Adds the record that has these values, or its problems; records are kept as long as all are usable. */
function addRecord(batch: Batch, identifier: string, read: FieldReader): void {
    const { spec, features, unlearnt, nameOf, rows, found } = batch;
    const wrong = identifierProblem(identifier);
    if (wrong !== undefined) {
        addProblem(found, "unusable identifier", rows, spec.identifier, () => wrong);
    }
    const entries = features.map((column): [string, string | number | null] => {
        const reading = read.feature(column);
        if ("problem" in reading) {
            addProblem(found, reading.kind ?? "unusable value", rows, column.name, () => reading.problem);
            return [column.name, null];
        }
        return [column.name, reading.value];
    });
    if (found.problems.length === 0) {
        const record = Object.fromEntries(entries);
        const ignored = Object.fromEntries(unlearnt.map((column) => [column.name, read.ignored(column)]));
        batch.identifiers.push(identifier === "" ? (nameOf?.({ ...record, ...ignored }) ?? null) : identifier);
        batch.records.push(record);
        if (unlearnt.length > 0) {
            batch.ignored.push(ignored);
        }
    }
}

/** Why an identifier could not come back as it was sent. */
function identifierProblem(identifier: string): string | undefined {
    if (identifier.length > longestIdentifier) {
        return `an identifier has at most ${longestIdentifier} characters, this one ${identifier.length}`;
    }
    // Half of a pair is no character, and no UTF-8 either.
    return /\p{Surrogate}/u.test(identifier) ? "the identifier is not Unicode text" : undefined;
}

function absent(column: Column): FieldReading {
    return column.required === false ? { value: null } : { problem: "the column is missing", kind: "missing column" };
}

function emptyBody(): Problems {
    return onlyProblem("empty body", null, null, "The body is empty: send at least one record.");
}

function tooManyRecords(): Problems {
    const message = `The body has more than ${mostRecords} records: send fewer in one request.`;
    return onlyProblem("too many records", null, null, message);
}

function isBlank(text: string): boolean {
    return text.trim() === "";
}

function unknownColumn(spec: RecordSpec): string {
    return `the model has no such column; its columns are ${spec.columns.map((column) => column.name).join(", ")}`;
}
