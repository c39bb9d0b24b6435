import { readDate } from "../../../functions/shared/dates";

/** Which of two numbers is the day where a date begins with day and month. */
export type DayOrder = "day-first" | "month-first";

const days = ["%d/%m/%Y", "%d.%m.%Y", "%d-%m-%Y", "%d/%m/%y", "%d.%m.%y", "%d-%m-%y"];
const others = [
    ...["%Y/%m/%d", "%Y.%m.%d", "%d %b %Y", "%d-%b-%Y", "%d-%b-%y", "%b %d, %Y", "%b %d %Y", "%d %b, %Y", "%b-%d-%Y"],
    ...["%a, %d %b %Y", "%a %b %d %Y", "%Y-%m-%dT%H:%M:%S%z", "%Y%m%dT%H%M%S", "%a %b %d %H:%M:%S %Y"],
];
const times = ["", " %H:%M", " %H:%M:%S", " %I:%M %p", " %I:%M:%S %p", " %I:%M%p"];

/** Every format that is tried, the usual ones first. */
const formats: readonly string[] = [
    "iso",
    ...[...days, ...days.map(swapped), ...others].flatMap((date) =>
        /%[HI]/.test(date) ? date : times.map((time) => date + time),
    ),
];

/** What numbers are called that are days, or seconds, in truth. */
const names = /date|time|day|stamp|epoch|^ts$|_at$|_on$/i;
/** From 1980 to 2100, as seconds since 1970. */
const [least, greatest] = [315_532_800, 4_102_444_800];

/** How the dates of a column may be written, narrowed value by value. */
export class DateWriting {
    /** How many values are dates in some way of writing them. */
    count = 0;
    private possible = formats;
    private numbers = ["%Y%m%d", "epoch", "epoch-ms"];
    private least = Infinity;
    private greatest = -Infinity;

    constructor(name: string) {
        if (!names.test(name)) this.numbers = [];
    }

    add(text: string): boolean {
        const isNumber = /^[0-9]+(\.[0-9]+)?$/.test(text);
        const left = (isNumber ? this.numbers : this.possible).filter((format) => isPlausible(format, text));
        if (left.length === 0) return false;
        if (isNumber) {
            this.numbers = left;
            this.possible = [];
        } else {
            this.possible = left;
            this.numbers = [];
        }
        const seconds = readDate(left[0] ?? "", text) ?? 0;
        this.least = Math.min(this.least, seconds);
        this.greatest = Math.max(this.greatest, seconds);
        this.count++;
        return true;
    }

    /** The formats that all values have: of two, one has the day first and the other the month. */
    get isAmbiguous(): boolean {
        const [first, ...others] = this.possible;
        return first !== undefined && others.includes(swapped(first));
    }

    format(order: DayOrder = "day-first"): string {
        const [first = ""] = [...this.possible, ...this.numbers];
        return this.isAmbiguous && (first.startsWith("%m") ? "month-first" : "day-first") !== order
            ? swapped(first)
            : first;
    }

    /** The last day, e.g. `2016-12-31`. */
    get last(): string {
        return new Date(this.greatest * 1000).toISOString().slice(0, 10);
    }
}

/** A number of eight digits is a day only in the years that people write about. */
function isPlausible(format: string, text: string): boolean {
    const seconds = readDate(format, text);
    if (seconds === undefined) return false;
    return !["%Y%m%d", "epoch", "epoch-ms"].includes(format) || (seconds >= least && seconds < greatest);
}

/** The same format with day and month in the other order. */
function swapped(format: string): string {
    return format.replace(
        /^%([dm])(.)%([dm])/,
        (_, one: string, mark: string, other: string) => `%${other}${mark}%${one}`,
    );
}
