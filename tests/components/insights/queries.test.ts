import assert from "node:assert/strict";
import { queriesOf } from "../../../components/insights/queries";
import { placesOf, preparedSql, type Query, savedSql } from "../../../components/insights/queries/query";
import { batch, first, made, objects, run, second, tables, third } from "./madeObjects";
import { cars } from "./models";
import { ask, type Asked } from "./runQueries";

const queries = queriesOf(cars);

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
