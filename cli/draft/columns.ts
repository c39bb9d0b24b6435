import { canonicalIdentifier } from "../../contracts/identifiers";
import { readText } from "../../functions/shared/values";

/** A text column with more is no feature: jobs/preprocess/transform.py refuses it. */
export const mostCategories = 1000;

/** What the values of one column are, learnt row by row and in bounded memory but for what names a row. */
export class ColumnProfile {
    missing = 0;
    /** Values, missing ones not counted. */
    count = 0;
    numbers = 0;
    integers = 0;
    min = Infinity;
    max = -Infinity;
    /** A value that is no number, and its row. */
    text: { readonly value: string; readonly row: number } | undefined;
    /** The different values; undefined where there are too many to be categories, and some came again. */
    private seen: Set<string> | undefined = new Set();
    /** The rows' names, as they are compared, of values that spell theirs otherwise. */
    private readonly respelt = new Set<string>();
    private repeatedText: Repeated | undefined;
    /** Counts where every value is a number: else 7 and 7.0 are two texts. */
    private repeatedNumber: Repeated | undefined;
    private mean = 0;
    private squares = 0;

    constructor(
        readonly name: string,
        /** From 0 on. */
        readonly place: number,
    ) {}

    add(value: string, row: number): void {
        if (value === "") {
            this.missing++;
            return;
        }
        this.count++;
        this.addNumber(value, row);
        this.remember(value, row);
    }

    /** The narrowest type that every value has. */
    get type(): "integer" | "number" | "string" {
        if (this.numbers < this.count || this.count === 0) return "string";
        return this.integers === this.count ? "integer" : "number";
    }

    get isNumeric(): boolean {
        return this.type !== "string";
    }

    /** The first value that came again, however it was spelt before, and its row. */
    get repeated(): Repeated | undefined {
        return this.repeatedText ?? (this.isNumeric ? this.repeatedNumber : undefined);
    }

    /** Whether no value comes twice, and none is missing. */
    get isUnique(): boolean {
        return this.seen !== undefined && this.repeated === undefined && this.missing === 0 && this.count > 0;
    }

    /** How many different values there are; undefined where they were too many to count. */
    get distinct(): number | undefined {
        return this.seen?.size;
    }

    /** The different values by code point, as pre-processing sorts them. */
    values(): string[] {
        return [...(this.seen ?? [])].sort(byCodePoint);
    }

    /** The population's standard deviation. */
    get deviation(): number {
        return Math.sqrt(this.squares / this.numbers);
    }

    private isKnown(name: string): boolean {
        return this.seen?.has(name) === true || this.respelt.has(name);
    }

    private addNumber(value: string, row: number): void {
        const reading = readText({ name: this.name, type: "number" }, value);
        if ("problem" in reading) {
            this.text ??= { value, row };
            return;
        }
        const number = Number(reading.value);
        this.numbers++;
        if (Number.isInteger(number)) this.integers++;
        this.min = Math.min(this.min, number);
        this.max = Math.max(this.max, number);
        const difference = number - this.mean;
        this.mean += difference / this.numbers;
        this.squares += difference * (number - this.mean);
    }

    private remember(value: string, row: number): void {
        if (this.seen === undefined) return;
        const number = canonicalIdentifier("number", value);
        const name = number ?? canonicalIdentifier("string", value) ?? value;
        if (this.seen.has(value) || (number === undefined && this.isKnown(name))) this.repeatedText ??= { value, row };
        else if (this.isKnown(name)) this.repeatedNumber ??= { value, row };
        this.seen.add(value);
        if (name !== value) this.respelt.add(name);
        // Fractions name no row, so they need not be told apart either.
        const repeated = this.repeatedText ?? this.repeatedNumber;
        if (this.seen.size > mostCategories && (repeated || this.integers < this.numbers)) this.seen = undefined;
    }
}

/** A value that came again, and its row. */
interface Repeated {
    readonly value: string;
    readonly row: number;
}

function byCodePoint(a: string, b: string): number {
    return Buffer.compare(Buffer.from(a), Buffer.from(b));
}
