import assert from "node:assert/strict";
import { judged, undercuts } from "../../../components/asl/verdict";
import { evaluate } from "../../support/jsonata";
import { algorithmOf, definitionArgs } from "../training/definitionArgs";

describe("a verdict", () => {
    const reasonBy = (metric: string, compare: "rmse" | "mae") => {
        const gate = { ...algorithmOf().gate, metric, compare };
        return (judged(definitionArgs({ gate }), "promoted") as { reason: string }).reason;
    };

    it("measures the champion by the threshold only where both are figures of one kind", () => {
        assert.match(reasonBy("validation:rmse", "rmse"), /same units/);
        assert.match(reasonBy("validation:mae", "mae"), /same units/);
        for (const [metric, compare] of [
            ["validation:rmse", "mae"],
            ["train:rmse", "rmse"],
            ["validation:mape", "rmse"],
        ] as const) {
            assert.doesNotMatch(reasonBy(metric, compare), /same units/, metric);
        }
    });

    const figures = (value: number, challenger: number, champion: number) => ({
        value,
        comparison: { rows: 9, challenger: { rmse: challenger }, champion: { rmse: champion } },
    });
    const sentence = (verdict: "promoted" | "rejected", margin: number, ...three: [number, number, number]) => {
        const gate = { ...algorithmOf().gate, metric: "validation:rmse", threshold: 3000, margin };
        const { reason } = judged(definitionArgs({ gate }), verdict) as { reason: string };
        return evaluate(reason, figures(...three));
    };

    it("rounds figures, unless that would say something else than what was judged", async () => {
        assert.equal(
            await sentence("rejected", 0, 3000.123456, 2500, 2600),
            "validation:rmse 3000.1235 is above the threshold 3000",
        );
        assert.equal(
            await sentence("rejected", 0, 3000.00001, 2500, 2600),
            "validation:rmse 3000.00001 is above the threshold 3000",
        );
        assert.equal(
            await sentence("promoted", 0, 2999.99999, 2500.00001, 2500.00002),
            "validation:rmse 3000 is within 3000, and rmse 2500.00001 on 9 test rows is better than the 2500.00002 of " +
                "the champion",
        );
        assert.equal(
            await sentence("rejected", 0.1, 2999, 2500.00004, 2500.10003),
            "validation:rmse 2999 is within 3000, but rmse 2500 on 9 test rows is not better than the 2500.1 of the " +
                "champion by more than 0.1",
        );
        assert.equal(
            await sentence("rejected", 0.00005, 2999, 2500.00004, 2500.00008),
            "validation:rmse 2999 is within 3000, but rmse 2500.00004 on 9 test rows is not better than the " +
                "2500.00008 of the champion by more than 0.00005",
        );
        assert.match(
            String(await sentence("promoted", 0, 2999, 2500, 6000.00001)),
            /; the rmse 6000\.00001 of the champion is more than 2 times the threshold/,
        );
    });

    it("takes a challenger that is better by just the margin for no better, and by a little more for better", async () => {
        const passes = (margin: number, challenger: number, champion: number) =>
            evaluate(`{% ${undercuts({ ...algorithmOf().gate, margin })} %}`, figures(0, challenger, champion));
        assert.equal(await passes(50, 2330.5, 2380.5), false);
        assert.equal(await passes(50, 2330.4999999999995, 2380.5), true);
        // The float 2294.7 is a little less than that: 2295 less 0.3, rounded, is that float.
        assert.equal(await passes(0.3, 2294.7, 2295), true);
    });
});
