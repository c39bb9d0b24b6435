import assert from "node:assert/strict";
import type { PromotionSettings } from "../../../components/promotion/partners";
import { validatePromotion } from "../../../components/promotion/validate";
import { renderProblem } from "../../../components/validation/problem";
import { model, scope } from "../training/pipelineArgs";

const dev = { stage: "dev", accountId: "222222222222" };
const prod = { stage: "prod", accountId: "333333333333" };
const problems = (settings: PromotionSettings) => validatePromotion(scope, model, settings).map(renderProblem);

describe("a model's promotion", () => {
    it("may come from one stage and go to others, or stay where it is", () => {
        assert.deepEqual(problems({}), []);
        assert.deepEqual(problems({ from: dev, to: [prod, { ...prod, stage: "prod-eu" }], approval: "automatic" }), []);
    });

    it("is refused where it goes nowhere: to its own stage, twice to one, or back to where it came from", () => {
        const itself = { ...dev, stage: "local" };
        assert.deepEqual(problems({ from: itself, to: [itself] }), [
            'from.stage: "local" is this stage itself.',
            'to[0].stage: "local" is this stage itself.',
            'to[0].stage: "local" is where versions come from: they would go round.',
        ]);
        assert.deepEqual(problems({ from: dev, to: [prod, prod, dev] }), [
            'to[1].stage: "prod" is there twice.',
            'to[2].stage: "dev" is where versions come from: they would go round.',
        ]);
    });

    it("is refused where AWS refuses a name for its length, whichever algorithm's", () => {
        const stage = "a-stage-whose-name";
        const offer = `drivetrain-local-used-cars-linear-learner-to-${stage}`;
        const over = offer.length - 64;
        assert.ok(over <= 0);
        assert.deepEqual(problems({ to: [{ ...prod, stage }] }), []);
        const longer = `${stage}-${"x".repeat(-over)}`;
        assert.deepEqual(problems({ to: [{ ...prod, stage: longer }] }), [
            `to[0]: the name "drivetrain-local-used-cars-linear-learner-to-${longer}" has 65 characters, and AWS takes ` +
                "64; shorten the model's, the algorithm's or the stage's name by 1.",
        ]);
        const long = "drivetrain-a-local-stage-of-some-length-used-cars";
        const found = validatePromotion({ ...scope, prefix: long }, model, { from: dev }).map(renderProblem);
        // The longest name that a promotion has here.
        const longest = `${long}-linear-learner-promote-end-run`;
        assert.ok(
            found.some((problem) => problem.startsWith(`from: the name "${longest}" has ${longest.length} characters`)),
            found.join("\n"),
        );
        assert.deepEqual(validatePromotion({ ...scope, prefix: long }, model, {}), []);
    });
});
