import type { RetrainingSettings } from "../../contracts/retraining";

/** How a model is watched once it serves. */
export interface MonitoringDefinition extends MonitoringSettings {
    /** When the monitor runs, in UTC: `rate(1 day)`, `cron(0 6 * * ? *)`. @default "rate(1 day)" */
    readonly schedule?: string;
    /**
     * SageMaker Model Monitor's own container, for those who still have it (it takes no new customers): its image in
     * ECR, in the stack's region, e.g. `156813124566.dkr.ecr.us-east-1.amazonaws.com/sagemaker-model-monitor-analyzer`.
     * It then makes the baselines and judges by them in place of the analyzer, by its own settings, which it writes into
     * constraints.json: no other field of these goes with it but the schedule.
     * @default the analyzer, jobs/monitor
     */
    readonly image?: string;
    /** Whether, and when, drift starts training. @default false */
    readonly retrain?: boolean | RetrainingDefinition;
}

/** Which drift starts training, and how often. */
export interface RetrainingDefinition {
    /** Which drift counts: that of features, that of errors, either, or none. @default "both" */
    readonly on?: "data" | "model" | "both" | "nothing";
    /** How many features and metrics must have drifted at least. @default 1 */
    readonly fewest?: number;
    /** Days from one start to the next. @default 7 */
    readonly coolDownDays?: number;
}

/**
 * What starts training, with defaults for what is not given; undefined where drift does not.
 * @param own the model's
 * @param changes what a stack has otherwise
 */
export function retrainingOf(
    own: MonitoringDefinition["retrain"] = false,
    changes: RetrainingDefinition = {},
): RetrainingSettings | undefined {
    const given = typeof own === "object" ? own : { on: own ? ("both" as const) : ("nothing" as const) };
    const { on = "both", fewest = 1, coolDownDays = 7 } = { ...given, ...changes };
    return on === "nothing" ? undefined : { on, fewest, coolDownDays };
}

/** What differs from the defaults; a model that is not watched is asked nothing. */
export function monitoringOf(model: { readonly monitoring?: boolean | MonitoringDefinition }): MonitoringDefinition {
    return typeof model.monitoring === "object" ? model.monitoring : {};
}

/** What of the settings a baseline is made by; all others are asked of a window alone. */
export function baselineSettingsOf(model: Parameters<typeof monitoringOf>[0]): Partial<MonitoringSettings> {
    const { slices, fairness, qualitySlack } = monitoringOf(model);
    return { slices, fairness, qualitySlack };
}

/** What the analyzer is asked (jobs/monitor/settings.py, where each default stands). */
export interface MonitoringSettings {
    /** How distributions are compared: by a test that suits the number of rows, or by one distance alone. @default "auto" */
    readonly method?: DriftMethod;
    /** The distance of numbers from which on they have drifted. @default 0.1, of `psi` 0.2 */
    readonly threshold?: number;
    /** That of categories. @default as `threshold` */
    readonly categoricalThreshold?: number;
    /** The share of false findings to be expected among all of a window. @default 0.01 */
    readonly fdr?: number;
    /** By how much the share of values that are there may fall where a column is not required. @default 0.05 */
    readonly completenessSlack?: number;
    /** The share of values that must be of the column's type. @default 1 */
    readonly typeShare?: number;
    /** The share of values that must be of the known categories. @default 1 */
    readonly domainShare?: number;
    /** What differs for single features, by their names. @default {} */
    readonly features?: Readonly<Record<string, FeatureMonitoring>>;
    /** How often something must be found before people are told of it. @default told at once */
    readonly persistence?: Persistence;
    /**
     * Categorical features by each of whose values the rows are judged, too, e.g. `["make"]`. The versions that are
     * trained from then on have such a baseline.
     * @default []
     */
    readonly slices?: readonly string[];
    /** Rows that a slice must have, in the window and in the baseline, to be judged. @default 50 */
    readonly fewestRows?: number;
    /** A group of people whom the model must not treat otherwise than it did. Baselines as with `slices`. @default none */
    readonly fairness?: FairnessFacet;
    /** By how much a measure of fairness may differ from the baseline's, in its own unit. @default 0.1 */
    readonly fairnessThreshold?: number;
    /**
     * By how much a metric may be worse than the baseline's, as a share of it. It becomes a threshold of the baselines
     * of versions that are trained from then on.
     * @default 0.1
     */
    readonly qualitySlack?: number;
    /** Thresholds of metrics, in their own units, by name: mae, mse, rmse, r2. @default the baseline's, with the slack */
    readonly metrics?: Readonly<Record<string, { readonly threshold: number }>>;
    /**
     * Whether what each feature adds to the answers is compared with the baseline's, of XGBoost and Linear Learner: of a
     * linear version without any job more, of XGBoost by one more in each training run and two in each monitoring run.
     * @default false
     */
    readonly attribution?: boolean;
    /** How much of the baseline's ranking of the features must be left (NDCG, 0 to 1). @default 0.9 */
    readonly leastNdcg?: number;
}

export const driftMethods = ["auto", "simple", "robust", "psi", "jensen-shannon", "wasserstein"] as const;

export type DriftMethod = (typeof driftMethods)[number];

export interface FeatureMonitoring {
    readonly threshold?: number;
    readonly method?: DriftMethod;
    /** In which direction a change of a number counts. @default "both" */
    readonly direction?: "up" | "down" | "both";
    /** Whether the feature is watched at all. @default true */
    readonly watched?: boolean;
}

/** `{ windows: 3, found: 2 }`: a violation is what was found in two of the last three windows, the newest among them. */
export interface Persistence {
    /** How many windows are looked at, the newest included: 1 to 50. */
    readonly windows: number;
    /** In how many of them it must be found. */
    readonly found: number;
}

/** Who is asked about, and what is good for them (jobs/monitor/fairness.py). */
export interface FairnessFacet {
    /** A categorical feature. */
    readonly column: string;
    /** The value, or values, of the column that make the group; of a boolean `"true"` or `"false"`. */
    readonly group: string | readonly string[];
    /** Which answers are good for a person, in the target's unit: this and more, or between bounds. */
    readonly favourable: number | { readonly atLeast?: number; readonly atMost?: number };
}
