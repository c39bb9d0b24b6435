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
    model: "used-cars",
    algorithms: ["xgboost", "linear-learner"],
    execution: "arn:aws:states:us-east-1:777777777777:execution:monitor:run",
    waiting: { date: "2005-03-21", bucket: "landing", key: "training/2005-03-21.csv" },
    violations: {
        "data-quality": [violation("mileage"), violation("mileage", "completeness_check")],
        "model-quality": [{ metric_name: "rmse", constraint_check_type: "GreaterThanThreshold", description: "" }],
    },
};
const learnt = {
    ...{ date: "2005-03-07", bucket: "landing", key: "training/2005-03-07.csv" },
    verdicts: { xgboost: "promoted", "linear-learner": "rejected" },
};

describe("retraining in a replay", () => {
    const decide = (change: Partial<DriftedDay>, settings: Partial<Parameters<typeof decideRetraining>[0]> = {}) =>
        decideRetraining({ ...rule, ...settings }, { ...day, ...change });
    const outcome = async (...given: Parameters<typeof decide>) => (await decide(...given)).outcome;

    it("starts over the newest data, and says why", async () => {
        assert.deepEqual(await decide({ learnt }), {
            outcome: "started",
            reason:
                "Training of xgboost, linear-learner was started over s3://landing/training/2005-03-21.csv, since mileage, " +
                "rmse drifted.",
        });
    });

    it("needs something new to learn from", async () => {
        assert.deepEqual(await decide({ waiting: undefined, learnt }), {
            outcome: "nothing newer",
            reason:
                "xgboost: the version that serves learnt from s3://landing/training/2005-03-07.csv, the newest data. " +
                "linear-learner: a run has learnt from s3://landing/training/2005-03-07.csv, the newest data, already " +
                "(rejected).",
        });
        assert.equal(await outcome({ waiting: undefined }), "nothing newer");
    });

    it("counts what the settings count, each feature and metric once", async () => {
        assert.equal(await outcome({}, { fewest: 2 }), "started");
        assert.equal(await outcome({}, { fewest: 3 }), "too little");
        assert.equal(await outcome({}, { fewest: 2, on: "data" }), "too little");
        assert.equal(await outcome({}, { fewest: 2, on: "model" }), "too little");
        const violations = { "data-quality": [violation("mileage", "missing_column_check")] };
        assert.equal(await outcome({ violations }), "too little");
    });

    it("cools down by the days of the history", async () => {
        assert.equal(await outcome({ lastStart: "2005-03-22" }), "cooling down");
        assert.equal(await outcome({ lastStart: "2005-03-21" }), "started");
        const days = fc.integer({ min: 0, max: 60 });
        await fc.assert(
            fc.asyncProperty(days, days, async (coolDownDays, passed) => {
                const lastStart = new Date(Date.parse(day.date) - passed * 86_400_000).toISOString().slice(0, 10);
                const expected = passed < coolDownDays ? "cooling down" : "started";
                assert.equal(await outcome({ lastStart }, { coolDownDays }), expected);
            }),
        );
    });
});
