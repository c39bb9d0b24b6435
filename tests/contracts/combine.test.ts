import assert from "node:assert/strict";
import fc from "fast-check";
import { clamp, combineName, combineScores, targetBounds } from "../../contracts/combine";

const scores = fc.dictionary(fc.string(), fc.integer(), { minKeys: 1 });

describe("contracts: how scores become one", () => {
    it("is never outside of what the algorithms said, by a rule of ours", () => {
        fc.assert(
            fc.property(
                fc.constantFrom("best" as const, "weighted" as const, "max" as const, "min" as const, "mean" as const),
                scores,
                (rule, given) => {
                    const values = Object.values(given);
                    const result = combineScores(rule, given);
                    assert.ok(result >= Math.min(...values) && result <= Math.max(...values));
                    assert.equal(combineName(rule), rule);
                },
            ),
        );
    });

    it("is the score of the algorithm that errs least, of those that answered", () => {
        const errors = { a: 3, b: 2, c: 2, d: undefined };
        assert.equal(combineScores("best", { a: 1, b: 5, c: 7, d: 9 }, errors), 5);
        assert.equal(combineScores("best", { a: 1, d: 9 }, errors), 1);
        assert.equal(combineScores("best", { d: 9, e: 11 }, errors), 10);
        assert.equal(combineScores("best", { a: 1, b: 5 }, { a: 0, b: 1 }), 1);
    });

    it("weighs each score by one over its squared error", () => {
        assert.equal(combineScores("weighted", { a: 1, b: 6 }, { a: 1, b: 2 }), 2);
        assert.equal(combineScores("weighted", { a: 1, b: 6, d: 100 }, { a: 1, b: 2 }), 2);
        assert.equal(combineScores("weighted", { a: 1, b: 6 }, { a: 0, b: 2 }), 1);
        assert.equal(combineScores("weighted", { a: 1, b: 6 }), 3.5);
        assert.equal(combineScores("weighted", { a: 1, b: 6 }, { a: 1e-200, b: 2e-200 }), 2);
    });

    it("is as good as the best algorithm by `best`, and no worse than the worst by `weighted`, on the rows of the errors", () => {
        const rows = fc.array(
            fc.record({ truth: fc.integer({ max: 1000 }), a: fc.integer({ max: 1000 }), b: fc.integer({ max: 1000 }) }),
            {
                minLength: 1,
            },
        );
        fc.assert(
            fc.property(rows, (all) => {
                const rmse = (said: (row: (typeof all)[number]) => number) =>
                    Math.sqrt(all.reduce((sum, row) => sum + (said(row) - row.truth) ** 2, 0) / all.length);
                const errors = { a: rmse(({ a }) => a), b: rmse(({ b }) => b) };
                const by = (rule: "best" | "weighted") => rmse(({ a, b }) => combineScores(rule, { a, b }, errors));
                assert.equal(by("best"), Math.min(errors.a, errors.b));
                assert.ok(by("weighted") <= Math.max(errors.a, errors.b) * (1 + 1e-9));
            }),
        );
    });

    it("is within the bounds of the target", () => {
        const columns = [{ name: "id" }, { name: "price", min: 0 }];
        assert.deepEqual(targetBounds({ target: "price", columns }), { min: 0 });
        assert.deepEqual(targetBounds({ target: "id", columns }), {});
        assert.deepEqual(
            [-1, 5].map((value) => clamp({ min: 0 }, value)),
            [0, 5],
        );
        assert.deepEqual(
            [-1, 5].map((value) => clamp({ max: 3 }, value)),
            [-1, 3],
        );
        assert.equal(clamp({}, 7), 7);
    });

    it("may be a function of the model's file, which makes a finite number", () => {
        assert.equal(
            combineName(() => 1),
            "function",
        );
        assert.equal(
            combineScores(({ one = 0 }) => one * 2, { one: 2 }),
            4,
        );
        assert.throws(() => combineScores(() => NaN, { one: 2 }), /The model's rule made NaN of \{"one":2\}/);
    });
});
