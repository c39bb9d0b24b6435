import assert from "node:assert/strict";
import { queriesOf } from "../../../components/insights/queries";
import { placesOf, preparedSql, type Query, savedSql } from "../../../components/insights/queries/query";
import { driftColumns, type TableDefinition, tablesOf } from "../../../components/insights/tables";
import type { RunRecord, ScoringRecord } from "../../../contracts/records";
import { cars } from "./models";
import { ask, type Asked } from "./runQueries";

const names = { artifactBucket: "artifacts", captureBucket: "captures" };
const made = tablesOf({ stage: "dev", model: cars, names, captureRetentionDays: 90 });
/** The same tables with days that stay where they are. */
const tables: TableDefinition[] = made.map((table) => ({
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
const queries = queriesOf(cars);

/** A drift record: a line of what differs from a calm feature. */
function record(run: string, at: string, rows: readonly Readonly<Record<string, string>>[]): string {
    const header = driftColumns.map(({ name }) => name);
    const common = { run, judged_at: at, judgement: "data-quality", algorithm: "xgboost", threshold: "0.1" };
    const lines = rows.map((row) => header.map((name) => ({ ...common, ...row })[name] ?? ""));
    return [header, ...lines].map((line) => line.map((one) => `"${one.replaceAll('"', '""')}"`).join(",")).join("\n");
}

const drifted = { violations: "baseline_drift_check", found: "baseline_drift_check" };
const first = { run: "20260201-060000-aaaaaaaa", day: "2026-02-01", at: "2026-02-01T06:00:00.000Z" };
const second = { run: "20260202-060000-bbbbbbbb", day: "2026-02-02", at: "2026-02-02T06:00:00.000Z" };
const third = { run: "20260203-060000-cccccccc", day: "2026-02-03", at: "2026-02-03T06:00:00.000Z" };
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
        { feature: "rmse", judgement: "model-quality", algorithm: "result", value: "9", threshold: "8", ...drifted },
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

const batch: ScoringRecord = {
    ...{ run: "batch-1", model: "cars", combine: "max", source: "s3://landing/scoring/a.csv", execution: "arn:1" },
    ...{ started_at: second.at, ended_at: second.at, input: 3, output: 1, quarantined: 2, clamped: 0 },
    reasons: [{ reason: "make is missing", rows: 2 }],
    ...{ result: "s3://artifacts/scores/batch-1/result/a.csv", quarantine: null },
    algorithms: [{ algorithm: "xgboost", rows: 1, model_name: "cars-xgboost-1", model_package_arn: "arn:version" }],
};
const run: RunRecord = {
    ...{ run: "20260202-010000-dddddddd", pipeline: "training", model: "cars", algorithm: "xgboost" },
    ...{ execution: "arn:2", status: "succeeded", verdict: "promoted", reason: "It is the first.", seconds: 61.5 },
    ...{ started_at: second.at, ended_at: second.at, jobs: "cars-xgboost-dev-20260202-010000-dddddddd" },
    ...{ model_name: "cars-xgboost-1", model_package_arn: null, metrics: [{ name: "validation:rmse", value: 2.25 }] },
};
const records = {
    [`s3://artifacts/records/scoring/date=${second.day}/batch-1.json`]: `${JSON.stringify(batch)}\n`,
    [`s3://artifacts/records/runs/date=${second.day}/training-1.json`]: `${JSON.stringify(run)}\n`,
};
const objects = { ...drift, ...predictions, ...truth, ...records };

/** What a query is asked with values for its parameters. */
function asked(query: Query, values: Readonly<Record<string, string>> = {}): Asked {
    const all: Readonly<Record<string, string>> = { since: "2026-02-01", feature: "", run: "", ...values };
    return [preparedSql(query), placesOf(query).map((name) => `'${all[name]}'`)];
}

describe("saved queries", () => {
    const named = (name: string) => queries.find((query) => query.name === name)!;
    /** Rows by the names of some columns. */
    const rowsOf = (name: string, columns: readonly string[], values?: Readonly<Record<string, string>>) => {
        const [answer] = ask(tables, objects, [asked(named(name), values)]);
        assert.ok(answer && "rows" in answer, JSON.stringify(answer));
        return answer.rows.map((one) => columns.map((column) => one[answer.columns.indexOf(column)]));
    };

    it("tell which features drift now, and since when", () => {
        assert.deepEqual(
            rowsOf("drifting_features", ["feature", "since", "first_run", "windows", "last_run", "value", "observed"]),
            [
                ["Mileage (km)", second.at, second.run, "2", third.run, "0.6", "mean 21"],
                ["rmse", third.at, third.run, "1", third.run, "9.0", ""],
            ],
        );
        const later = rowsOf("drifting_features", ["feature", "since"], { since: third.day });
        assert.deepEqual(later, [
            ["Mileage (km)", third.at],
            ["rmse", third.at],
        ]);
    });

    it("tell the history of a feature against each baseline", () => {
        const columns = ["run", "algorithm", "value", "threshold", "baseline", "violations"];
        assert.deepEqual(rowsOf("drift_history", columns, { feature: "Mileage (km)" }), [
            [first.run, "xgboost", "0.01", "0.1", "", ""],
            [second.run, "linear-learner", "0.4", "0.1", "", ""],
            [second.run, "xgboost", "0.5", "0.1", 'mean 10, "new"', "baseline_drift_check"],
            [third.run, "xgboost", "0.6", "0.1", "", "baseline_drift_check"],
        ]);
        assert.equal(rowsOf("drift_history", ["run"]).length, 10);
        assert.deepEqual(rowsOf("drift_history", ["value"], { feature: "make", since: third.day }), [[null]]);
    });

    it("lead from a row of drift to the rows behind it", () => {
        const columns = ["predicted_at", "identifier", "feature_value", "result", "mileage_km", "mileage_km_2", "make"];
        assert.deepEqual(rowsOf("rows_behind_drift", columns, { run: second.run, feature: "Mileage (km)" }), [
            ["2026-02-01 23:00:00.000", "L0", "10.0", "5.0", "10.0", "7", "Audi"],
            ["2026-02-02 01:00:00.000", "L1", "30.0", "7.0", "30.0", "7", "Audi"],
            ["2026-02-02 02:00:00.000", "L0", null, "9.0", null, "7", "BMW"],
        ]);
        // The latest run that found this drift is the one before the last.
        assert.equal(rowsOf("rows_behind_drift", ["run"], { feature: "make", since: second.day }).length, 3);
        assert.deepEqual(rowsOf("rows_behind_drift", ["run"], { run: first.run }), []);
    });

    it("tell predictions and what became of them, day by day", () => {
        const columns = ["predicted_on", "source", "row_count", "predicted", "actual", "bias", "mae"];
        assert.deepEqual(rowsOf("predicted_against_actual", [...columns, "mae_score_linear_learner"]), [
            ["2026-02-01", "realtime", "2", "15.0", "14.0", "1.0", "3.0", "4.5"],
        ]);
        const [[rmse]] = rowsOf("predicted_against_actual", ["rmse"]) as [[string]];
        assert.ok(Math.abs(Number(rmse) - Math.sqrt(10)) < 1e-12);
    });

    it("tell the trend of inputs, day by day", () => {
        const columns = ["predicted_on", "feature", "row_count", "missing", "mean", "most_frequent", "share"];
        assert.deepEqual(rowsOf("input_trend", columns, { feature: "Mileage (km)" }), [
            ["2026-02-01", "Mileage (km)", "1", "0", "10.0", "10.0", "1.0"],
            ["2026-02-02", "Mileage (km)", "2", "1", "30.0", "30.0", "0.5"],
        ]);
        assert.deepEqual(rowsOf("input_trend", columns, { feature: "make" }).at(-1)?.slice(0, 5), [
            ...["2026-02-02", "make", "2", "0", null],
        ]);
        // Each of six features, and the result, on each of two days.
        assert.equal(rowsOf("input_trend", columns).length, 14);
    });

    it("tell the trend from one scored file to the next", () => {
        const columns = ["batch", "feature", "row_count", "mean", "most_frequent"];
        assert.deepEqual(rowsOf("batch_trend", columns, { feature: "(result)" }), [
            ["batch-1", "(result)", "1", "9.0", "9.0"],
        ]);
    });

    it("tell which files were scored", () => {
        const columns = ["run", "source", "input", "output", "quarantined", "models", "reasons"];
        assert.deepEqual(rowsOf("batch_history", columns), [
            ["batch-1", batch.source, "3", "1", "2", "xgboost cars-xgboost-1", "make is missing 2"],
        ]);
    });

    it("tell which runs there were", () => {
        const columns = ["pipeline", "algorithm", "verdict", "seconds", "metrics", "jobs"];
        assert.deepEqual(rowsOf("run_history", columns), [
            ["training", "xgboost", "promoted", "61.5", "validation:rmse 2.25", run.jobs],
        ]);
    });

    it("run as they are saved, with and without data", () => {
        const saved: Asked[] = queries.map((query) => [savedSql(query), []]);
        for (const [index, answer] of [...ask(made, {}, saved), ...ask(made, objects, saved)].entries()) {
            assert.ok("rows" in answer, `${queries[index % queries.length]?.name}: ${JSON.stringify(answer)}`);
        }
    });

    it("have names that Athena takes, and use what they declare", () => {
        for (const query of queries) {
            assert.match(query.name, /^[a-z][a-z_]{1,100}$/);
            assert.deepEqual([...new Set(placesOf(query))].sort(), query.parameters.map(({ name }) => name).sort());
            for (const table of query.tables) assert.match(query.sql, new RegExp(`(FROM|JOIN) ${table}\\b`));
            assert.ok(Buffer.byteLength(savedSql(query)) < 262_144);
        }
    });
});
