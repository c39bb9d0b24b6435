import assert from "node:assert/strict";
import { validateCombine } from "../../../components/model/combine";
import { renderProblem } from "../../../components/validation/problem";
import { combineRules } from "../../../contracts/combine";

describe("components: a model's rule", () => {
    it("is one of ours, or a function", () => {
        for (const combine of [...combineRules, () => 1]) assert.deepEqual(validateCombine(combine), []);
    });

    it("is refused where it is anything else, with the rules that there are", () => {
        for (const [combine, shown] of [
            ["median", '"median"'],
            [undefined, "undefined"],
            [["best"], '["best"]'],
            ["Best", '"Best"'],
        ] as const) {
            assert.deepEqual(validateCombine(combine).map(renderProblem), [
                `combine: ${shown} is no rule: it must be "best", "weighted", "max", "min" or "mean", or a function of the ` +
                    `scores by algorithm.`,
            ]);
        }
    });
});
