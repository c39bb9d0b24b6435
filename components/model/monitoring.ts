/** How a model is watched once it serves. */
export interface MonitoringDefinition extends MonitoringSettings {
    /** When the monitor runs, in UTC: `rate(1 day)`, `cron(0 6 * * ? *)`. @default "rate(1 day)" */
    readonly schedule?: string;
}

/** What differs from the defaults. */
export function monitoringOf(model: { readonly monitoring?: boolean | MonitoringDefinition }): MonitoringDefinition {
    return typeof model.monitoring === "object" ? model.monitoring : {};
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
    /** By how much a metric may be worse than the baseline's, as a share of it. @default 0.1 */
    readonly qualitySlack?: number;
    /** Thresholds of metrics, in their own units, by name: mae, mse, rmse, r2. @default the baseline's, with the slack */
    readonly metrics?: Readonly<Record<string, { readonly threshold: number }>>;
}

export type DriftMethod = "auto" | "simple" | "robust" | "psi" | "jensen-shannon" | "wasserstein";

export interface FeatureMonitoring {
    readonly threshold?: number;
    readonly method?: DriftMethod;
    /** In which direction a change of a number counts. @default "both" */
    readonly direction?: "up" | "down" | "both";
    /** Whether the feature is watched at all. @default true */
    readonly watched?: boolean;
}
