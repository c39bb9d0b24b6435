import type { NumberFormat } from "../../contracts/dataset";

/** Decimal notation without a sign. */
const unsigned = /^([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]+)?$/;

/** Groups of three digits; of two in the middle, as in India. None begins with `0,`: that is a fraction. */
const firstGroup = /^[1-9][0-9]{0,2}$/;
const middleGroup = /^[0-9]{2,3}$/;
const lastGroup = /^[0-9]{3}$/;

/** What looks like a space within a number, or like an apostrophe: no-break, narrow and thin spaces. */
const spaces = " \u00a0\u202f\u2009";
const signs = "+-\u2212";

/**
 * The number that a text is in a format; undefined where it is none. At most one unit stands before the digits and one
 * behind them; `(5)` is -5, as in books of account. jobs/preprocess/number_formats.py does the same operations in the
 * same order, so that both give the same number to the last bit.
 */
export function readNumber(format: NumberFormat, text: string): number | undefined {
    const { decimal = ".", thousands, units = {} } = format;
    const inBrackets = text.startsWith("(") && text.endsWith(")");
    const [outer, signed] = withoutSign(trim(inBrackets ? text.slice(1, -1) : text));
    const before = unitOf(units, (unit) => signed.startsWith(unit));
    const [inner, rest] = withoutSign(trim(signed.slice(before?.length ?? 0)));
    const after = unitOf(units, (unit) => rest.endsWith(unit));
    const digits = plainDigits(trim(rest.slice(0, rest.length - (after?.length ?? 0))), decimal, thousands);
    const sign = outer + inner + (inBrackets ? "-" : "");
    if (digits === undefined || sign.length > 1) {
        return undefined;
    }
    let number = Number(digits);
    for (const unit of [before, after]) {
        number = unit === undefined ? number : number * (units[unit] ?? 1);
    }
    return sign === "" || sign === "+" ? number : -number;
}

/** The longest unit that is there. */
function unitOf(units: Readonly<Record<string, number>>, isThere: (unit: string) => boolean): string | undefined {
    let longest: string | undefined;
    for (const unit of Object.keys(units)) {
        if (isThere(unit) && unit.length > (longest?.length ?? 0)) {
            longest = unit;
        }
    }
    return longest;
}

function withoutSign(text: string): [sign: string, rest: string] {
    const sign = text.charAt(0);
    return sign !== "" && signs.includes(sign) ? [sign, trim(text.slice(1))] : ["", text];
}

/** Digits as a program writes them: with a point, and with nothing between groups. */
function plainDigits(text: string, decimal: string, thousands: string | undefined): string | undefined {
    const [whole = "", ...fractions] = text.split(decimal);
    const [fraction] = fractions;
    const digits = withoutGroups(whole, thousands);
    if (digits === undefined || fractions.length > 1 || (decimal !== "." && text.includes(".") && thousands !== ".")) {
        return undefined;
    }
    const plain = fraction === undefined ? digits : `${digits}.${fraction}`;
    return unsigned.test(plain) ? plain : undefined;
}

function withoutGroups(whole: string, thousands: string | undefined): string | undefined {
    if (thousands === undefined) {
        return whole;
    }
    const alike = thousands === " " ? spaces : thousands === "'" ? "'\u2019" : thousands;
    const groups = [""];
    for (const character of whole) {
        if (alike.includes(character)) {
            groups.push("");
        } else {
            groups[groups.length - 1] += character;
        }
    }
    const middle = groups.slice(1, -1);
    const isGrouped =
        groups.length === 1 ||
        (firstGroup.test(groups[0] ?? "") &&
            middle.every((group) => middleGroup.test(group)) &&
            lastGroup.test(groups.at(-1) ?? ""));
    return isGrouped ? groups.join("") : undefined;
}

function trim(text: string): string {
    let start = 0;
    let end = text.length;
    while (start < end && spaces.includes(text.charAt(start))) {
        start++;
    }
    while (end > start && spaces.includes(text.charAt(end - 1))) {
        end--;
    }
    return text.slice(start, end);
}
