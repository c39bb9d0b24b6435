/** A row that was answered, and what became of it. */
export interface JudgedRow {
    readonly result: number;
    readonly label: number;
    /** How much the versions that answered erred on their own test rows (rmse of the combined result). */
    readonly reference: number;
}

/** What ground truth says of rows once it has come. */
export interface Hindsight {
    /** Rows whose label came. */
    readonly rows: number;
    /** Their rmse, in the target's unit; null where no label came. */
    readonly rmse: number | null;
    /** How many times as large as the reference the error is; null likewise. */
    readonly ratio: number | null;
    /** `unknown` where labels are too few to tell. */
    readonly error: "grew" | "held" | "unknown";
}

/** Labels from which on a mean of squares says something. */
export const fewestLabels = 20;

/** The 95 % point of the normal distribution: chance alone makes as much of one window of twenty. */
const quantile = 1.645;

/**
 * Whether the error of rows has grown. With q = ((result - label) / reference)² of each row, and m and s the mean and the
 * standard deviation of the q of n rows, it has where both hold:
 *
 * - it is large enough to matter: sqrt(m) > 1 + slack
 * - chance does not make as much: m - 1.645 s / sqrt(n) > 1
 *
 * These are the two questions of the monitor (jobs/monitor/quality.py), asked of the rows of one window whenever their
 * labels came, and each row by the version that answered it.
 * @param slack by how much an error may be larger, as a share
 */
export function hindsightOn(rows: readonly JudgedRow[], slack: number): Hindsight {
    const n = rows.length;
    if (n === 0) return { rows: 0, rmse: null, ratio: null, error: "unknown" };
    const squares = rows.map(({ result, label }) => (result - label) ** 2);
    const relative = rows.map(({ reference }, row) => squares[row]! / reference ** 2);
    const mean = meanOf(relative);
    const ratio = Math.sqrt(mean);
    return { rows: n, rmse: Math.sqrt(meanOf(squares)), ratio, error: n < fewestLabels ? "unknown" : grown() };

    function grown(): Hindsight["error"] {
        const deviation = Math.sqrt(relative.reduce((sum, q) => sum + (q - mean) ** 2, 0) / (n - 1));
        return ratio > 1 + slack && mean - (quantile * deviation) / Math.sqrt(n) > 1 ? "grew" : "held";
    }
}

/** What an alarm was worth: `open` where too few labels came to tell. */
export type Worth = "true" | "false" | "open";

/** An alarm is true where the error of the rows that it is about has grown, and false where it has not. */
export function worthOf({ error }: Hindsight): Worth {
    return error === "grew" ? "true" : error === "held" ? "false" : "open";
}

/**
 * What was not told of a day's traffic: nothing, where its error has not grown or its own monitoring run raised the alarm;
 * `late` where only a later run did, by its labels; `missed` where none did.
 * @param alarms dates of the runs that raised an alarm about rows of that day
 */
export function silenceOf(
    date: string,
    { error }: Hindsight,
    alarms: readonly string[],
): "late" | "missed" | undefined {
    if (error !== "grew" || alarms.includes(date)) return undefined;
    return alarms.length > 0 ? "late" : "missed";
}

/** How two sets of versions did on the same rows. */
export interface Gain {
    readonly rows: number;
    /** rmse of the versions that served before, and of those that serve since. */
    readonly before: number;
    readonly after: number;
    /** What was gained, as a share of the error before; negative where it is worse. */
    readonly share: number;
}

/** Undefined where no row after it has a label. */
export function gainOf(
    rows: readonly { readonly before: number; readonly after: number; readonly label: number }[],
): Gain | undefined {
    if (rows.length === 0) return undefined;
    const rmse = (side: "before" | "after") => Math.sqrt(meanOf(rows.map((row) => (row[side] - row.label) ** 2)));
    const [before, after] = [rmse("before"), rmse("after")];
    return { rows: rows.length, before, after, share: before === 0 ? 0 : 1 - after / before };
}

function meanOf(values: readonly number[]): number {
    return values.reduce((sum, value) => sum + value, 0) / values.length;
}
