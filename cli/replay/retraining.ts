import type { Judgement, Violation } from "../../contracts/monitoring";

/** When drift starts training. */
export interface RetrainingRule {
    /** Which drift counts: that of features, that of errors, or either. */
    readonly on: "data" | "model" | "both";
    /** How many features and metrics must have drifted at least. */
    readonly fewest: number;
    /** Days from one start to the next. */
    readonly coolDownDays: number;
}

/** What was done about drift. */
export interface RetrainingDecision {
    readonly outcome: "started" | "cooling down" | "nothing newer" | "too little";
    /** A sentence. */
    readonly reason: string;
}

/** What is known on the day on which drift was found. */
export interface DriftedDay {
    readonly date: string;
    readonly violations: Readonly<Partial<Record<Judgement, readonly Violation[]>>>;
    /** The date of the newest training data that nothing has learnt from. */
    readonly newest?: string;
    /** When drift started training last. */
    readonly lastStart?: string;
}

/** What is wrong with what a caller sends, and not with what the model knows: training mends none of it. */
const callersFaults = ["missing_column_check", "extra_column_check", "data_type_check", "completeness_check"];

/** Whether drift starts training, by the history's own days: the cool-down is of the past, not of the clock. */
export function decideRetraining(rule: RetrainingRule, day: DriftedDay): RetrainingDecision {
    const drifted = countedIn(rule, day);
    if (drifted.length < rule.fewest) {
        return {
            outcome: "too little",
            reason: `${drifted.length} of what drifted can be mended by training, and the settings ask for ${rule.fewest}.`,
        };
    }
    const { date, newest, lastStart } = day;
    if (newest === undefined) {
        return { outcome: "nothing newer", reason: "No training data came that the models have not learnt from." };
    }
    if (lastStart !== undefined && daysBetween(lastStart, date) < rule.coolDownDays) {
        return {
            outcome: "cooling down",
            reason: `The last retraining was on ${lastStart}: none is within ${rule.coolDownDays} days.`,
        };
    }
    return { outcome: "started", reason: `Training over the data of ${newest}, since ${drifted.join(", ")} drifted.` };
}

/** The features and metrics that drifted and count, each once. */
function countedIn({ on }: RetrainingRule, { violations }: DriftedDay): string[] {
    const counts: Readonly<Record<Judgement, boolean>> = {
        "data-quality": on !== "model",
        "model-quality": on !== "data",
    };
    const names = Object.entries(violations)
        .filter(([judgement]) => counts[judgement as Judgement])
        .flatMap(([, found]) => found)
        .filter(({ constraint_check_type }) => !callersFaults.includes(constraint_check_type))
        .map(({ feature_name, metric_name }) => feature_name ?? metric_name ?? "the window");
    return [...new Set(names)];
}

function daysBetween(from: string, to: string): number {
    return (Date.parse(to) - Date.parse(from)) / 86_400_000;
}
