import { driftColumns, type TableDefinition, tablesOf } from "../../../components/insights/tables";
import type { RunRecord, ScoringRecord } from "../../../contracts/records";
import { cars } from "./models";

const names = { artifactBucket: "artifacts", captureBucket: "captures" };
/** The tables of the model whose names Athena does not take. */
export const made = tablesOf({ stage: "dev", model: cars, names, captureRetentionDays: 90 });
/** The same tables with days that stay where they are. */
export const tables: TableDefinition[] = made.map((table) => ({
    ...table,
    projections: Object.fromEntries(
        Object.entries(table.projections).map(([name, one]) => [
            name,
            one.type === "date"
                ? { ...one, range: one.format === "yyyy-MM-dd" ? "2026-01-01,2026-12-31" : "2026/01/01,2026/12/31" }
                : one,
        ]),
    ),
}));

/** The ARN of a version in the registry. */
export const version = (number: number, algorithm = "xgboost") =>
    `arn:aws:sagemaker:us-east-1:111111111111:model-package/cars-dev-${algorithm}/${number}`;

/** A drift record: a line of what differs from a calm feature. */
function record(run: string, at: string, rows: readonly Readonly<Record<string, string>>[]): string {
    const header = driftColumns.map(({ name }) => name);
    const judged = { run, judged_at: at, judgement: "data-quality", threshold: "0.1" };
    const common = { ...judged, algorithm: "xgboost", version: version(2) };
    const lines = rows.map((row) => header.map((name) => ({ ...common, ...row })[name] ?? ""));
    return [header, ...lines].map((line) => line.map((one) => `"${one.replaceAll('"', '""')}"`).join(",")).join("\n");
}

/** What marks a feature that drifted. */
const drifted = { violations: "baseline_drift_check", found: "baseline_drift_check" };
/** Three monitoring runs, a day apart. */
export const first = { run: "20260201-060000-aaaaaaaa", day: "2026-02-01", at: "2026-02-01T06:00:00.000Z" };
export const second = { run: "20260202-060000-bbbbbbbb", day: "2026-02-02", at: "2026-02-02T06:00:00.000Z" };
export const third = { run: "20260203-060000-cccccccc", day: "2026-02-03", at: "2026-02-03T06:00:00.000Z" };
const driftKey = ({ day, run }: typeof first) => `s3://artifacts/records/drift/date=${day}/${run}.csv`;

const drift = {
    [driftKey(first)]: record(first.run, first.at, [
        { feature: "make", value: "0.3", ...drifted },
        { feature: "Mileage (km)", value: "0.01" },
        { feature: "sold", value: "0.2", ...drifted },
    ]),
    [driftKey(second)]: record(second.run, second.at, [
        { feature: "make", value: "0.2", ...drifted },
        { feature: "Mileage (km)", value: "0.5", baseline: 'mean 10, "new"', observed: "mean 20", ...drifted },
        { feature: "Mileage (km)", value: "0.4", algorithm: "linear-learner" },
        { feature: "sold", value: "0.02" },
    ]),
    [driftKey(third)]: record(third.run, third.at, [
        { feature: "make", value: "" },
        { feature: "Mileage (km)", value: "0.6", files: "s3://artifacts/f/", observed: "mean 21", ...drifted },
        {
            feature: "rmse",
            judgement: "model-quality",
            algorithm: "result",
            version: "",
            value: "9",
            threshold: "8",
            ...drifted,
        },
    ]),
};

const windowColumns = (run: string, row: number, at: string, source: string, id: string) =>
    `SELECT '${run}' AS run, '${id}' AS inference_id, ${row}::INTEGER AS row_number, TIMESTAMPTZ '${at}Z' AS predicted_at, ` +
    `'${source}' AS source, 'L${row}' AS identifier, 'cars-xgboost-1' AS model_xgboost`;
const data = (mileage: string, make: string) =>
    `${row(1)} AS listing_id, ${mileage}::DOUBLE AS mileage_km, 7::BIGINT AS mileage_km_2, ${make}::VARCHAR AS make`;
const row = (number: number) => `${number}::BIGINT`;
const predictionsKey = ({ day, run }: typeof first) =>
    `s3://captures/consolidated/tables/predictions/date=${day}/${run}/part-0.parquet`;
const predictions = {
    [predictionsKey(second)]: [
        `${windowColumns(second.run, 0, "2026-02-01 23:00:00", "realtime", "r:0")}, 5::DOUBLE AS result, ${data("10", "'Audi'")}`,
        `${windowColumns(second.run, 1, "2026-02-02 01:00:00", "realtime", "r:0")}, 7::DOUBLE AS result, ${data("30", "'Audi'")}`,
        `${windowColumns(second.run, 0, "2026-02-02 02:00:00", "batch", "batch-1")}, 9::DOUBLE AS result, ${data("NULL", "'BMW'")}`,
    ].join(" UNION ALL "),
};
const truth = {
    [`s3://captures/consolidated/tables/ground_truth/date=${third.day}/${third.run}/part-0.parquet`]: [
        [0, 10, 12, 11],
        [1, 20, 16, 24],
    ]
        .map(
            ([number, result, actual, other]) =>
                `${windowColumns(third.run, number!, "2026-02-01 23:00:00", "realtime", "r:0")}, ${result}::DOUBLE AS result, ` +
                `${result}::DOUBLE AS score_xgboost, ${other}::DOUBLE AS score_linear_learner, ${actual}::DOUBLE AS actual`,
        )
        .join(" UNION ALL "),
};

export const batch: ScoringRecord = {
    ...{ run: "batch-1", model: "cars", combine: "max", source: "s3://landing/scoring/a.csv", execution: "arn:1" },
    ...{ started_at: second.at, ended_at: second.at, input: 3, output: 1, quarantined: 2, clamped: 0 },
    reasons: [{ reason: "make is missing", rows: 2 }],
    ...{ result: "s3://artifacts/scores/batch-1/result/a.csv", quarantine: null },
    algorithms: [{ algorithm: "xgboost", rows: 1, model_name: "cars-xgboost-1", model_package_arn: version(2) }],
};
export const run: RunRecord = {
    ...{ run: "20260202-010000-dddddddd", pipeline: "training", model: "cars", algorithm: "xgboost" },
    ...{ execution: "arn:2", status: "succeeded", verdict: "promoted", reason: "It is the first.", seconds: 61.5 },
    ...{ started_at: second.at, ended_at: second.at, jobs: "cars-xgboost-dev-20260202-010000-dddddddd" },
    ...{ model_name: "cars-xgboost-1", model_package_arn: null, metrics: [{ name: "validation:rmse", value: 2.25 }] },
};
const records = {
    [`s3://artifacts/records/scoring/date=${second.day}/batch-1.json`]: `${JSON.stringify(batch)}\n`,
    [`s3://artifacts/records/runs/date=${second.day}/training-1.json`]: `${JSON.stringify(run)}\n`,
};
/** What pipelines have left, by URI; of Parquet the content is a query of DuckDB's. */
export const objects = { ...drift, ...predictions, ...truth, ...records };
