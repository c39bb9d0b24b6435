import assert from "node:assert/strict";
import { measure, type Regression, skillOf } from "../../../functions/training/regression";

describe("a model's skill", () => {
    const regression = (labels: readonly number[], predictions: readonly number[]): Regression => ({
        labels: Float64Array.from(labels),
        predictions: Float64Array.from(predictions),
    });

    it("has the error of always answering the mean beside it", () => {
        assert.equal(skillOf(regression([10, 20, 30, 40], [0, 0, 0, 0])).baseline, Math.sqrt(125));
        const mean = regression([10, 20, 30, 40], [25, 25, 25, 25]);
        assert.equal(skillOf(mean).baseline, measure(mean).rmse);
    });

    it("cannot be told of one row, or of rows that are all alike", () => {
        assert.deepEqual(skillOf(regression([5], [6])), { baseline: 0, r2Interval: null });
        assert.deepEqual(skillOf(regression([5, 5], [6, 5])), { baseline: 0, r2Interval: null });
    });

    it("is certain of exact answers", () => {
        assert.deepEqual(skillOf(regression([1, 2, 3], [1, 2, 3])).r2Interval, [1, 1]);
    });

    /** Numbers of the normal distribution, the same ones each time (Numerical Recipes' generator, Box and Muller). */
    function* normals(state = 42): Generator<number, never> {
        const uniform = () => {
            state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
            return (state + 0.5) / 2 ** 32;
        };
        for (;;) yield Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform());
    }

    for (const [rows, error] of [
        [45, 0.3],
        [45, 1],
        [120, 0.5],
        [1000, 0.5],
    ] as const) {
        it(`lies in its interval in about 95 of 100 samples of ${rows} rows, of an error of ${error}`, () => {
            const random = normals();
            const next = () => random.next().value;
            const samples = 2000;
            let within = 0;
            for (let sample = 0; sample < samples; sample++) {
                const labels = Array.from({ length: rows }, next);
                const { r2Interval } = skillOf(
                    regression(
                        labels,
                        labels.map((label) => label + error * next()),
                    ),
                );
                const [low, high] = r2Interval ?? [NaN, NaN];
                const truth = 1 - error ** 2;
                if (low <= truth && truth <= high) within++;
            }
            assert.ok(within / samples > 0.91 && within / samples < 0.97, `${within} of ${samples}`);
        });
    }
});
