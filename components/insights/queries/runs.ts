import { insightTables } from "../../../contracts/insights";
import { parameters, type Query } from "./query";

/** The newest first. */
export const runHistory: Query = {
    name: "run_history",
    description: "Which runs there were, how they ended, and what they measured",
    tables: [insightTables.runs],
    parameters: [parameters.since],
    sql: `SELECT started_at, pipeline, algorithm, run, status, verdict, seconds, model_name,
    array_join(transform(metrics, m -> m.name || ' ' || cast(round(m.value, 4) AS varchar)), ', ') AS metrics,
    jobs, reason
FROM runs
WHERE day >= :since
ORDER BY started_at DESC, pipeline, run`,
};

/** The newest first. */
export const batchHistory: Query = {
    name: "batch_history",
    description: "Which files were scored, how many of their rows, and what was set aside",
    tables: [insightTables.batches],
    parameters: [parameters.since],
    sql: `SELECT started_at, run, source, input, output, quarantined, clamped, combine,
    array_join(transform(algorithms, a -> a.algorithm || ' ' || a.model_name), ', ') AS models,
    array_join(transform(reasons, r -> r.reason || ' ' || cast(r.rows AS varchar)), ', ') AS reasons,
    result
FROM batches
WHERE day >= :since
ORDER BY started_at DESC, run`,
};
