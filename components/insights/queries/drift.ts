import { insightTables } from "../../../contracts/insights";
import { parameters, type Query } from "./query";

const { since, feature } = parameters;

/** A feature drifts since the first of its violations that no calm judgement came after. */
export const driftingFeatures: Query = {
    name: "drifting_features",
    description: "Which features, and metrics, drift now, since when, and in which run that was found",
    tables: [insightTables.drift],
    parameters: [since],
    sql: `WITH judged AS (
    SELECT judgement, feature, slice, run, judged_at, files,
        max(CASE WHEN violations <> '' THEN 1 ELSE 0 END) AS violated,
        max(violations) AS violations,
        max(try_cast(nullif(value, '') AS double)) AS value,
        min(try_cast(nullif(threshold, '') AS double)) AS threshold,
        max(baseline) AS baseline,
        max(observed) AS observed
    FROM drift
    WHERE day >= :since
    GROUP BY judgement, feature, slice, run, judged_at, files
), calm AS (
    SELECT judgement, feature, slice, max(CASE WHEN violated = 0 THEN judged_at END) AS last_calm
    FROM judged
    GROUP BY judgement, feature, slice
)
SELECT judged.feature, judged.judgement, judged.slice,
    min(judged.judged_at) AS since,
    min_by(judged.run, judged.judged_at) AS first_run,
    count(*) AS windows,
    max_by(judged.run, judged.judged_at) AS last_run,
    max_by(judged.violations, judged.judged_at) AS violations,
    max_by(judged.value, judged.judged_at) AS value,
    max_by(judged.threshold, judged.judged_at) AS threshold,
    max_by(judged.baseline, judged.judged_at) AS baseline,
    max_by(judged.observed, judged.judged_at) AS observed,
    max_by(judged.files, judged.judged_at) AS files
FROM judged
JOIN calm ON calm.judgement = judged.judgement AND calm.feature = judged.feature AND calm.slice = judged.slice
WHERE judged.violated = 1 AND (calm.last_calm IS NULL OR judged.judged_at > calm.last_calm)
GROUP BY judged.feature, judged.judgement, judged.slice
ORDER BY since, judged.judgement, judged.feature, judged.slice`,
};

/** One line a judgement and baseline. */
export const driftHistory: Query = {
    name: "drift_history",
    description: "What each window found of a feature, against each baseline",
    tables: [insightTables.drift],
    parameters: [since, feature],
    sql: `SELECT judged_at, run, judgement, feature, slice, algorithm, method,
    try_cast(nullif(value, '') AS double) AS value,
    try_cast(nullif(threshold, '') AS double) AS threshold,
    baseline, observed,
    try_cast(nullif(row_count, '') AS bigint) AS row_count,
    violations
FROM drift
WHERE day >= :since AND (:feature = '' OR feature = :feature)
ORDER BY judged_at, judgement, try_cast(nullif(weight_rank, '') AS bigint), feature, slice, algorithm`,
};
