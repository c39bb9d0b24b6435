import type { Selected } from "./jsonPath";
import { attributes, type Range, valueEnd } from "./jsonText";

const newline = 0x0a;
const comma = 0x2c;

/**
 * What a filter leaves of whole lines, cut out of their bytes; undefined where that needs a closer look at each of them
 * (quotes, spaces at a field's begin, something that is not there).
 */
export type Cut = (lines: Buffer) => Buffer | undefined;

/** What a join and a filter leave of whole lines and of their answers. */
export type JoinCut = (lines: Buffer, answers: Buffer) => Buffer | undefined;

const cannot = () => undefined;

/** The cut of a selection of CSV columns: those from one on, or the first ones and the last. */
export function csvCut(selected: readonly Selected[] | undefined): Cut {
    if (selected === undefined) return (lines) => (isPlain(lines) ? lines : undefined);
    const from = columnsFrom(selected);
    const first = firstAndLast(selected);
    const cut: LineCut | undefined =
        from !== undefined
            ? (writer, lines, start, end) => {
                  const at = nthComma(lines, start, end, from);
                  return at >= 0 && writer.copy(lines, at + 1, end);
              }
            : first !== undefined
              ? (writer, lines, start, end) => {
                    const at = nthComma(lines, start, end, first);
                    return at >= 0 && writer.copy(lines, start, at) && writer.copy(lines, lastComma(lines, end), end);
                }
              : undefined;
    return cut === undefined ? cannot : (lines) => (isPlain(lines) ? cutLines(lines, cut) : undefined);
}

/** The same of lines of CSV that are joined with their answers. */
export function csvJoinCut(selected: readonly Selected[] | undefined): JoinCut {
    const first = selected && firstAndLast(selected);
    if (selected !== undefined && first === undefined) return cannot;
    return (lines, answers) =>
        isPlain(lines) && isPlain(answers)
            ? joinLines(lines, answers, 1, (writer, start, end, answer, answerEnd) => {
                  if (first === undefined) {
                      return (
                          writer.copy(lines, start, end) && writer.put(comma) && writer.copy(answers, answer, answerEnd)
                      );
                  }
                  const at = nthComma(lines, start, end, first);
                  const last = Math.max(answer, lastComma(answers, answerEnd, answer) + 1);
                  return (
                      at >= 0 &&
                      writer.copy(lines, start, at) &&
                      writer.put(comma) &&
                      writer.copy(answers, last, answerEnd)
                  );
              })
            : undefined;
}

/** The cut of one attribute of lines of JSON. */
export function jsonCut(names: readonly string[] | undefined): Cut {
    const [name] = names ?? [];
    if (name === undefined || names?.length !== 1) return cannot;
    const read = attributes([name]);
    return (lines) =>
        cutLines(lines, (writer, bytes, start, end) => {
            const [range] = read(bytes, start, end, true) ?? [];
            return range !== undefined && writer.copy(bytes, range.start, range.end);
        });
}

/**
 * The cut of some attributes of lines of JSON, which were looked at before, and of what their answers become: an
 * attribute of its own, the last one.
 */
export function jsonJoinCut(names: readonly string[] | undefined, answerName: string): JoinCut {
    const own = names?.slice(0, -1) ?? [];
    if (own.length === 0 || names?.at(-1) !== answerName || own.includes(answerName)) return cannot;
    const read = attributes(own);
    const heads = [...own, answerName].map((name, place) =>
        Buffer.from(`${place === 0 ? "{" : ","}${JSON.stringify(name)}:`),
    );
    const more = heads.reduce((sum, head) => sum + head.length, 1);
    return (lines, answers) =>
        joinLines(lines, answers, more, (writer, start, end, answer, answerEnd) => {
            const ranges = read(lines, start, end, false);
            const value = trimmed(answers, answer, answerEnd);
            if (ranges === undefined || valueEnd(answers, value.start) !== value.end) return false;
            ranges.forEach((range, place) => writer.all(heads[place]!) && writer.copy(lines, range.start, range.end));
            return writer.all(heads.at(-1)!) && writer.copy(answers, value.start, value.end) && writer.put(0x7d);
        });
}

/** Collects bytes, up to a number of them. Its methods return true, to be put in a row. */
class Writer {
    private readonly bytes: Buffer;
    private size = 0;

    constructor(most: number) {
        this.bytes = Buffer.allocUnsafe(most);
    }

    get written(): Buffer {
        return this.bytes.subarray(0, this.size);
    }

    copy(from: Buffer, start: number, end: number): true {
        this.size += from.copy(this.bytes, this.size, start, end);
        return true;
    }

    all(from: Buffer): true {
        return this.copy(from, 0, from.length);
    }

    put(byte: number): true {
        this.bytes[this.size++] = byte;
        return true;
    }
}

/** Writes what is left of a line, without its end; false where it needs a closer look. */
type LineCut = (writer: Writer, lines: Buffer, start: number, end: number) => boolean;

function cutLines(lines: Buffer, cut: LineCut): Buffer | undefined {
    const writer = new Writer(lines.length);
    for (let start = 0; start < lines.length;) {
        const end = lines.indexOf(newline, start);
        if (!cut(writer, lines, start, end)) return undefined;
        writer.put(newline);
        start = end + 1;
    }
    return writer.written;
}

/**
 * Undefined also where there are not as many answers as lines.
 * @param more how many bytes may be written of a line and its answer beside their own
 */
function joinLines(
    lines: Buffer,
    answers: Buffer,
    more: number,
    cut: (writer: Writer, start: number, end: number, answer: number, answerEnd: number) => boolean,
): Buffer | undefined {
    const writer = new Writer(lines.length + answers.length + more * countOf(answers));
    let answer = 0;
    for (let start = 0; start < lines.length;) {
        const end = lines.indexOf(newline, start);
        const answerEnd = answers.indexOf(newline, answer);
        if (answerEnd < 0 || !cut(writer, start, end, answer, answerEnd)) return undefined;
        writer.put(newline);
        start = end + 1;
        answer = answerEnd + 1;
    }
    return answer === answers.length ? writer.written : undefined;
}

function countOf(lines: Buffer): number {
    let count = 0;
    for (let at = lines.indexOf(newline); at >= 0; at = lines.indexOf(newline, at + 1)) count++;
    return count;
}

/** Whether all fields are what stands between commas, and would be written as they are. */
function isPlain(lines: Buffer): boolean {
    return ['"', "\r", ", ", "\n "].every((odd) => !lines.includes(odd)) && lines[0] !== 0x20;
}

/** From which column on all are selected, if that is what is selected. */
function columnsFrom(selected: readonly Selected[]): number | undefined {
    const [first] = selected;
    return selected.length === 1 && typeof first === "object" && first.from > 0 ? first.from : undefined;
}

/** How many first columns are selected, if these and the last one are. */
function firstAndLast(selected: readonly Selected[]): number | undefined {
    const count = selected.length - 1;
    const isSo = count > 0 && selected.every((one, place) => one === (place === count ? -1 : place));
    return isSo ? count : undefined;
}

function nthComma(lines: Buffer, start: number, end: number, count: number): number {
    let found = 0;
    for (let at = start; at < end; at++) {
        if (lines[at] === comma && ++found === count) return at;
    }
    return -1;
}

/** The last comma before a line's end; the place before its start where it has none. */
function lastComma(lines: Buffer, end: number, start = 0): number {
    let at = end - 1;
    while (at >= start && lines[at] !== comma) at--;
    return at;
}

function trimmed(lines: Buffer, start: number, end: number): Range {
    while (end > start && lines[end - 1] === 0x20) end--;
    while (start < end && lines[start] === 0x20) start++;
    return { start, end };
}
