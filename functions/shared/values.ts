import { Column } from "../../contracts/dataset";

/**
 * What a value of a request turned out to be: usable (null: missing, to be imputed), or a sentence that says why not.
 */
export type Reading = { readonly value: string | number | null } | { readonly problem: string };

/** What 32-bit floats hold, in which the containers compute. */
const greatest = 3.4e38;

/** Decimal notation. Number() alone would also take "", "0x10" and "Infinity". */
const decimal = /^[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]+)?$/;

/** A CSV field: an empty one is a missing value. */
export function readText(column: Column, text: string): Reading {
    if (text === "") {
        return missing(column);
    }
    if (column.type === "string") {
        return within(column, text);
    }
    return decimal.test(text) ? within(column, Number(text), text) : { problem: expected(column, text) };
}

/** A JSON value: null, absence and the empty text are a missing value; `"20105"` is not a number. */
export function readJson(column: Column, value: unknown): Reading {
    if (value === null || value === undefined || (value === "" && column.type === "string")) {
        return missing(column);
    }
    if (typeof value !== (column.type === "string" ? "string" : "number")) {
        return { problem: expected(column, value) };
    }
    return within(column, value as string | number);
}

function missing(column: Column): Reading {
    return column.required === false ? { value: null } : { problem: "the value is missing" };
}

/** Whether a value of the right type is in the column's domain; `given` is how the request spelt it. */
function within(column: Column, value: string | number, given: unknown = value): Reading {
    if (typeof value === "string") {
        const known = !column.values || column.values.includes(value);
        return known ? { value } : { problem: `expected one of ${column.values?.join(", ")}, got ${shown(value)}` };
    }
    if (!(Math.abs(value) <= greatest) || (column.type === "integer" && !Number.isInteger(value))) {
        return { problem: expected(column, given) };
    }
    if (column.min !== undefined && value < column.min) {
        return { problem: `expected at least ${column.min}, got ${shown(given)}` };
    }
    if (column.max !== undefined && value > column.max) {
        return { problem: `expected at most ${column.max}, got ${shown(given)}` };
    }
    return { value };
}

function expected(column: Column, value: unknown): string {
    const what = { integer: "a whole number", number: "a number", string: "text" }[column.type];
    return `expected ${what}, got ${shown(value)}`;
}

/** A value as a message shows it: as JSON, and not for pages. */
export function shown(value: unknown): string {
    const text = JSON.stringify(value);
    return text.length > 80 ? `${text.slice(0, 80)}...` : text;
}

/** The number that a text is as a whole; NaN where it is none. Number() alone would take a blank for 0. */
export function numberIn(text: string): number {
    return text.trim() === "" ? NaN : Number(text);
}
