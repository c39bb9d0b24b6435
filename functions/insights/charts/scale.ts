/**
 * Where a value stands on an axis. Of our own, since a handler is serialized alone: a library of scales has seven
 * packages, none of which a Lambda would find.
 */
export interface Scale {
    readonly at: (value: number) => number;
    readonly ticks: readonly number[];
}

/**
 * A linear scale from a range of values to pixels, with some four round numbers between.
 * @param range where the axis begins and ends, in pixels
 */
export function linearScale([least, most]: readonly [number, number], range: readonly [number, number]): Scale {
    const [low, high] = least < most ? [least, most] : [least - (Math.abs(least) || 1), least + (Math.abs(least) || 1)];
    const [start, end] = range;
    return {
        at: (value) => rounded(start + ((value - low) / (high - low)) * (end - start)),
        ticks: ticksOf(low, high),
    };
}

/** A hundredth of a pixel is enough. */
export function rounded(pixels: number): number {
    return Math.round(pixels * 100) / 100;
}

/** The multiples of 1, 2 or 5 times a power of ten, of which four or so are between two numbers. */
function ticksOf(low: number, high: number): number[] {
    const rough = (high - low) / 4;
    const power = 10 ** Math.floor(Math.log10(rough));
    const step = power * ([1, 2, 5].find((factor) => factor * power >= rough) ?? 10);
    const first = Math.ceil(low / step);
    const count = Math.max(0, Math.floor(high / step) - first + 1);
    // Numbers beyond what doubles tell apart would never get to the end.
    return Array.from({ length: Math.min(count, 10) }, (_, index) => (first + index) * step);
}

const short = { notation: "compact", maximumSignificantDigits: 3 } as const;

/** A number on an axis: `20K`, `0.05`. */
export function tickText(value: number, kind = "number"): string {
    if (kind === "date") return dayText(value);
    return value.toLocaleString("en-US", Math.abs(value) >= 10_000 ? short : { maximumSignificantDigits: 3 });
}

/** The day of a time in seconds since 1970; of what no calendar has, the number. */
function dayText(seconds: number): string {
    const date = new Date(seconds * 1000);
    return Number.isNaN(date.getTime()) ? String(seconds) : date.toISOString().slice(0, 10);
}
