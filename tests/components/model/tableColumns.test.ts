import assert from "node:assert/strict";
import fc from "fast-check";
import { tableName, tableNames, windowColumns } from "../../../components/model/tableColumns";
import { cars } from "../insights/models";

describe("columns of tables", () => {
    const algorithms = Object.keys(cars.algorithms);

    it("are spelled as Athena takes them, and typed as the model says", () => {
        const data = windowColumns(cars, algorithms, false)
            .filter(({ from }) => !from.startsWith("drivetrain."))
            .map(({ from, name, type }) => [from, name, type]);
        assert.deepEqual(data, [
            ["Listing ID", "listing_id", "bigint"],
            ["Mileage (km)", "mileage_km", "double"],
            ["mileage_km", "mileage_km_2", "bigint"],
            ["make", "make", "string"],
            ["source", "source_2", "string"],
            ["sold", "sold", "boolean"],
            ["2nd owner's", "c_2nd_owner_s", "timestamp"],
            ["Пробег", "c_", "bigint"],
        ]);
        assert.equal(tableNames(cars, algorithms).get("mileage_km"), "mileage_km_2");
    });

    it("have the answers of each algorithm, and the label of those that have one", () => {
        const own = windowColumns(cars, algorithms, true)
            .filter(({ from }) => from.startsWith("drivetrain."))
            .map(({ from, name }) => [from.replace("drivetrain.", ""), name]);
        assert.deepEqual(own, [
            ["inference_id", "inference_id"],
            ["row", "row_number"],
            ["time", "predicted_at"],
            ["source", "source"],
            ["identifier", "identifier"],
            ["model.xgboost", "model_xgboost"],
            ["model.linear-learner", "model_linear_learner"],
            ["score.xgboost", "score_xgboost"],
            ["score.linear-learner", "score_linear_learner"],
            ["result", "result"],
            ["label", "actual"],
        ]);
        assert.ok(!windowColumns(cars, algorithms, false).some(({ name }) => name === "actual"));
    });

    it("say what they are in one line of 255 characters", () => {
        const mileage = windowColumns(cars, algorithms, false).find(({ name }) => name === "mileage_km");
        assert.equal(mileage?.comment, "Mileage (km): Distance driven");
    });

    it("never share a name, whatever the data's are", () => {
        fc.assert(
            fc.property(fc.uniqueArray(fc.string(), { maxLength: 30 }), (names) => {
                const columns = names.map((name) => ({ name, type: "string" as const }));
                const told = windowColumns({ columns, target: "never there" }, algorithms, true).map(
                    ({ name }) => name,
                );
                assert.equal(new Set(told).size, told.length);
                for (const name of told) assert.match(name, /^[a-z][a-z0-9_]{0,254}$/);
            }),
        );
        assert.equal(tableName("X".repeat(300)).length, 240);
    });
});
