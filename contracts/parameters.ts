/**
 * What a deployment writes of its model under `champion/` once it serves, in the order of writing, and a later run or a
 * reader takes from there.
 */
export const championParameters = [
    ...(["transform", "baseline", "metrics", "batch-format", "model-package-arn", "model-name"] as const),
    ...(["endpoint-config-name", "endpoint-name"] as const),
] as const;

/** What the champion's `baseline` is where its version has none; else an S3 URI without a slash at its end. */
export const noBaseline = "none";

export type ChampionParameter = (typeof championParameters)[number];

/**
 * What the champion's `metrics` have beside those of its training job: how it did on the test rows of its run, `rows` of
 * them. `rmse` is what the rules `best` and `weighted` go by; r2 lies between `r2Low` and `r2High` in 95 of 100 cases.
 */
export const testMetrics = {
    rows: "test:rows",
    rmse: "test:rmse",
    mae: "test:mae",
    r2: "test:r2",
    r2Low: "test:r2-low",
    r2High: "test:r2-high",
    /** The rmse of the combined result on the same rows. */
    combined: "test:combined-rmse",
} as const;

/**
 * The name of what is known of the model that serves.
 * @param prefix the algorithm's, by `parameterPrefix`
 */
export function championParameter(prefix: string, parameter: ChampionParameter): string {
    return `${championPath(prefix)}/${parameter}`;
}

/** The path of all champion parameters, without a slash at its end. */
export function championPath(prefix: string): string {
    return `${prefix}/champion`;
}

/** The name of what is known of the newest model, which may never come to serve. */
export function candidateParameter(prefix: string, parameter: "model-name"): string {
    return `${candidatePath(prefix)}/${parameter}`;
}

/** The path of all candidate parameters, without a slash at its end. */
export function candidatePath(prefix: string): string {
    return `${prefix}/candidate`;
}
