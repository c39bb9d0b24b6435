import type { DetectedDrift, RetrainingDecision, RetrainingSettings } from "../../contracts/retraining";
import type { RetrainingServices } from "../../functions/monitoring/retrainingServices";
import { retrain } from "../../functions/monitoring/startRetraining";

/** Training data of a day. */
export interface DatedData {
    readonly date: string;
    readonly bucket: string;
    readonly key: string;
}

/** What is known on the day on which drift was found. */
export interface DriftedDay extends DetectedDrift {
    readonly date: string;
    readonly algorithms: readonly string[];
    /** The newest data, where nothing has learnt from it yet. */
    readonly waiting?: DatedData;
    /** The data of the last training, and what came of each algorithm's run. */
    readonly learnt?: DatedData & { readonly verdicts: Readonly<Record<string, string>> };
    /** The day on which drift started training last. */
    readonly lastStart?: string;
}

/** What was done about drift, and why. */
export type ReplayedDecision = Pick<RetrainingDecision, "outcome" | "reason">;

/**
 * Asks the stage's own rule (functions/monitoring/startRetraining.ts) whether drift starts training, by the history's
 * days: the cool-down is of the past, not of the clock. It starts nothing: data that lands does.
 */
export async function decideRetraining(rule: RetrainingSettings, day: DriftedDay): Promise<ReplayedDecision> {
    const { model, algorithms } = day;
    const pipelines = algorithms.map((name) => [name, { name, arn: name, lease: name }] as const);
    const plan = { ...rule, model, pipelines: Object.fromEntries(pipelines) };
    const { outcome, reason } = await retrain(servicesOf(day), plan, day);
    return { outcome, reason };
}

/** The past as the rule asks about it; its pipelines, ARNs and leases are called by the algorithms. */
function servicesOf({ date, waiting, learnt, lastStart }: DriftedDay): RetrainingServices {
    const newest = waiting ?? learnt;
    const isServing = (algorithm: string) => learnt?.verdicts[algorithm] === "promoted";
    return {
        now: () => timeOf(date),
        newest: () =>
            Promise.resolve(
                newest && { bucket: newest.bucket, key: newest.key, version: "", written: timeOf(newest.date) },
            ),
        serving: (lease) =>
            Promise.resolve(
                learnt !== undefined && isServing(lease)
                    ? { key: `${learnt.bucket}/${learnt.key}`, version: "", time: timeOf(learnt.date).toISOString() }
                    : undefined,
            ),
        claimed: (_, arn) =>
            Promise.resolve(
                waiting === undefined && learnt !== undefined
                    ? { name: "", status: "SUCCEEDED", verdict: learnt.verdicts[arn] }
                    : undefined,
            ),
        takeTurn: (_, __, since) => {
            const last = lastStart === undefined ? undefined : timeOf(lastStart);
            return Promise.resolve(last !== undefined && last > since ? last : undefined);
        },
        start: (arn) => Promise.resolve(arn),
        // Nobody is told: the timeline tells.
        isNews: () => Promise.resolve(false),
        remember: () => Promise.resolve(),
        publish: () => Promise.resolve(),
    };
}

function timeOf(date: string): Date {
    return new Date(`${date}T00:00:00Z`);
}
