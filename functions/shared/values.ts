import { Column } from "../../contracts/dataset";
import type { JsonText, JsonValue } from "./json";
import { shortened } from "./problems";

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
    return decimal.test(text) ? within(column, Number(text), text) : unlike(column, text);
}

/** A JSON value: null, absence and the empty text are a missing value; `"20105"` is not a number. */
export function readJson(column: Column, value: JsonValue | undefined): Reading {
    if (value === null || value === undefined || (value === "" && column.type === "string")) {
        return missing(column);
    }
    if (column.type === "string") {
        return typeof value === "string" ? within(column, value) : unlike(column, value);
    }
    const number = numberText(value);
    return number === undefined ? unlike(column, value) : within(column, Number(number), value);
}

/** A JSON number as it was sent; undefined for any other value. */
export function numberText(value: JsonValue): string | undefined {
    if (typeof value === "number") {
        return String(value);
    }
    return isText(value) && decimal.test(value.text) ? value.text : undefined;
}

function isText(value: JsonValue): value is JsonText {
    return typeof value === "object" && value !== null;
}

function missing(column: Column): Reading {
    return column.required === false ? { value: null } : { problem: "the value is missing" };
}

/** Whether a value of the right type is in the column's domain; `given` is how the request spelt it. */
function within(column: Column, value: string | number, given: JsonValue = value): Reading {
    if (typeof value === "string") {
        const known = !column.values || column.values.includes(value);
        return known ? { value } : { problem: expected(`one of ${column.values?.join(", ")}`, value) };
    }
    if (!(Math.abs(value) <= greatest) || (column.type === "integer" && !Number.isInteger(value))) {
        return unlike(column, given);
    }
    if (column.min !== undefined && value < column.min) {
        return { problem: expected(`at least ${column.min}`, given) };
    }
    if (column.max !== undefined && value > column.max) {
        return { problem: expected(`at most ${column.max}`, given) };
    }
    return { value };
}

/** A value that is not of the column's type. */
function unlike(column: Column, value: JsonValue): Reading {
    const what = { integer: "a whole number", number: "a number", string: "text" }[column.type];
    return { problem: expected(what, value) };
}

function expected(what: string, value: JsonValue): string {
    return `expected ${what}, got ${shown(value)}`;
}

/** A value as a message shows it: as JSON, and not for pages. */
export function shown(value: JsonValue): string {
    if (isText(value)) {
        return shortened(value.text);
    }
    // Not all of a text of megabytes: what is cut off is not shown anyway.
    return shortened(JSON.stringify(typeof value === "string" ? value.slice(0, 100) : value));
}

/** The number that a text is as a whole; NaN where it is none. Number() alone would take a blank for 0. */
export function numberIn(text: string): number {
    return text.trim() === "" ? NaN : Number(text);
}
