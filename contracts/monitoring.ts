import type { CaptureCounts, CaptureVerdict } from "./captures";

/** What the monitor judges: raw features against those of training, or errors against those on test rows. */
export const judgements = ["data-quality", "model-quality"] as const;

export type Judgement = (typeof judgements)[number];

/** Prefix of the capture bucket that the consolidation writes windows under: they tell raw rows, as captures do. */
export const consolidatedPrefix = "consolidated/";

/** Prefix of the artifact bucket that monitoring runs leave their files under. */
export const monitoringPrefix = "monitoring/";

/** What the names begin with of the files in a judgement's folder that tell later runs what was found. */
export const historyStart = "drift";

/** Where insights find which feature drifted in which run, one file a run; prefix of the artifact bucket. */
export const driftRecordsPrefix = "records/drift/";

/**
 * The key of a run's drift record, partitioned by the day of its start in UTC.
 * @param startedAt ISO 8601, in UTC
 */
export function driftRecordKey(runId: string, startedAt: string): string {
    return `${driftRecordsPrefix}date=${startedAt.slice(0, 10)}/${runId}.csv`;
}

/**
 * What a window's folder has: rows that came, rows whose label came, and how many; where Model Monitor's container judges
 * also both as it reads them; and rows as some versions take them, where these are asked what each feature adds to their
 * answers.
 */
export const windowFiles = {
    data: "data/",
    labelled: "labelled/",
    counts: "counts.json",
    plain: "plain/",
    vectors: "vectors/",
} as const;

/** What of a monitoring run's folder has the contributions that versions have told, a folder each. */
export const attributionFolder = "attribution";

/** `counts.json`: what the consolidation found that is new. */
export interface WindowCounts {
    /** Rows that were scored. */
    readonly rows: number;
    /** Rows of which the label came, whenever they were scored. */
    readonly labelled: number;
    /** Labels that were read. */
    readonly labels?: number;
    /** Rows that wait for their label. */
    readonly pending: number;
    /** Labels that wait for a prediction of their row. */
    readonly unmatched?: number;
    /** Lines of data capture that were read, rows of requests, of captures without them, and of batches. */
    readonly captured: number;
    readonly requests: number;
    readonly decoded: number;
    readonly batch: number;
    readonly duplicates: number;
    /** Lines that could not be read. */
    readonly brokenLines: number;
    /** The first of them; line 0 is the whole object. */
    readonly broken?: readonly { readonly object: string; readonly line: number; readonly reason: string }[];
    /** Captured invocations, by endpoint and time. */
    readonly watch?: CaptureCounts;
}

/**
 * The ledger's key of how far a monitor has come: `location` is the window that was consolidated and is not judged yet,
 * `begun` those that later runs began to consolidate and of which nobody knows more, the newest first and with commas
 * between them, `judged` by judgement the folder of the run that judged last, as JSON.
 */
export function openWindowId(stateMachine: string): string {
    return `window#${stateMachine}`;
}

/** What the state "Evaluate drift" asks its function. */
export interface DriftRequest {
    readonly runId: string;
    /** The run's folder, an S3 URI without a slash at its end. */
    readonly location: string;
    /** The window, an S3 URI with a slash at its end. */
    readonly window: string;
    readonly counts: WindowCounts;
    readonly judgements: readonly Judgement[];
    /** The versions that serve. */
    readonly models: readonly MonitoredVersion[];
    readonly executionArn: string;
    /** ISO 8601. */
    readonly startedAt: string;
    /** S3 URI of the run's report; empty where none could be written. */
    readonly report?: string;
}

/** A model version with a baseline. */
export interface MonitoredVersion {
    readonly algorithm: string;
    readonly modelPackageArn: string;
    /** S3 URI of the folder with its baseline, a slash at its end. */
    readonly baseline: string;
}

/** One violation, as the analyzer tells it: of a feature, of a metric, or of a label (Clarify's of attributions). */
export interface Violation {
    readonly label?: string;
    readonly feature_name?: string;
    readonly metric_name?: string;
    readonly constraint_check_type: string;
    readonly description: string;
}

/** What people call what a violation is of. Clarify's shape names the answer, and the method for a metric. */
export function violatedName({ feature_name, label, metric_name }: Violation): string {
    return feature_name ?? (label === undefined ? (metric_name ?? "the window") : "what the model goes by");
}

/** What that function answers, and a run's output. */
export interface DriftVerdict {
    readonly verdict: "calm" | "drifted";
    /** By judgement; absent where it was not judged. */
    readonly violations: Readonly<Partial<Record<Judgement, readonly AlgorithmViolation[]>>>;
    /** Of the combined result, where labels came: rmse, mae, r2, mse. */
    readonly metrics?: Readonly<Record<string, number>>;
    /** What was asked and could not be judged, and why; absent where that is nothing. */
    readonly notes?: readonly string[];
    /** S3 URI of the record. */
    readonly record: string;
    /** S3 URI of the report for people; absent where none could be written. */
    readonly report?: string;
    readonly location: string;
    readonly window: string;
    readonly counts: WindowCounts;
    /** How many invocations each endpoint captured, where there is enough to say. */
    readonly captures?: readonly CaptureVerdict[];
}

/** A violation, against whose baseline it is, and what was measured as far as the analyzer's report tells. */
export interface AlgorithmViolation extends Violation {
    readonly algorithms: readonly string[];
    /** How far off it is, and from where on that is a violation. */
    readonly value?: number | null;
    readonly threshold?: number | null;
    /** What the feature, or the metric, was in the baseline and is now, in words. */
    readonly baseline?: string | null;
    readonly observed?: string | null;
}

/** The part of the analyzer's `report.json` that is read (jobs/monitor/report.py). */
export interface AnalysisReport {
    /** Sentences on what was asked and could not be judged. */
    readonly notes?: readonly string[];
    /** By baseline, each with what was found, the weightiest first. */
    readonly names: Readonly<
        Record<
            string,
            {
                /** The first name whose baseline is the same: its own where there is none before. */
                readonly sameBaselineAs?: string;
                readonly findings: readonly {
                    readonly feature: string;
                    readonly slice?: string | null;
                    readonly check: string;
                    readonly violation: boolean;
                    readonly rank?: number;
                    readonly importance?: number | null;
                    readonly probability?: number | null;
                    readonly why?: string;
                    readonly value: number | null;
                    readonly threshold: number | null;
                    readonly baseline: string | null;
                    readonly observed: string | null;
                    readonly description: string | null;
                }[];
            }
        >
    >;
}

/** The event on the account's default bus that tells other programs of drift. */
export const driftDetected = { source: "drivetrain.monitor", detailType: "DriftDetected" } as const;
