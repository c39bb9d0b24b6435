import { Column } from "../../contracts/dataset";
import { expectedDate, readDate } from "./dates";
import type { JsonText, JsonValue } from "./json";
import { readNumber } from "./numberFormat";
import { shortened } from "./problems";

/**
 * What a value of a request turned out to be: usable (null: missing, to be imputed), or a sentence that says why not.
 */
export type Reading = { readonly value: string | number | null } | { readonly problem: string };

/** What 32-bit floats hold, in which the containers compute. */
const greatest = 3.4e38;

/** Decimal notation. Number() alone would also take "", "0x10" and "Infinity". */
const decimal = /^[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]+)?$/;

/** A CSV field: an empty one, and what the column has for one, is a missing value. */
export function readText(column: Column, text: string): Reading {
    if (text === "" || column.missing?.includes(text) === true) {
        return missing(column);
    }
    if (column.ignored === true) {
        return { value: text };
    }
    if (column.type === "string") {
        return within(column, text);
    }
    const number = readNumeric(column, text);
    return number === undefined ? unlike(column, text) : within(column, number, text);
}

/** The number that stands for a text of the column's type. */
function readNumeric({ type, format }: Column, text: string): number | undefined {
    if (type === "boolean") {
        const word = text.toLowerCase();
        return yes.includes(word) ? 1 : no.includes(word) ? 0 : undefined;
    }
    if (type === "date") {
        return readDate(dateFormat(format), text);
    }
    return typeof format === "object" ? readNumber(format, text) : plainNumber(text);
}

const yes: readonly string[] = ["yes", "true", "y", "t", "on", "1"];
const no: readonly string[] = ["no", "false", "n", "f", "off", "0"];

function dateFormat(format: Column["format"]): string {
    return typeof format === "string" ? format : "iso";
}

/**
 * A JSON value: null, absence and the empty text are a missing value; `"20105"` is not a number, but where the column
 * has a format, and for dates and booleans, a text is read as a CSV field is. `true` and `false` are booleans.
 */
export function readJson(column: Column, value: JsonValue | undefined): Reading {
    if (value === null || value === undefined || (value === "" && takesText(column)) || isMarker(column, value)) {
        return missing(column);
    }
    if (column.type === "string") {
        return typeof value === "string" ? within(column, value) : unlike(column, value);
    }
    if (typeof value === "string" && takesText(column)) {
        return readText(column, value);
    }
    if (typeof value === "boolean" && column.type === "boolean") {
        return readText(column, String(value));
    }
    const number = numberText(value);
    if (number === undefined) {
        return unlike(column, value);
    }
    const isNumber = column.type === "integer" || column.type === "number";
    return isNumber ? within(column, Number(number), value) : readText(column, number);
}

/** What was sent in a column of which nothing is asked; null where it is missing, or is no text, number or boolean. */
export function sentText(column: Column, value: JsonValue | undefined): string | null {
    if (value === undefined || value === null || value === "" || isMarker(column, value)) {
        return null;
    }
    return typeof value === "string" || typeof value === "boolean" ? String(value) : (numberText(value) ?? null);
}

/** Whether a column's values may be sent as a JSON text. */
function takesText({ type, format }: Column): boolean {
    return (type !== "integer" && type !== "number") || format !== undefined;
}

function isMarker({ missing = [] }: Column, value: JsonValue): boolean {
    const text = typeof value === "string" ? value : numberText(value);
    return text !== undefined && missing.includes(text);
}

function plainNumber(text: string): number | undefined {
    return decimal.test(text) ? Number(text) : undefined;
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
    return column.required === false || column.ignored === true ? { value: null } : { problem: "the value is missing" };
}

/** Whether a value of the right type is in the column's domain; `given` is how the request spelt it. */
function within(column: Column, value: string | number, given: JsonValue = value): Reading {
    if (typeof value === "string") {
        const usable = column.values ?? column.ordered;
        return !usable || usable.includes(value)
            ? { value }
            : { problem: expected(`one of ${usable.join(", ")}`, value) };
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
    const { type, format } = column;
    const what = { integer: "a whole number", number: "a number", string: "text", boolean: "yes or no" };
    return { problem: expected(type === "date" ? expectedDate(dateFormat(format)) : what[type], value) };
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
