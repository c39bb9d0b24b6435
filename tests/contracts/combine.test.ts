import assert from "node:assert/strict";
import fc from "fast-check";
import { combineName, combineScores } from "../../contracts/combine";

const scores = fc.dictionary(fc.string(), fc.integer(), { minKeys: 1 });

describe("contracts: how scores become one", () => {
    it("is never outside of what the algorithms said, by a rule of ours", () => {
        fc.assert(
            fc.property(fc.constantFrom("max" as const, "min" as const, "mean" as const), scores, (rule, given) => {
                const values = Object.values(given);
                const result = combineScores(rule, given);
                assert.ok(result >= Math.min(...values) && result <= Math.max(...values));
                assert.equal(combineName(rule), rule);
            }),
        );
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
