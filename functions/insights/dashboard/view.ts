import type { ScoringRecord } from "../../../contracts/records";
import type { ChampionComparison, CombinedQuality, GateMetric } from "../../../contracts/verdict";
import type { DriftRow } from "../reading/history";

/** What a dashboard shows. */
export interface DashboardData {
    readonly models: readonly ModelView[];
    /** Stacks that are not shown, each with a sentence that says why. */
    readonly unseen: readonly { readonly stack: string; readonly why: string }[];
}

/** A model at a stage, as far as the reader may see it. */
export interface ModelView {
    readonly stack: string;
    readonly stage: string;
    readonly model: string;
    readonly region: string;
    readonly serving: readonly ServingView[];
    /** The last runs of all pipelines, the newest first. */
    readonly runs: readonly RunView[];
    readonly history: readonly DriftRow[];
    /** The last files that were scored, the newest first. */
    readonly batches: readonly ScoringRecord[];
    readonly alarms: readonly AlarmView[];
    /** What could not be read, a sentence each. */
    readonly lacks: readonly string[];
}

/** What serves of an algorithm. */
export interface ServingView {
    readonly algorithm: string;
    /** The version's number in the registry; absent where nothing serves, or the registry does not know it. */
    readonly version?: number;
    readonly champion?: string;
    /** ISO 8601. */
    readonly since?: string;
    readonly endpoint: { readonly name: string; readonly status: string };
    /** How its run was judged; absent where the reader may not see it. */
    readonly gate?: GateMetric;
    readonly comparison?: ChampionComparison;
    readonly combined?: CombinedQuality | null;
    readonly reason?: string;
    /** The version that waits for a person. */
    readonly waiting?: number;
}

export interface RunView {
    readonly pipeline: string;
    readonly name: string;
    /** Its verdict, or how the execution stands. */
    readonly result: string;
    readonly reason?: string;
    /** ISO 8601. */
    readonly started?: string;
    readonly seconds?: number;
    /** S3 URI of its report. */
    readonly report?: string;
}

export interface AlarmView {
    readonly name: string;
    /** `OK`, `ALARM` or `INSUFFICIENT_DATA` */
    readonly state: string;
    readonly reason?: string;
    /** ISO 8601. */
    readonly since?: string;
}
