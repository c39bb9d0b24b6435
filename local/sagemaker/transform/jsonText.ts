/** A part of some bytes, its end excluded. */
export interface Range {
    readonly start: number;
    readonly end: number;
}

const quote = 0x22;
const backslash = 0x5c;
const space = 0x20;
const [openBrace, closeBrace, openBracket, closeBracket] = [0x7b, 0x7d, 0x5b, 0x5d];
const [colon, comma, minus, point] = [0x3a, 0x2c, 0x2d, 0x2e];
const literals = ["true", "false", "null"].map((word) => Buffer.from(word));
/** Deeper values are left to a closer look. */
const deepest = 32;

/**
 * Reads where the values of some attributes stand in a line that is a JSON object, in the order of the names; undefined
 * where the line is no such object, lacks one of them, or needs a closer look. A name that comes twice has the value
 * that came last.
 *
 * `whole` asks whether all of the line is JSON, and not only what comes before the last of these attributes.
 */
export function attributes(
    names: readonly string[],
): (line: Buffer, start: number, end: number, whole: boolean) => readonly Range[] | undefined {
    const keys = names.map((name) => Buffer.from(name));
    return (line, start, end, whole) => {
        const found: Range[] = [];
        let left = keys.length;
        if (line[start] !== openBrace) return undefined;
        for (let at = start + 1; ; at++) {
            const name = skip(line, at);
            const nameEnd = line[name] === quote ? stringEnd(line, name) : -1;
            const after = nameEnd < 0 ? -1 : skip(line, nameEnd);
            if (after < 0 || line[after] !== colon) return undefined;
            const value = skip(line, after + 1);
            const valueStop = valueEnd(line, value);
            if (valueStop < 0 || valueStop >= end) return undefined;
            const place = keys.findIndex((key) => isEqual(key, line, name + 1, nameEnd - 1));
            if (place >= 0) {
                if (found[place] === undefined) left--;
                found[place] = { start: value, end: valueStop };
                if (left === 0 && !whole) return found;
            }
            at = skip(line, valueStop);
            if (line[at] === closeBrace) return left === 0 && at + 1 === end ? found : undefined;
            if (line[at] !== comma) return undefined;
        }
    };
}

/**
 * Where the JSON value ends that begins at a place; -1 where there is none, or one that needs a closer look: one with
 * escapes, with other blanks than spaces, or very deep.
 */
export function valueEnd(text: Buffer, start: number, depth = 0): number {
    const code = text[start]!;
    if (code === quote) return stringEnd(text, start);
    if (code === openBracket || code === openBrace) return depth < deepest ? nestedEnd(text, start, depth + 1) : -1;
    if (code === minus || isDigit(code)) return numberEnd(text, start);
    const literal = literals.find((word) => isEqual(word, text, start, start + word.length));
    return literal === undefined ? -1 : start + literal.length;
}

function nestedEnd(text: Buffer, start: number, depth: number): number {
    const isObject = text[start] === openBrace;
    const close = isObject ? closeBrace : closeBracket;
    let at = skip(text, start + 1);
    if (text[at] === close) return at + 1;
    for (;;) {
        if (isObject) {
            at = text[at] === quote ? stringEnd(text, at) : -1;
            at = at < 0 ? -1 : skip(text, at);
            if (at < 0 || text[at] !== colon) return -1;
            at = skip(text, at + 1);
        }
        at = valueEnd(text, at, depth);
        if (at < 0) return -1;
        at = skip(text, at);
        if (text[at] === close) return at + 1;
        if (text[at] !== comma) return -1;
        at = skip(text, at + 1);
    }
}

/** Where a string ends that begins with a quote. */
function stringEnd(text: Buffer, start: number): number {
    for (let at = start + 1; at < text.length; at++) {
        const code = text[at]!;
        if (code === quote) return at + 1;
        if (code === backslash || code < space) return -1;
    }
    return -1;
}

function numberEnd(text: Buffer, start: number): number {
    let at = text[start] === minus ? start + 1 : start;
    const whole = at;
    at = digitsEnd(text, at);
    if (at === whole || (text[whole] === 0x30 && at > whole + 1)) return -1;
    if (text[at] === point) {
        const end = digitsEnd(text, at + 1);
        if (end === at + 1) return -1;
        at = end;
    }
    if (text[at] === 0x65 || text[at] === 0x45) {
        const sign = text[at + 1] === minus || text[at + 1] === 0x2b ? 2 : 1;
        const end = digitsEnd(text, at + sign);
        if (end === at + sign) return -1;
        at = end;
    }
    return at;
}

function digitsEnd(text: Buffer, at: number): number {
    while (isDigit(text[at]!)) at++;
    return at;
}

function isDigit(code: number): boolean {
    return code >= 0x30 && code <= 0x39;
}

function skip(text: Buffer, at: number): number {
    while (text[at] === space) at++;
    return at;
}

function isEqual(word: Buffer, text: Buffer, start: number, end: number): boolean {
    if (end - start !== word.length) return false;
    for (let place = 0; place < word.length; place++) {
        if (text[start + place] !== word[place]) return false;
    }
    return true;
}
