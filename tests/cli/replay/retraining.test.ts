import assert from "node:assert/strict";
import fc from "fast-check";
import { decideRetraining, type DriftedDay } from "../../../cli/replay/retraining";

const rule = { on: "both", fewest: 1, coolDownDays: 7 } as const;
const violation = (feature_name: string, constraint_check_type = "baseline_drift_check") => ({
    ...{ feature_name, constraint_check_type },
    description: "",
});
const day: DriftedDay = {
    date: "2005-03-28",
    newest: "2005-03-21",
    violations: {
        "data-quality": [violation("mileage"), violation("mileage", "completeness_check")],
        "model-quality": [{ metric_name: "rmse", constraint_check_type: "GreaterThanThreshold", description: "" }],
    },
};

describe("retraining in a replay", () => {
    const outcome = (change: Partial<DriftedDay>, settings: Partial<Parameters<typeof decideRetraining>[0]> = {}) =>
        decideRetraining({ ...rule, ...settings }, { ...day, ...change }).outcome;

    it("starts over the newest data, and says why", () => {
        assert.deepEqual(decideRetraining(rule, day), {
            outcome: "started",
            reason: "Training over the data of 2005-03-21, since mileage, rmse drifted.",
        });
    });

    it("needs something new to learn from", () => assert.equal(outcome({ newest: undefined }), "nothing newer"));

    it("counts what the settings count, each feature and metric once", () => {
        assert.equal(outcome({}, { fewest: 2 }), "started");
        assert.equal(outcome({}, { fewest: 3 }), "too little");
        assert.equal(outcome({}, { fewest: 2, on: "data" }), "too little");
        assert.equal(outcome({}, { fewest: 2, on: "model" }), "too little");
        const violations = { "data-quality": [violation("mileage", "missing_column_check")] };
        assert.equal(outcome({ violations }), "too little");
    });

    it("cools down by the days of the history", () => {
        assert.equal(outcome({ lastStart: "2005-03-22" }), "cooling down");
        assert.equal(outcome({ lastStart: "2005-03-21" }), "started");
        fc.assert(
            fc.property(fc.integer({ min: 0, max: 60 }), fc.integer({ min: 0, max: 60 }), (coolDownDays, passed) => {
                const lastStart = new Date(Date.parse(day.date) - passed * 86_400_000).toISOString().slice(0, 10);
                const expected = passed < coolDownDays ? "cooling down" : "started";
                assert.equal(outcome({ lastStart }, { coolDownDays }), expected);
            }),
        );
    });
});
