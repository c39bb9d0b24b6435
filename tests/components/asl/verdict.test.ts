import assert from "node:assert/strict";
import { judged } from "../../../components/asl/verdict";
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
});
