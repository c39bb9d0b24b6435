/** Where the records of scoring runs are in the artifact bucket, one file a run: what insights query. */
export const scoringRecordsPrefix = "records/scoring/";

/**
 * The key of a scoring run's record, partitioned by the day of its start in UTC.
 * @param startedAt ISO 8601, in UTC
 */
export function scoringRecordKey(runId: string, startedAt: string): string {
    return `${scoringRecordsPrefix}date=${startedAt.slice(0, 10)}/${runId}.json`;
}

/** What insights know of a scoring run: plain columns, and lists in place of objects whose keys are data. */
export interface ScoringRecord {
    readonly run: string;
    readonly model: string;
    readonly combine: string;
    /** S3 URI of the file that landed. */
    readonly source: string;
    /** The execution's ARN. */
    readonly execution: string;
    /** ISO 8601. */
    readonly started_at: string;
    /** ISO 8601. */
    readonly ended_at: string;
    readonly input: number;
    readonly output: number;
    readonly quarantined: number;
    /** Rows whose result was beyond the bounds of the target, and is the bound. */
    readonly clamped: number;
    readonly reasons: readonly { readonly reason: string; readonly rows: number }[];
    /** S3 URI of the result. */
    readonly result: string;
    /** S3 URI of the rows that were set aside; null where there are none. */
    readonly quarantine: string | null;
    readonly algorithms: readonly {
        readonly algorithm: string;
        readonly rows: number;
        readonly model_name: string;
        readonly model_package_arn: string;
    }[];
}

/** Where the records of runs of all pipelines are in the artifact bucket, one file a run. */
export const runRecordsPrefix = "records/runs/";

/**
 * The key of a run's record, partitioned by the day of its start in UTC.
 * @param startedAt ISO 8601, in UTC
 */
export function runRecordKey(pipeline: Pipeline, runId: string, startedAt: string): string {
    return `${runRecordsPrefix}date=${startedAt.slice(0, 10)}/${pipeline}-${runId}.json`;
}

/** What a run is a run of. */
export type Pipeline = "training" | "deployment" | "promotion" | "scoring" | "monitoring";

/** What insights know of any run, however it ended. */
export interface RunRecord {
    readonly run: string;
    readonly pipeline: Pipeline;
    readonly model: string;
    /** Null for runs that are about all algorithms. */
    readonly algorithm: string | null;
    /** The execution's ARN. */
    readonly execution: string;
    /** `succeeded`, `failed`, `timed out` or `aborted`. */
    readonly status: string;
    /** What the run came to say, e.g. `promoted`; the status where it said nothing. */
    readonly verdict: string;
    /** A sentence; null where none was given. */
    readonly reason: string | null;
    /** ISO 8601. */
    readonly started_at: string;
    /** ISO 8601. */
    readonly ended_at: string;
    readonly seconds: number;
    /** What the names of the run's jobs begin with. */
    readonly jobs: string;
    readonly model_name: string | null;
    readonly model_package_arn: string | null;
    /** What the run measured, by name. */
    readonly metrics: readonly { readonly name: string; readonly value: number }[];
}
