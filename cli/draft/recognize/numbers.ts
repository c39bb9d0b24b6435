import type { NumberFormat } from "../../../contracts/dataset";
import { readNumber } from "../../../functions/shared/numberFormat";
import { readText } from "../../../functions/shared/values";

/** How digits may be written, the usual ways first. */
const ways: readonly NumberFormat[] = [
    {},
    { thousands: "," },
    { thousands: " " },
    { thousands: "'" },
    { decimal: "," },
    { decimal: ",", thousands: "." },
    { decimal: ",", thousands: " " },
    { decimal: ",", thousands: "'" },
];

/** What stands before a number: a currency's sign or its name. */
const currency = /^(\p{Lu}{0,3}\p{Sc}|Rs\.?|USD|EUR|GBP|INR|CHF|JPY|CAD|AUD|kr\.?)$/u;

/** What may follow a number without a space between, as `5b` is no number but `5kg` is. */
const attached = new Set(
    (
        "% + $ € £ ¥ ₹ km mi m cm mm ft in kg g mg lb lbs oz l L ml mL cc CC hp HP bhp PS kW kWh W V Hz kHz MHz GHz kB KB " +
        "MB GB TB k K M B bn mn h hr hrs min s sec ms d yr yrs px mAh mpg kmpl kmph mph rpm sqft sqm m² m³ °C °F ° x"
    ).split(" "),
);

/** What a unit multiplies by, wherever it stands. */
const multiples: Readonly<Record<string, number>> = {
    ...{ k: 1e3, K: 1e3, thousand: 1e3, lac: 1e5, Lac: 1e5, lakh: 1e5, Lakh: 1e5, lakhs: 1e5, Lakhs: 1e5 },
    ...{ M: 1e6, mn: 1e6, million: 1e6, Cr: 1e7, cr: 1e7, crore: 1e7, Crore: 1e7, B: 1e9, bn: 1e9, billion: 1e9 },
};

/** Units of one quantity: what each is worth where a column has several of them. */
const families: readonly Readonly<Record<string, number>>[] = [
    { mm: 1, cm: 10, m: 1000, km: 1e6 },
    { in: 1, ft: 12 },
    { mg: 1, g: 1000, kg: 1e6 },
    { ml: 1, mL: 1, l: 1000, L: 1000 },
    { kB: 1, KB: 1, MB: 1000, GB: 1e6, TB: 1e9 },
    { Hz: 1, kHz: 1e3, MHz: 1e6, GHz: 1e9 },
];

/** Units beyond this many are words, and the texts no numbers. */
const mostUnits = 6;
const longestUnit = 16;

/** How the numbers of a column may be written, narrowed value by value. */
export class NumberWriting {
    /** How many values are numbers in some way of writing them. */
    count = 0;
    private possible = ways;
    private readonly units = new Map<string, number>();
    /** The first that is not written as `1234.5`. */
    example: string | undefined;
    private comma = false;
    private point = false;

    /** @returns whether it is a number in a way that all before it were, too */
    add(text: string): boolean {
        const parts = partsOf(text);
        if (parts === undefined) return false;
        const left = this.possible.filter((way) => readNumber(way, parts.digits) !== undefined);
        if (left.length === 0) return false;
        this.possible = left;
        this.count++;
        for (const unit of parts.units) this.units.set(unit, (this.units.get(unit) ?? 0) + 1);
        if (!isPlain(text)) this.example ??= text;
        this.comma ||= parts.digits.includes(",");
        this.point ||= parts.digits.includes(".");
        return true;
    }

    /** Whether there are no more units than a column of one quantity has. */
    get isMeasured(): boolean {
        const words = [...this.units.keys()].filter((unit) => !isUnit(unit) && !Object.hasOwn(multiples, unit));
        return words.length <= Math.max(2, Math.min(mostUnits, this.count / 10));
    }

    /** The mark before a fraction, where only one is possible. */
    get decimal(): "." | "," | undefined {
        const marks = [...new Set(this.possible.map(({ decimal = "." }) => decimal))];
        return marks.length === 1 && (this.comma || this.point) ? marks[0] : undefined;
    }

    /** Whether `1,234` or `1.234` may be a thousand as well as a fraction. */
    get isAmbiguous(): boolean {
        const commas = this.possible.map(({ decimal, thousands }) => (decimal === "," ? "decimal" : thousands));
        return this.comma
            ? commas.includes("decimal") && commas.includes(",")
            : this.point && this.possible.some(({ thousands }) => thousands === ".") && this.decimal === undefined;
    }

    /** @param decimal the mark that the file's other columns have. @returns undefined where all are as `1234.5` */
    format(decimal: "." | "," = "."): NumberFormat | undefined {
        const way = this.possible.find((one) => (one.decimal ?? ".") === decimal) ?? this.possible[0] ?? {};
        const isMarked = this.comma || this.point || !this.possible.includes(ways[0] as NumberFormat);
        const marks = isMarked ? way : {};
        if (this.example === undefined && Object.keys(marks).length === 0) return undefined;
        return this.units.size === 0 ? marks : { ...marks, units: factorsOf([...this.units.keys()].sort()) };
    }

    /** The units, the most frequent one first. */
    get unitNames(): string[] {
        return [...this.units].sort(([, a], [, b]) => b - a).map(([unit]) => unit);
    }
}

/** A number's digits with what stands between them, and what stands around them; undefined where it is none. */
function partsOf(text: string): { readonly digits: string; readonly units: readonly string[] } | undefined {
    const match = /^(\(?)([^\d]*?)([.,]?\d(?:.*\d)?\.?)([^\d]*)$/u.exec(text);
    if (match === null) return undefined;
    const [, bracket = "", before = "", digits = "", after = ""] = match;
    const closed = bracket === "(" && after.endsWith(")");
    if (bracket === "(" && !closed) return undefined;
    const prefix = before.replace(/^[+\-\u2212]|[+\-\u2212]$/gu, "").trim();
    const suffix = (closed ? after.slice(0, -1) : after).trimEnd();
    const unit = suffix.trim();
    if (prefix !== "" && !currency.test(prefix)) return undefined;
    if (unit.length > longestUnit || /[.,()\-\u2212]$/u.test(unit) || /^[.,(+\-\u2212]./u.test(unit)) return undefined;
    if (unit !== "" && unit === suffix && !isUnit(unit)) return undefined;
    return { digits, units: [prefix, unit].filter((one) => one !== "") };
}

/** Whether it is one that people write behind a number without a space. */
function isUnit(text: string): boolean {
    return attached.has(text) || currency.test(text);
}

function isPlain(text: string): boolean {
    return "value" in readText({ name: "", type: "number" }, text);
}

function factorsOf(units: readonly string[]): Record<string, number> {
    const family = families.find((one) => units.filter((unit) => Object.hasOwn(one, unit)).length > 1) ?? {};
    const least = Math.min(...units.flatMap((unit) => family[unit] ?? []));
    return Object.fromEntries(
        units.map((unit) => [unit, family[unit] === undefined ? (multiples[unit] ?? 1) : family[unit] / least]),
    );
}
