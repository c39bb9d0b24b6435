import assert from "node:assert/strict";
import { dataSetQueries } from "../../../../components/insights/quicksight/dataSets";
import { type DataSetKind, dataSetKinds } from "../../../../components/insights/quicksight/names";
import { runRecordKey, scoringRecordKey } from "../../../../contracts/records";
import { usedCars } from "../../../../infra/models/used-cars";
import { batch, first, objects, run, second, tables, third, version } from "../madeObjects";
import { cars } from "../models";
import { ask } from "../runQueries";

const database = "drivetrain_dev_cars";
const queries = dataSetQueries(cars, database);

/** A version was brought into service under the name that the made rows have, and a file was scored by two. */
const more = {
    [`s3://artifacts/${runRecordKey("deployment", "1", third.at)}`]: JSON.stringify({
        ...{ ...run, run: "1", pipeline: "deployment", started_at: third.at },
        model_package_arn: version(3),
    }),
    [`s3://artifacts/${scoringRecordKey("batch-2", third.at)}`]: JSON.stringify({
        ...{ ...batch, run: "batch-2", started_at: third.at, input: 9, output: 8, quarantined: 1, clamped: 4 },
        algorithms: [
            { algorithm: "xgboost", rows: 8, model_name: "cars-xgboost-1", model_package_arn: version(3) },
            { algorithm: "linear-learner", rows: 8, model_name: "l", model_package_arn: version(1, "linear") },
        ],
    }),
};

describe("the SQL of QuickSight's data sets", () => {
    /** Rows by the names of some columns, in order. */
    const rowsOf = (kind: DataSetKind, columns: readonly string[], of: Readonly<Record<string, string>>) => {
        const [answer] = ask(tables, of, [[queries[kind].sql, []]]);
        assert.ok(answer && "rows" in answer, JSON.stringify(answer));
        const rows = answer.rows.map((one) => columns.map((column) => one[answer.columns.indexOf(column)]));
        return rows.sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
    };
    const all = { ...objects, ...more };

    it("gives the columns that the data set declares, with and without data", () => {
        for (const of of [{}, all]) {
            const asked = dataSetKinds.map((kind) => [queries[kind].sql, []] as const);
            for (const [index, answer] of ask(tables, of, asked).entries()) {
                const kind = dataSetKinds[index]!;
                assert.ok("columns" in answer, `${kind}: ${JSON.stringify(answer)}`);
                assert.deepEqual(answer.columns, Object.keys(queries[kind].columns), kind);
                assert.equal(answer.rows.length > 0, of === all, kind);
            }
        }
    });

    it("tells each judgement of drift", () => {
        const columns = ["window", "time", "feature", "version", "value", "violated", "observed"];
        const rows = rowsOf("drift", columns, all);
        const known = "cars-dev-xgboost/2";
        assert.equal(rows.length, 10);
        assert.deepEqual(rows[0], [first.run, "2026-02-01 06:00:00.000", "Mileage (km)", known, "0.01", "0", ""]);
        assert.deepEqual(rows.at(-2), [third.run, "2026-02-03 06:00:00.000", "make", known, null, "0", ""]);
        assert.deepEqual(rows.at(-1)?.slice(2, 6), ["rmse", "combined", "9.0", "1"]);
    });

    it("tells a day's means of each version, as far as runs tell which it was", () => {
        const columns = ["algorithm", "version", "model_name", "time", "predicted", "actual", "absolute_error", "rows"];
        const day = "2026-02-01 00:00:00.000";
        const serving = (known: string) => [
            ["combined", "combined", "combined", day, "15.0", "14.0", "3.0", "2"],
            ["linear-learner", "unknown", null, day, "17.5", "14.0", "4.5", "2"],
            ["xgboost", known, "cars-xgboost-1", day, "15.0", "14.0", "3.0", "2"],
        ];
        assert.deepEqual(rowsOf("predictions", columns, all), serving("cars-dev-xgboost/3"));
        assert.deepEqual(rowsOf("predictions", columns, objects), serving("unknown"));
    });

    it("tells each batch with each algorithm that scored it", () => {
        const columns = ["batch", "algorithm", "version", "time", "input", "output", "quarantined", "clamped"];
        assert.deepEqual(rowsOf("batches", columns, all), [
            ["batch-1", "xgboost", "cars-dev-xgboost/2", "2026-02-02 06:00:00.000", "3", "1", "2", "0"],
            ["batch-2", "linear-learner", "cars-dev-linear/1", "2026-02-03 06:00:00.000", "9", "8", "1", "4"],
            ["batch-2", "xgboost", "cars-dev-xgboost/3", "2026-02-03 06:00:00.000", "9", "8", "1", "4"],
        ]);
    });

    it("tells the means of a batch's features, and which share of them is missing", () => {
        const row = (id: string, mileage: string, sold: string) =>
            `SELECT '${second.run}' AS run, '${id}' AS inference_id, TIMESTAMPTZ '2026-02-02 02:00:00Z' AS predicted_at, ` +
            `'batch' AS source, 9::DOUBLE AS result, ${mileage}::DOUBLE AS mileage_km, ${sold} AS sold, 'BMW' AS make`;
        const key = `s3://captures/consolidated/tables/predictions/date=${second.day}/${second.run}/part-0.parquet`;
        const rows = ["10", "20", "NULL"].map((mileage) => row("batch-1", mileage, "mileage_km > 15"));
        const sold = rows.map((one) => one.replace("mileage_km > 15", one.includes("10::") ? "false" : "true"));
        const columns = ["batch", "feature", "time", "mean", "missing_share", "rows"];
        const told = rowsOf("batch-features", columns, { [key]: sold.join(" UNION ALL ") });
        const time = "2026-02-02 02:00:00.000";
        const third = String(1 / 3);
        assert.deepEqual(
            told.filter(([, name]) => name === "Mileage (km)"),
            [["batch-1", "Mileage (km)", time, "15.0", third, "3"]],
        );
        assert.deepEqual(told.find(([, name]) => name === "sold")?.slice(3), [String(2 / 3), "0.0", "3"]);
        assert.deepEqual(told.find(([, name]) => name === "make")?.slice(3), [null, "0.0", "3"]);
        assert.deepEqual(told.find(([, name]) => name === "result")?.slice(3), ["9.0", "0.0", "3"]);
        // Five features more of the model, which the rows have not.
        assert.equal(told.filter(([, , , , missing]) => missing === "1.0").length, 3);
    });

    it("has no decimals: Trino's mean of them has no more places than they", () => {
        for (const model of [cars, usedCars]) {
            for (const { sql } of Object.values(dataSetQueries(model, database))) assert.doesNotMatch(sql, /\d\.\d/);
        }
    });
});
