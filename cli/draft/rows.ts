import { createReadStream } from "node:fs";
import type { Delimiter } from "../../contracts/dataset";
import { readCsv } from "../../functions/shared/csv";
import { requireNoUtf16 } from "../files/encoding";

/** A record of a CSV file: its number (0 is the header), and its fields or what is wrong with it. */
export type DraftRow =
    | { readonly number: number; readonly fields: readonly string[] }
    | { readonly number: number; readonly problem: string };

/** What is wrong with a row of other bytes than UTF-8's. */
export const notUtf8 = "the row is not UTF-8 text";

/** A quoted field may hold line breaks. One that goes on for longer is a quote that somebody forgot to close. */
const mostLines = 100;

/**
 * The records of a file, however large it is, in batches; in the dialect of jobs/data/rows.py, and with its view
 * of what a broken row is.
 * @throws UsageError where the file cannot be read at all
 */
export async function* readRows(file: string, delimiter: Delimiter = ","): AsyncGenerator<DraftRow[]> {
    const reader = new RowReader(delimiter);
    for await (const { lines, last } of lineBatches(file)) yield reader.take(lines, last);
}

/** Lines without their ends (LF, CRLF or CR), as many as each chunk of the file completes. */
async function* lineBatches(file: string): AsyncGenerator<{ lines: string[]; last: boolean }> {
    // Drops a byte order mark; bytes that are no UTF-8 become U+FFFD.
    const decoder = new TextDecoder("utf-8");
    let open = "";
    let begun = false;
    for await (const chunk of createReadStream(file) as AsyncIterable<Buffer>) {
        if (!begun) requireNoUtf16(file, chunk);
        begun = true;
        const text = open + decoder.decode(chunk, { stream: true });
        // A CR at the end may be the first half of a CRLF.
        const held = text.endsWith("\r") ? "\r" : "";
        const lines = text.slice(0, text.length - held.length).split(/\r\n|\n|\r/);
        open = (lines.pop() ?? "") + held;
        yield { lines, last: false };
    }
    yield { lines: (open + decoder.decode()).split(/\r\n|\n|\r/), last: true };
}

class RowReader {
    private waiting: string[] = [];
    private number = 0;
    private width: number | undefined;
    private readonly blank: RegExp;

    constructor(private readonly delimiter: Delimiter) {
        this.blank = delimiter === "\t" ? /^ *$/ : /^[ \t]*$/;
    }

    /** The records that more lines complete. */
    take(more: readonly string[], last: boolean): DraftRow[] {
        const lines = [...this.waiting, ...more];
        const rows: DraftRow[] = [];
        let at = 0;
        while (at < lines.length) {
            const line = lines[at] as string;
            if (this.blank.test(line)) {
                at++;
                continue;
            }
            const read = line.includes('"')
                ? this.readQuoted(lines.slice(at, at + mostLines), last)
                : { fields: line.split(this.delimiter).map(trim), taken: 1 };
            if (read === undefined) break;
            at += read.taken;
            rows.push(this.rowOf(read));
        }
        this.waiting = lines.slice(at);
        return rows;
    }

    private rowOf(read: Read): DraftRow {
        const number = this.number++;
        if ("problem" in read) return { number, problem: read.problem };
        this.width ??= read.fields.length;
        if (read.fields.some((field) => field.includes("\uFFFD"))) {
            return { number, problem: notUtf8 };
        }
        return read.fields.length === this.width
            ? { number, fields: read.fields }
            : { number, problem: `expected ${this.width} fields, got ${read.fields.length}` };
    }

    /** The record that begins in the first of the lines; undefined where the lines to come may belong to it. */
    private readQuoted(lines: readonly string[], last: boolean): Read | undefined {
        const [first = ""] = lines;
        const alone = readCsv(first, this.delimiter);
        if (alone.problem === undefined) return { fields: alone.records[0] ?? [], taken: 1 };
        const broken = { problem: alone.problem.message, taken: 1 };
        if (!alone.problem.message.includes("no closing quote")) return broken;
        for (let taken = 2; taken <= lines.length; taken++) {
            if (!lines[taken - 1]?.includes('"')) continue;
            const { records, problem } = readCsv(lines.slice(0, taken).join("\n"), this.delimiter);
            const [fields] = records;
            if (problem !== undefined || fields === undefined || records.length > 1) continue;
            return fields.length === (this.width ?? fields.length) ? { fields, taken } : broken;
        }
        return last || lines.length >= mostLines ? broken : undefined;
    }
}

type Read =
    | { readonly fields: readonly string[]; readonly taken: number }
    | { readonly problem: string; readonly taken: number };

/** Without spaces and tabs around it. */
function trim(field: string): string {
    return /^[ \t]|[ \t]$/.test(field) ? field.replace(/^[ \t]+/, "").replace(/[ \t]+$/, "") : field;
}
