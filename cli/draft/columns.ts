import type { Column } from "../../contracts/dataset";
import { canonicalIdentifier } from "../../contracts/identifiers";
import { readText } from "../../functions/shared/values";
import { areBooleans } from "./recognize/booleans";
import { DateWriting, type DayOrder } from "./recognize/dates";
import { isMarker } from "./recognize/markers";
import { NumberWriting } from "./recognize/numbers";

/** As many different numbers and texts of a column are remembered, where they do not name rows. */
const mostNumbers = 1000;
const mostTexts = 50_000;

/** How a file's numbers and dates are written, where a column alone does not tell. */
export interface Writing {
    readonly decimal: "." | ",";
    readonly dates: DayOrder | undefined;
}

/** A value of a column, and its row. */
export interface Found {
    readonly value: string;
    readonly row: number;
}

/** The words that are booleans are few. */
const mostBooleans = 6;

/** What the texts of one column are, learnt row by row and in bounded memory but for what names a row. */
export class ColumnProfile {
    /** Values, missing ones not counted, and neither what may stand for none. */
    private values_ = 0;
    private empty = 0;
    /** How often each text is there that may stand for no value, and where last. */
    private readonly markers = new Map<string, { count: number; last: number }>();
    /** How many are whole numbers in plain digits. */
    private integers = 0;
    private least = Infinity;
    private greatest = -Infinity;
    readonly numbers = new NumberWriting();
    readonly dates: DateWriting;
    /** A value that is no number. */
    text: Found | undefined;
    /** The different values; undefined where there are too many to be categories, and some came again. */
    private seen: Set<string> | undefined = new Set();
    /** The rows' names, as they are compared, of values that spell theirs otherwise. */
    private readonly respelt = new Set<string>();
    private repeatedText: Found | undefined;
    /** Counts where every value is a number: else 7 and 7.0 are two texts. */
    private repeatedNumber: Found | undefined;

    constructor(
        readonly name: string,
        /** From 0 on. */
        readonly place: number,
    ) {
        this.dates = new DateWriting(name);
    }

    add(value: string, row: number): void {
        if (value === "") {
            this.empty++;
            return;
        }
        if (isMarker(value, "others")) {
            this.markers.set(value, { count: (this.markers.get(value)?.count ?? 0) + 1, last: row });
            return;
        }
        this.values_++;
        const reading = readText({ name: this.name, type: "number" }, value);
        if ("value" in reading && Number.isInteger(reading.value)) this.addWhole(reading.value as number);
        if (!this.numbers.add(value)) this.text ??= { value, row };
        // As soon as one value is no date, no other is looked at.
        if (this.dates.count === this.values_ - 1) this.dates.add(value);
        this.remember(value, row);
    }

    /** What all values are; numbers may be whole ones. */
    get type(): "number" | "date" | "boolean" | "string" {
        if (this.values_ === 0) return "string";
        if (this.dates.count === this.values_) return "date";
        if (this.text === undefined && this.numbers.isMeasured) return "number";
        return this.seen !== undefined && this.seen.size <= mostBooleans && areBooleans([...this.seen])
            ? "boolean"
            : "string";
    }

    get isNumeric(): boolean {
        return this.type === "number";
    }

    /** How the values are written, where that is not as anybody would. */
    format({ decimal, dates }: Writing): Column["format"] {
        if (this.type === "date") {
            const format = this.dates.format(dates);
            return format === "iso" ? undefined : format;
        }
        return this.type === "number" ? this.numbers.format(decimal) : undefined;
    }

    /** Whether all values are whole numbers in plain digits. */
    get isWhole(): boolean {
        return this.values_ > 0 && this.integers === this.values_;
    }

    /** Whether its values are 0 or 1 and what follows, as a program numbers rows. */
    get countsRows(): boolean {
        return this.isWhole && [0, 1].includes(this.least) && this.greatest - this.least === this.values_ - 1;
    }

    /** How many rows have a value. */
    get count(): number {
        return this.values_ + this.valuesAmongMarkers().reduce((sum, [, { count }]) => sum + count, 0);
    }

    get missing(): number {
        const markers = [...this.markers.values()].reduce((sum, { count }) => sum + count, 0);
        return this.empty + markers + this.values_ - this.count;
    }

    /** The texts that stand for no value here. */
    get missingTexts(): string[] {
        const values = this.valuesAmongMarkers().map(([text]) => text);
        return [...this.markers.keys()].filter((text) => !values.includes(text)).sort(byCodePoint);
    }

    /** The first value that came again, however it was spelt before, and its row. */
    get repeated(): Found | undefined {
        const [marker] = this.valuesAmongMarkers().filter(([, { count }]) => count > 1);
        const among = marker && { value: marker[0], row: marker[1].last };
        return this.repeatedText ?? (this.isNumeric ? this.repeatedNumber : among);
    }

    /** Whether no value comes twice, and none is missing. */
    get isUnique(): boolean {
        return (
            this.seen !== undefined && this.repeated === undefined && this.missing === 0 && this.values_ === this.count
        );
    }

    /** How many different values there are; undefined where they were too many to count. */
    get distinct(): number | undefined {
        return this.seen === undefined ? undefined : this.seen.size + this.valuesAmongMarkers().length;
    }

    /** The different values by code point, as pre-processing sorts them. */
    values(): string[] {
        return [...(this.seen ?? []), ...this.valuesAmongMarkers().map(([text]) => text)].sort(byCodePoint);
    }

    /** What may stand for no value, and does not in a column of texts. */
    private valuesAmongMarkers(): [string, { readonly count: number; readonly last: number }][] {
        return this.type !== "string" ? [] : [...this.markers].filter(([text]) => !isMarker(text, "texts"));
    }

    private addWhole(value: number): void {
        this.integers++;
        this.least = Math.min(this.least, value);
        this.greatest = Math.max(this.greatest, value);
    }

    private isKnown(name: string): boolean {
        return this.seen?.has(name) === true || this.respelt.has(name);
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
        const fractions = this.numbers.count > this.integers;
        const most = this.text === undefined ? mostNumbers : mostTexts;
        if (this.seen.size > most && (repeated || fractions)) this.seen = undefined;
    }
}

export function byCodePoint(a: string, b: string): number {
    return Buffer.compare(Buffer.from(a), Buffer.from(b));
}
