import type { Selected } from "./jsonPath";

/**
 * What a selection of columns leaves of a line of CSV, cut out of its text; undefined where that needs a closer look
 * (quotes, spaces at a field's begin, a column that is not there, other selections).
 */
export type Cut = (line: string) => string | undefined;

const cannot: Cut = () => undefined;

/** The cut of a selection: columns from one on, or the first ones and the last. Records have no quotes, most often. */
export function cutOf(selected: readonly Selected[] | undefined): Cut {
    if (selected === undefined) return (line) => (isPlain(line) ? line : undefined);
    const [first] = selected;
    if (selected.length === 1 && typeof first === "object" && first.from > 0) return from(first.from);
    const count = selected.length - 1;
    const isFirstAndLast = count > 0 && selected.every((one, place) => one === (place === count ? -1 : place));
    return isFirstAndLast ? firstAndLast(count) : cannot;
}

function from(columns: number): Cut {
    return (line) => {
        const comma = isPlain(line) ? nthComma(line, columns) : -1;
        return comma < 0 ? undefined : line.slice(comma + 1);
    };
}

function firstAndLast(columns: number): Cut {
    return (line) => {
        const comma = isPlain(line) ? nthComma(line, columns) : -1;
        return comma < 0 ? undefined : line.slice(0, comma) + line.slice(line.lastIndexOf(","));
    };
}

/** Whether its fields are what stands between commas, and would be written as they are. */
function isPlain(line: string): boolean {
    return !line.includes('"') && !line.includes("\r") && !line.startsWith(" ") && !line.includes(", ");
}

function nthComma(line: string, count: number): number {
    let at = -1;
    for (let found = 0; found < count; found++) {
        at = line.indexOf(",", at + 1);
        if (at < 0) return -1;
    }
    return at;
}

const quote = 0x22;
const backslash = 0x5c;
const comma = 0x2c;

/**
 * The texts of some of an object's members as they stand in valid JSON, in the order of the names; undefined where one
 * is not there, the object is not written compactly, or a name has an escape.
 */
export function memberTexts(json: string, names: readonly string[]): string[] | undefined {
    if (!json.startsWith('{"')) return undefined;
    const found = new Map<string, string>();
    for (let at = 1; at < json.length - 1 && found.size < names.length;) {
        const nameEnd = json.indexOf('":', at + 1);
        if (json.charCodeAt(at) !== quote || nameEnd < 0) return undefined;
        const name = json.slice(at + 1, nameEnd);
        if (name.includes("\\") || name.includes('"')) return undefined;
        const end = valueEnd(json, nameEnd + 2);
        if (names.includes(name)) found.set(name, json.slice(nameEnd + 2, end));
        at = end + 1;
    }
    return found.size === names.length ? names.map((name) => found.get(name)!) : undefined;
}

/** Where a value ends: at the comma behind it, or at the brace of what it is in. */
function valueEnd(json: string, start: number): number {
    let depth = 0;
    for (let at = start; at < json.length; at++) {
        const code = json.charCodeAt(at);
        if (code === quote) {
            at = stringEnd(json, at);
        } else if (code === 0x7b || code === 0x5b) {
            depth++;
        } else if (code === 0x7d || code === 0x5d) {
            if (depth-- === 0) return at;
        } else if (depth === 0 && code === comma) {
            return at;
        }
    }
    return json.length;
}

function stringEnd(json: string, start: number): number {
    for (let at = json.indexOf('"', start + 1); at >= 0; at = json.indexOf('"', at + 1)) {
        let slashes = 0;
        while (json.charCodeAt(at - 1 - slashes) === backslash) slashes++;
        if (slashes % 2 === 0) return at;
    }
    return json.length;
}
