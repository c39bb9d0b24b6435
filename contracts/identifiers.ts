import type { Column } from "./dataset";

/** The form of most identifiers, which is taken as it is. */
const plain = /^(0|-?[1-9][0-9]{0,38})$/;

const decimal = /^([+-]?)([0-9]*)(?:\.([0-9]*))?(?:[eE]([+-]?)0*([0-9]{1,9}))?$/;

/**
 * A number that takes more digits than this, or more places after the point, is written with an exponent: no identifier
 * grows beyond the text that it was sent as.
 */
const mostPlaces = 40;

/**
 * The text that stands for every spelling of what names a row; undefined where it is none of the column's type.
 *
 * | type | two texts name the same row if they are |
 * | --- | --- |
 * | integer, number | the same number, to the last digit: `7`, `7.0`, `+7`, `007`, `7e0` |
 * | string | the same letters, however Unicode composes them: `é` is `e` with an accent |
 *
 * jobs/preprocess/identifiers.py has the same in Python, docs/decisions/rows-are-named-by-value.md says why, and
 * tests/contracts/identifiers.json has examples that both languages are tested with.
 */
export function canonicalIdentifier(type: Column["type"], text: string): string | undefined {
    const trimmed = text.replace(/^[ \t]+/, "");
    const end = endOf(trimmed, " \t");
    const name = trimmed.slice(0, end);
    if (type === "string") {
        return name === "" ? undefined : name.normalize("NFC");
    }
    return plain.test(name) ? name : canonicalNumber(name, type === "integer");
}

/** By digits, since a float is exact up to 2 ** 53 only. */
function canonicalNumber(text: string, whole: boolean): string | undefined {
    const match = decimal.exec(text);
    if (match === null) {
        return undefined;
    }
    const [, sign = "", before = "", after = "", exponentSign = "", exponentDigits = "0"] = match;
    if (before + after === "") {
        return undefined;
    }
    const digits = (before + after).replace(/^0+/, "");
    if (digits === "") {
        return "0";
    }
    const kept = digits.slice(0, endOf(digits, "0"));
    const exponent = Number(exponentSign + exponentDigits) - after.length + digits.length - kept.length;
    return whole && exponent < 0 ? undefined : (sign === "-" ? "-" : "") + written(kept, exponent);
}

/** `digits` times ten to the power of `exponent`. */
function written(digits: string, exponent: number): string {
    if (exponent >= 0 && digits.length + exponent <= mostPlaces) {
        return digits + "0".repeat(exponent);
    }
    if (exponent < 0 && exponent >= -mostPlaces) {
        const padded = digits.padStart(1 - exponent, "0");
        return `${padded.slice(0, exponent)}.${padded.slice(exponent)}`;
    }
    return `${digits}e${exponent}`;
}

// By hand: the usual expression for the end of a text takes quadratic time on a long run of what is to be dropped.
function endOf(text: string, dropped: string): number {
    let end = text.length;
    while (end > 0 && dropped.includes(text.charAt(end - 1))) {
        end--;
    }
    return end;
}
