import type { Judgement, Violation } from "./monitoring";

/** What of drift starts training. */
export interface RetrainingSettings {
    /** Which drift counts: that of features, that of errors, or either. */
    readonly on: "data" | "model" | "both";
    /** How many features and metrics must have drifted at least. */
    readonly fewest: number;
    /** Days from one start to the next. */
    readonly coolDownDays: number;
}

/** The `detail` of the event `DriftDetected`, as far as it is read. */
export interface DetectedDrift {
    readonly model: string;
    readonly violations: Readonly<Partial<Record<Judgement, readonly Violation[]>>>;
    /** ARN of the monitoring run. */
    readonly execution: string;
}

/** The ledger's key of what was last done about the drift that a monitor found. */
export function retrainingId(stateMachine: string): string {
    return `retraining#${stateMachine}`;
}

/**
 * What was done about drift: training runs were started, or none was, since the last start is too recent, nothing newer
 * came to learn from, or less drifted than the settings ask for.
 */
export type RetrainingOutcome = "started" | "cooling down" | "nothing newer" | "too little";

/** The last decision, which the ledger's item has as JSON in `decided`. */
export interface RetrainingDecision {
    readonly outcome: RetrainingOutcome;
    /** Sentences. */
    readonly reason: string;
    /** ISO 8601, in UTC. */
    readonly at: string;
    /** ARN of the monitoring run that found the drift. */
    readonly monitoringRun: string;
    /** By algorithm, the ARNs of the training runs that were started. */
    readonly runs: Readonly<Record<string, string>>;
    /** The data that they learn from, an S3 URI. */
    readonly data?: string;
}
