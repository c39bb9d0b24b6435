import { namedError } from "./errors";

/**
 * A JSON value as it was sent: an array, an object, or a number that a float would change (`9007199254740993`, `7.0`,
 * `1e400`). It is the caller's text, so that it can be given back to the letter.
 */
export interface JsonText {
    readonly text: string;
}

/** A value of a record. A number is one only where its text says the same: `String(7)` is `7`. */
export type JsonValue = string | number | boolean | null | JsonText;

/** The values of an object by their keys; of a key that comes twice, the last one. */
export type JsonObject = ReadonlyMap<string, JsonValue>;

/** How many arrays and objects may stand in each other, a record and the array of records included. */
const deepest = 16;

interface Cursor {
    readonly text: string;
    at: number;
}

/**
 * The records of a JSON text one by one: the items of an array, or the one value that the text is. As soon as the
 * caller stops asking, no more of the text is read.
 *
 * A reader of our own, since `JSON.parse` rounds numbers, builds everything that a text holds before anyone can count
 * it, and a library would travel in each Lambda (functions/shared/csv.ts).
 * @throws an error named `JsonRefused` with a sentence where the text is not JSON, or too deep
 */
export function* jsonRecords(text: string): Generator<JsonObject | JsonValue> {
    const cursor = { text, at: 0 };
    if (peek(cursor) !== "[") {
        yield readRecord(cursor, 1);
    } else if (!opensEmpty(cursor, "]")) {
        do {
            yield readRecord(cursor, 2);
        } while (take(cursor, ",", "]") === ",");
    }
    if (peek(cursor) !== "") {
        throw unexpected(cursor, "nothing more");
    }
}

function readRecord(cursor: Cursor, depth: number): JsonObject | JsonValue {
    if (peek(cursor) !== "{") {
        return readValue(cursor, depth);
    }
    const entries = new Map<string, JsonValue>();
    readObject(cursor, depth, (key, value) => entries.set(key, value));
    return entries;
}

function readValue(cursor: Cursor, depth: number): JsonValue {
    const next = peek(cursor);
    if (next === '"') {
        return readString(cursor);
    }
    if (next === "{" || next === "[") {
        const start = cursor.at;
        if (next === "{") {
            readObject(cursor, depth, () => undefined);
        } else {
            readArray(cursor, depth);
        }
        return { text: cursor.text.slice(start, cursor.at) };
    }
    return next === "-" || isDigit(cursor.text.charCodeAt(cursor.at)) ? readNumber(cursor) : readWord(cursor);
}

function readObject(cursor: Cursor, depth: number, entry: (key: string, value: JsonValue) => void): void {
    checkDepth(depth);
    if (opensEmpty(cursor, "}")) {
        return;
    }
    do {
        if (peek(cursor) !== '"') {
            throw unexpected(cursor, "a key in double quotes");
        }
        const key = readString(cursor);
        take(cursor, ":");
        entry(key, readValue(cursor, depth + 1));
    } while (take(cursor, ",", "}") === ",");
}

function readArray(cursor: Cursor, depth: number): void {
    checkDepth(depth);
    if (opensEmpty(cursor, "]")) {
        return;
    }
    do {
        readValue(cursor, depth + 1);
    } while (take(cursor, ",", "]") === ",");
}

/** Without a limit, the depth of a text would be that of the stack. */
function checkDepth(depth: number): void {
    if (depth > deepest) {
        throw refused(
            `The body has arrays and objects more than ${deepest} deep in each other: send one object a record`,
        );
    }
}

/** Passes the bracket that opens, and the one that closes where there is nothing in between. */
function opensEmpty(cursor: Cursor, closing: string): boolean {
    cursor.at++;
    const empty = peek(cursor) === closing;
    cursor.at += empty ? 1 : 0;
    return empty;
}

const quote = 0x22;
const backslash = 0x5c;

function readString(cursor: Cursor): string {
    const { text, at: start } = cursor;
    let end = start + 1;
    let escaped = false;
    for (let code = text.charCodeAt(end); code !== quote; code = text.charCodeAt(end)) {
        // NaN, the code beyond the end, is not greater either.
        if (!(code >= 0x20)) {
            cursor.at = end;
            throw unexpected(cursor, "the end of a text, or a character that needs no escape");
        }
        escaped ||= code === backslash;
        end += code === backslash ? 2 : 1;
    }
    cursor.at = end + 1;
    if (!escaped) {
        return text.slice(start + 1, end);
    }
    try {
        return JSON.parse(text.slice(start, end + 1)) as string;
    } catch {
        cursor.at = start;
        throw unexpected(cursor, "a text whose escapes are JSON's");
    }
}

const number = /^-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?$/;

function readNumber(cursor: Cursor): number | JsonText {
    const start = cursor.at;
    while (isPartOfNumber(cursor.text.charCodeAt(cursor.at))) {
        cursor.at++;
    }
    const text = cursor.text.slice(start, cursor.at);
    if (!number.test(text)) {
        cursor.at = start;
        throw unexpected(cursor, "a number");
    }
    const value = Number(text);
    return String(value) === text ? value : { text };
}

function readWord(cursor: Cursor): boolean | null {
    for (const [word, value] of [
        ["true", true],
        ["false", false],
        ["null", null],
    ] as const) {
        if (cursor.text.startsWith(word, cursor.at)) {
            cursor.at += word.length;
            return value;
        }
    }
    throw unexpected(cursor, "a value");
}

/** The next character after JSON's white space; "" at the end. */
function peek(cursor: Cursor): string {
    while (isSpace(cursor.text.charCodeAt(cursor.at))) {
        cursor.at++;
    }
    return cursor.text.charAt(cursor.at);
}

/** Passes one of these characters and returns it. */
function take(cursor: Cursor, ...wanted: readonly string[]): string {
    const next = peek(cursor);
    if (!wanted.includes(next)) {
        throw unexpected(cursor, wanted.map((one) => `"${one}"`).join(" or "));
    }
    cursor.at++;
    return next;
}

function isSpace(code: number): boolean {
    return code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09;
}

function isDigit(code: number): boolean {
    return code >= 0x30 && code <= 0x39;
}

/** Digits, `+`, `-`, `.`, `e` and `E`. */
function isPartOfNumber(code: number): boolean {
    return isDigit(code) || code === 0x2b || code === 0x2d || code === 0x2e || code === 0x45 || code === 0x65;
}

/** What was expected where the text goes on otherwise. Its place is told, and not its content. */
function unexpected({ text, at }: Cursor, what: string): Error {
    const where = at < text.length ? `expected ${what} at character ${at + 1}` : `it ends where ${what} was expected`;
    return refused(`The body is not JSON: ${where}`);
}

function refused(sentence: string): Error {
    return namedError("JsonRefused", `${sentence}.`);
}
