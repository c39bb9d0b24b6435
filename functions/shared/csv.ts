import type { Delimiter } from "../../contracts/dataset";

/**
 * CSV as RFC 4180 has it, in the dialect of jobs/data/rows.py: comma or another delimiter, double quotes
 * doubled to escape, any line ending, blank lines skipped, spaces and tabs around a field dropped, a quote inside an
 * unquoted field taken literally.
 *
 * A reader of our own, since a handler's package holds every one of the project's `dependencies` (pulumi-aws#3352): a
 * library would travel in each Lambda, and would still have to be configured to this dialect.
 */
export interface CsvTable {
    /** The records' fields, the header first. Up to the first malformed record. */
    readonly records: readonly (readonly string[])[];
    /** Why reading ended early: `row` counts records, 0 being the header. */
    readonly problem?: { readonly row: number; readonly message: string };
}

/** Never throws: what cannot be read is the table's `problem`. A byte order mark is passed over. */
export function readCsv(text: string, delimiter: Delimiter = ","): CsvTable {
    const records: (readonly string[])[] = [];
    for (const record of csvRecords(text, Infinity, delimiter)) {
        if (typeof record === "string") {
            return { records, problem: { row: records.length, message: record } };
        }
        records.push(record.fields);
    }
    return { records };
}

export interface CsvRecord {
    /** The fields as far as they were asked for. */
    readonly fields: readonly string[];
    /** How many fields there are. */
    readonly width: number;
}

/**
 * The records of a CSV text one by one, the header first. A malformed one is a sentence that says why, and the last. As
 * soon as the caller stops asking, no more of the text is read.
 * @param mostFields how many fields of a record are kept
 */
export function* csvRecords(
    text: string,
    mostFields = Infinity,
    delimiter: Delimiter = ",",
): Generator<CsvRecord | string> {
    let at = text.startsWith("\uFEFF") ? 1 : 0;
    while (at < text.length) {
        const record = readRecord(text, at, mostFields, delimiter);
        if (typeof record === "string") {
            yield record;
            return;
        }
        const blank = record.width === 1 && record.fields[0] === "" && !text.slice(at, record.end).includes('"');
        if (!blank) {
            yield record;
        }
        at = record.end;
    }
}

/** A field as CSV, quoted where it must be. */
export function csvField(value: string | number | null): string {
    return quotedField(value, ",");
}

/** A record as CSV, without an end of line. */
export function csvLine(fields: readonly (string | number | null)[], delimiter: Delimiter): string {
    return fields.map((field) => quotedField(field, delimiter)).join(delimiter);
}

function quotedField(value: string | number | null, delimiter: Delimiter): string {
    const text = value === null ? "" : String(value);
    return text.includes(delimiter) || /["\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** The record that begins at `start`, and where the next one begins; a sentence if it is malformed. */
function readRecord(
    text: string,
    start: number,
    mostFields: number,
    delimiter: Delimiter,
): (CsvRecord & { readonly end: number }) | string {
    const fields: string[] = [];
    let width = 0;
    for (let at = start; ; at++) {
        const field = text[at] === '"' ? readQuoted(text, at, delimiter) : readPlain(text, at, delimiter);
        if (typeof field === "string") {
            return field;
        }
        if (width++ < mostFields) {
            fields.push(trim(field.value));
        }
        at = field.end;
        if (text[at] !== delimiter) {
            return { fields, width, end: text.startsWith("\r\n", at) ? at + 2 : at + 1 };
        }
    }
}

function readPlain(text: string, start: number, delimiter: Delimiter): { value: string; end: number } {
    let end = start;
    while (end < text.length && text[end] !== delimiter && text[end] !== "\n" && text[end] !== "\r") {
        end++;
    }
    return { value: text.slice(start, end), end };
}

function readQuoted(text: string, start: number, delimiter: Delimiter): { value: string; end: number } | string {
    let close = text.indexOf('"', start + 1);
    while (close >= 0 && text[close + 1] === '"') {
        close = text.indexOf('"', close + 2);
    }
    if (close < 0) {
        return "a quoted field has no closing quote";
    }
    const next = text[close + 1];
    if (next !== undefined && next !== delimiter && next !== "\n" && next !== "\r") {
        return "a quoted field has text after its closing quote";
    }
    return { value: text.slice(start + 1, close).replaceAll('""', '"'), end: close + 1 };
}

// By hand: the usual expression for the end of a text takes quadratic time on a long run of spaces.
function trim(text: string): string {
    let start = 0;
    let end = text.length;
    while (start < end && isSpace(text[start])) {
        start++;
    }
    while (end > start && isSpace(text[end - 1])) {
        end--;
    }
    return text.slice(start, end);
}

function isSpace(character: string | undefined): boolean {
    return character === " " || character === "\t";
}
