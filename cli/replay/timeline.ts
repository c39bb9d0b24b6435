import type { AlgorithmViolation } from "../../contracts/monitoring";
import { type Gain, type Hindsight, hindsightOn, type JudgedRow, silenceOf, type Worth, worthOf } from "./hindsight";
import type { ReplayedDecision } from "./retraining";

/** What a replay saw happen on a day, in the order in which it happens. */
export interface SeenDay {
    readonly date: string;
    readonly training?: SeenTraining;
    /** Rows that were asked about. */
    readonly traffic?: { readonly rows: number; readonly models: Readonly<Record<string, string>> };
    /** Labels that came, and the days of the rows that they are of. */
    readonly labels?: { readonly rows: number; readonly of: readonly string[] };
    readonly monitoring?: SeenMonitoring;
    /** What was done about drift, where drift starts training. */
    readonly retraining?: ReplayedDecision;
}

/** Training runs of one file. */
export interface SeenTraining {
    /** Why: the data landed, or drift was found. */
    readonly cause: "landed" | "drift";
    /** The day of the data. */
    readonly data: string;
    readonly runs: readonly SeenRun[];
    /** rmse of the combined result on the test rows; null where nothing was judged. */
    readonly reference: number | null;
}

export interface SeenRun {
    readonly algorithm: string;
    /** As the run says it: promoted, rejected ...; `failed` where it came to none. */
    readonly verdict: string;
    /** Sentences. */
    readonly reason: string;
    readonly modelName: string;
    /** What the comparison was by, and its figures; null where there was none. */
    readonly metric: string | null;
    readonly challenger: number | null;
    readonly champion: number | null;
    readonly executionArn: string;
}

export interface SeenMonitoring {
    readonly verdict: "calm" | "drifted" | "nothing new" | "failed";
    /** Features that drifted, and metrics that did, each once. */
    readonly features: readonly string[];
    readonly metrics: readonly string[];
    readonly violations: readonly Pick<AlgorithmViolation, "constraint_check_type" | "description" | "feature_name">[];
    readonly executionArn: string;
    /** Where the run has left its files; null where it has none. */
    readonly location: string | null;
    /** Why it came to no verdict; null where it did. */
    readonly failure: string | null;
}

/** A row that was answered. */
export interface AnsweredRow {
    readonly identifier: string;
    readonly date: string;
    readonly result: number;
    /** How much the versions that answered erred on their test rows. */
    readonly reference: number;
}

/** A day, with what is known of it afterwards. */
export interface ToldDay extends SeenDay {
    /** Of the day's traffic; absent where there was none. */
    readonly error?: Hindsight;
    readonly alarms: readonly Alarm[];
    /** Where the error of the day's traffic grew and the day's own run was silent. */
    readonly silence?: "late" | "missed";
    /** What the day's training was worth to the rows after it; absent where no row with a label came. */
    readonly gain?: TrainingGain;
}

export interface Alarm {
    /** Features of the day's traffic drifted, or errors on rows whose labels came that day. */
    readonly of: "data" | "model";
    readonly what: readonly string[];
    readonly worth: Worth;
    /** Of the rows that it is about. */
    readonly ratio: number | null;
}

export interface TrainingGain extends Gain {
    /** False where the new versions were rejected: what they would have gained. */
    readonly real: boolean;
}

export interface Totals {
    /** Days on which the monitor judged. */
    readonly judged: number;
    readonly alarms: number;
    readonly trueAlarms: number;
    readonly falseAlarms: number;
    readonly openAlarms: number;
    readonly missed: number;
    readonly late: number;
    /** Days with training beyond the first. */
    readonly retrainings: number;
    /** Versions. */
    readonly promoted: number;
    readonly rejected: number;
    /** Of all rows with a label. */
    readonly labelled: number;
    readonly rmse: number | null;
}

/**
 * Judges afterwards what was told when: each alarm by the ground truth of the rows that it is about, whenever that came.
 * @param labels what became of rows, by identifier
 * @param labelledOn the day on which each label came, by identifier
 * @param slack by how much an error may grow, as a share
 */
export function told(
    days: readonly SeenDay[],
    rows: readonly AnsweredRow[],
    labels: ReadonlyMap<string, number>,
    labelledOn: ReadonlyMap<string, string>,
    slack: number,
): ToldDay[] {
    const judged = (chosen: readonly AnsweredRow[]) => hindsightOn(judgedRows(chosen, labels), slack);
    const traffic = groups(rows, ({ date }) => date);
    const labelled = groups(rows, ({ identifier }) => labelledOn.get(identifier));
    const alarmsOn = new Map<string, string[]>();
    const alarmed = days.map((day) => {
        const alarms: Alarm[] = [];
        for (const of of ["data", "model"] as const) {
            const what = (of === "data" ? day.monitoring?.features : day.monitoring?.metrics) ?? [];
            const about = (of === "data" ? traffic : labelled).get(day.date) ?? [];
            if (what.length === 0) continue;
            const hindsight = judged(about);
            alarms.push({ of, what, worth: worthOf(hindsight), ratio: hindsight.ratio });
            for (const date of new Set(about.map((row) => row.date))) {
                alarmsOn.set(date, [...(alarmsOn.get(date) ?? []), day.date]);
            }
        }
        return { day, alarms };
    });
    return alarmed.map(({ day, alarms }) => {
        const asked = traffic.get(day.date);
        const error = asked && judged(asked);
        const silence = error && silenceOf(day.date, error, alarmsOn.get(day.date) ?? []);
        return { ...day, ...(error && { error }), alarms, ...(silence && { silence }) };
    });
}

function judgedRows(rows: readonly AnsweredRow[], labels: ReadonlyMap<string, number>): JudgedRow[] {
    return rows.flatMap(({ identifier, result, reference }) => {
        const label = labels.get(identifier);
        return label === undefined ? [] : [{ result, reference, label }];
    });
}

function groups<T>(values: readonly T[], keyOf: (value: T) => string | undefined): Map<string, T[]> {
    const found = new Map<string, T[]>();
    for (const value of values) {
        const key = keyOf(value);
        if (key === undefined) continue;
        const group = found.get(key);
        if (group) group.push(value);
        else found.set(key, [value]);
    }
    return found;
}

/** What a whole replay comes to. */
export function totalsOf(days: readonly ToldDay[]): Totals {
    const alarms = days.flatMap((day) => day.alarms);
    const worth = (worth: Worth) => alarms.filter((alarm) => alarm.worth === worth).length;
    const silent = (silence: ToldDay["silence"]) => days.filter((day) => day.silence === silence).length;
    const trainings = days.flatMap(({ training }) => training ?? []);
    const verdicts = (verdict: string) =>
        trainings.flatMap(({ runs }) => runs).filter((run) => run.verdict === verdict).length;
    const known = days.flatMap(({ error }) => (error && error.rmse !== null ? [{ ...error, rmse: error.rmse }] : []));
    const labelled = known.reduce((sum, { rows }) => sum + rows, 0);
    return {
        judged: days.filter(({ monitoring }) => ["calm", "drifted"].includes(monitoring?.verdict ?? "")).length,
        ...{ alarms: alarms.length, trueAlarms: worth("true"), falseAlarms: worth("false"), openAlarms: worth("open") },
        ...{ missed: silent("missed"), late: silent("late") },
        retrainings: Math.max(0, trainings.length - 1),
        ...{ promoted: verdicts("promoted"), rejected: verdicts("rejected"), labelled },
        rmse:
            labelled === 0
                ? null
                : Math.sqrt(known.reduce((sum, { rows, rmse }) => sum + rows * rmse ** 2, 0) / labelled),
    };
}
