import assert from "node:assert/strict";
import { readMetrics } from "../../../functions/training/queryTrainingResults";

const query = { trainingJobName: "cars-1", metric: "validation:rmse" };

describe("the metrics of a training job", () => {
    it("are all of them by name, and the one that was asked for", () => {
        const list = [
            { MetricName: "train:rmse", Value: 900.5 },
            { MetricName: "validation:rmse", Value: 2311.25 },
        ];
        assert.deepEqual(readMetrics(query, list), {
            metrics: { "train:rmse": 900.5, "validation:rmse": 2311.25 },
            value: 2311.25,
        });
    });

    it("take a value of zero as a value", () => {
        assert.equal(readMetrics(query, [{ MetricName: "validation:rmse", Value: 0 }]).value, 0);
    });

    for (const [what, list, found] of [
        ["there are none", [], "none"],
        ["there are others", [{ MetricName: "validation:mae", Value: 1 }], "validation:mae"],
        ["it is no number", [{ MetricName: "validation:rmse", Value: Number.NaN }], "none"],
        ["it has no value", [{ MetricName: "validation:rmse" }], "none"],
    ] as const) {
        it(`are an error that tells what to do when ${what}`, () => {
            assert.throws(
                () => readMetrics(query, list),
                (error: Error) => {
                    assert.equal(error.name, "MetricMissing");
                    assert.equal(
                        error.message,
                        `The training job cars-1 has no metric validation:rmse (it has: ${found}); give the job a ` +
                            `validation channel, or name another metric in the model's gate.`,
                    );
                    return true;
                },
            );
        });
    }
});
