import { createHash } from "node:crypto";

/** A row's values by column, as they were read: missing ones are null. */
export type NamingValues = Readonly<Record<string, string | number | null>>;

/**
 * Names rows by their values where no column does: jobs/preprocess/identifiers.py makes the same of the same values, to
 * the last bit (docs/decisions/identifiers-are-made-of-values.md).
 * @param columns the names of all columns but the target
 * @returns what names one row after the other; those with an earlier one's values get a number, as in a file
 */
export function identifierMaker(columns: readonly string[]): (values: NamingValues) => string {
    const sorted = [...columns].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
    const counts: Record<string, number> = {};
    return (values) => {
        const text = sorted.map((name) => canonicalValue(name, values[name] ?? null)).join("");
        const name = createHash("sha256").update(text).digest("hex").slice(0, 16);
        const count = (counts[name] ?? 0) + 1;
        counts[name] = count;
        return count === 1 ? name : `${name}-${count}`;
    };
}

/** A column's part of what is hashed: a line of JSON, nothing where the value is missing. */
function canonicalValue(name: string, value: string | number | null): string {
    if (value === null) return "";
    const canonical = typeof value === "number" ? floatText(value) : JSON.stringify(value.normalize("NFC"));
    return `[${JSON.stringify(name)},${canonical}]\n`;
}

/** A number as Python writes a float: `7.0`, `1e+16`, `1e-05`. Minus zero is zero. */
function floatText(value: number): string {
    const [digits = "", exponent = ""] = value.toExponential().split("e");
    const size = Number(exponent);
    if (size >= -4 && size < 16) return `${value}${Number.isInteger(value) ? ".0" : ""}`;
    return `${digits}e${size < 0 ? "-" : "+"}${String(Math.abs(size)).padStart(2, "0")}`;
}
