import type { DatePart } from "../../contracts/dataset";

const months = [
    ...["january", "february", "march", "april", "may", "june"],
    ...["july", "august", "september", "october", "november", "december"],
];
const weekdays = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];

const iso =
    /^([0-9]{4})-([0-9]{2})-([0-9]{2})(?:[T ]([0-9]{2}):([0-9]{2})(?::([0-9]{2})(?:[.,]([0-9]{1,9}))?)? ?(Z|[+-][0-9]{2}(?::?[0-9]{2})?)?)?$/;
const decimal = /^[+-]?[0-9]{1,20}(\.[0-9]*)?$/;
const offset = /^(Z|[+-][0-9]{2}(?::?[0-9]{2})?)/;

/** The fewest and the most digits of a directive. */
const digits: Readonly<Record<string, readonly [number, number]>> = {
    ...{ Y: [4, 4], y: [2, 2], f: [1, 9] },
    ...{ m: [1, 2], d: [1, 2], H: [1, 2], I: [1, 2], M: [1, 2], S: [1, 2] },
};

/** The first second of the year 1, and that after the last one of 9999. */
const first = -62135596800;
const end = 253402300800;

const secondsOfDay = 86400;

/** What stands in a date, by the letter of its directive. */
type Fields = Record<string, string>;

/**
 * The seconds since 1970 began in UTC of a date in a format; undefined where it is none. jobs/preprocess/dates.py says
 * what a format is, and does the same operations in the same order, so that both give the same number to the last bit.
 */
export function readDate(format: string, text: string): number | undefined {
    if (format === "epoch" || format === "epoch-ms") {
        const seconds = decimal.test(text) ? Number(text) / (format === "epoch-ms" ? 1000 : 1) : NaN;
        return seconds >= first && seconds < end ? seconds : undefined;
    }
    const fields = format === "iso" ? isoFields(text) : patternFields(format, text);
    return fields === undefined ? undefined : secondsOf(fields);
}

/** What a text should have been. */
export function expectedDate(format: string): string {
    const named: Readonly<Record<string, string>> = {
        iso: "2016-12-31",
        epoch: "seconds since 1970",
        "epoch-ms": "milliseconds since 1970",
    };
    return `a date written as ${Object.hasOwn(named, format) ? named[format] : format}`;
}

/** What a model learns of a date, as a number: its age in days at the reference, or a part of the calendar. */
export function partOf(part: DatePart, seconds: number, reference: number): number {
    if (part === "age") {
        return (reference - seconds) / secondsOfDay;
    }
    const whole = Math.floor(seconds);
    const days = Math.floor(whole / secondsOfDay);
    if (part === "hour") {
        return Math.floor((whole - days * secondsOfDay) / 3600);
    }
    if (part === "weekday") {
        return ((((days + 3) % 7) + 7) % 7) + 1;
    }
    const [year, month] = civil(days);
    return part === "year" ? year : month;
}

/** Where a date is in a cycle, from 0 on. */
export function placeOf(cycle: DatePart, seconds: number): number {
    if (cycle === "yearCycle") {
        const days = Math.floor(Math.floor(seconds) / secondsOfDay);
        return days - daysOf(civil(days)[0], 1, 1);
    }
    const part = partOf(cycle.slice(0, -"Cycle".length) as DatePart, seconds, 0);
    return cycle === "hourCycle" ? part : part - 1;
}

function isoFields(text: string): Fields | undefined {
    const match = iso.exec(text);
    const fields: Fields = {};
    match?.slice(1).forEach((value: string | undefined, place) => {
        if (value !== undefined) {
            fields["YmdHMSfz".charAt(place)] = value;
        }
    });
    return match === null ? undefined : fields;
}

/** What stands in a text at each directive of a pattern. */
function patternFields(format: string, text: string): Fields | undefined {
    const fields: Fields = {};
    let at = 0;
    for (let place = 0; place < format.length; place++) {
        const directive = format[place] === "%" ? format.charAt(place + 1) : "";
        place += directive === "" ? 0 : 1;
        if (directive === "" || directive === "%") {
            const literal = format.charAt(place);
            if (text.charAt(at) !== literal) {
                return undefined;
            }
            at++;
            while (literal === " " && text.charAt(at) === " ") {
                at++;
            }
            continue;
        }
        const found = fieldAt(directive, text, at);
        if (found === undefined) {
            return undefined;
        }
        fields[directive] = found;
        at += found.length;
    }
    return at === text.length ? fields : undefined;
}

/** What stands at a place of a text, if that is what the directive means. */
function fieldAt(directive: string, text: string, at: number): string | undefined {
    const [least, most] = digits[directive] ?? [0, 0];
    if (most > 0) {
        let stop = at;
        while (stop < text.length && stop - at < most && "0123456789".includes(text.charAt(stop))) {
            stop++;
        }
        return stop - at >= least ? text.slice(at, stop) : undefined;
    }
    if (directive === "z") {
        return offset.exec(text.slice(at))?.[0];
    }
    if (directive === "p") {
        const half = text.slice(at, at + 2);
        return ["am", "pm"].includes(half.toLowerCase()) ? half : undefined;
    }
    for (const name of "bB".includes(directive) ? months : weekdays) {
        for (const length of [name.length, 3]) {
            const there = text.slice(at, at + length);
            if (there.toLowerCase() === name.slice(0, length)) {
                return there;
            }
        }
    }
    return undefined;
}

function secondsOf(fields: Fields): number | undefined {
    const number = (name: string, otherwise: number) => Number(fields[name] ?? otherwise);
    const year = fields.Y === undefined ? inCentury(number("y", 0)) : Number(fields.Y);
    const name = fields.b ?? fields.B;
    const month = name === undefined ? number("m", 1) : monthOf(name);
    const day = number("d", 1);
    const hour = hourOf(fields);
    const [minute, second] = [number("M", 0), number("S", 0)];
    if (year < 1 || month < 1 || month > 12 || day < 1 || day > lengthOf(year, month)) {
        return undefined;
    }
    if (hour === undefined || minute > 59 || second > 59) {
        return undefined;
    }
    const time = hour * 3600 + minute * 60 + second - offsetOf(fields.z ?? "Z");
    return daysOf(year, month, day) * secondsOfDay + time + Number(`0.${fields.f ?? "0"}`);
}

function inCentury(year: number): number {
    return year + (year >= 69 ? 1900 : 2000);
}

function monthOf(name: string): number {
    return months.findIndex((month) => month.slice(0, 3) === name.slice(0, 3).toLowerCase()) + 1;
}

function hourOf({ H = "0", I, p = "am" }: Fields): number | undefined {
    if (I === undefined) {
        return Number(H) <= 23 ? Number(H) : undefined;
    }
    const hour = Number(I);
    return hour >= 1 && hour <= 12 ? (hour % 12) + (p.toLowerCase() === "pm" ? 12 : 0) : undefined;
}

function offsetOf(text: string): number {
    if (text === "Z") {
        return 0;
    }
    const plain = text.slice(1).replace(":", "").padEnd(4, "0");
    return (Number(plain.slice(0, 2)) * 3600 + Number(plain.slice(2)) * 60) * (text.startsWith("-") ? -1 : 1);
}

function lengthOf(year: number, month: number): number {
    if (month === 2) {
        return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
    }
    return [4, 6, 9, 11].includes(month) ? 30 : 31;
}

/** Days since 1970 began; https://howardhinnant.github.io/date_algorithms.html#days_from_civil. */
function daysOf(year: number, month: number, day: number): number {
    const shifted = year - (month <= 2 ? 1 : 0);
    const era = Math.floor(shifted / 400);
    const ofEra = shifted - era * 400;
    const ofYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
    return era * 146097 + ofEra * 365 + Math.floor(ofEra / 4) - Math.floor(ofEra / 100) + ofYear - 719468;
}

/** Year and month; https://howardhinnant.github.io/date_algorithms.html#civil_from_days. */
function civil(days: number): readonly [year: number, month: number] {
    const shifted = days + 719468;
    const era = Math.floor(shifted / 146097);
    const ofEra = shifted - era * 146097;
    const years = Math.floor(
        (ofEra - Math.floor(ofEra / 1460) + Math.floor(ofEra / 36524) - Math.floor(ofEra / 146096)) / 365,
    );
    const ofYear = ofEra - (365 * years + Math.floor(years / 4) - Math.floor(years / 100));
    const month = Math.floor((5 * ofYear + 2) / 153);
    return [years + era * 400 + (month >= 10 ? 1 : 0), month + (month < 10 ? 3 : -9)];
}
