import assert from "node:assert/strict";
import fc from "fast-check";
import { histogram } from "../../../functions/insights/charts/bars";
import { course, scatter } from "../../../functions/insights/charts/course";
import { linearScale, tickText } from "../../../functions/insights/charts/scale";

const finite = fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e15, max: 1e15 });
const words = { title: "t", description: "d" };

describe("charts", () => {
    it("have a few round ticks between the ends of any range", () => {
        fc.assert(
            fc.property(finite, finite, (a, b) => {
                const [low, high] = [Math.min(a, b), Math.max(a, b)];
                const { at, ticks } = linearScale([low, high], [0, 300]);
                assert.ok(ticks.length <= 10);
                for (const tick of ticks) assert.ok(Number.isFinite(at(tick)));
                if (low < high) assert.deepEqual([at(low), at(high)], [0, 300]);
            }),
        );
        assert.deepEqual(linearScale([0, 50_000], [0, 1]).ticks, [0, 20_000, 40_000]);
    });

    it("have no coordinate that is no number", () => {
        const values = fc.array(finite, { minLength: 1, maxLength: 30 });
        fc.assert(
            fc.property(values, (all) => {
                const points = all.map((value, index) => ({
                    ...{ time: new Date(index * 1e9).toISOString(), value, violated: index % 2 === 0 },
                }));
                const pairs = all.map((value) => [value, -value] as const);
                const shares = all.map(() => 1 / all.length);
                const edges = [...all, 0].map((_, index) => (all[0] ?? 0) + index);
                for (const { markup } of [
                    course({ ...words, points, threshold: 0.1 }),
                    scatter({ ...words, points: pairs, radius: 2 }),
                    histogram({ ...words, edges, type: "number", baseline: shares, window: shares }),
                ]) {
                    assert.doesNotMatch(markup, /NaN|Infinity|undefined/);
                    for (const [, , value] of markup.matchAll(/ (x|y|cx|cy|width|height)="([^"]*)"/g)) {
                        assert.ok(Math.abs(Number(value)) <= 1000, value);
                    }
                }
            }),
        );
    });

    it("name dates as days, and large numbers in short", () => {
        assert.equal(tickText(1_767_225_600, "date"), "2026-01-01");
        assert.equal(tickText(1e300, "date"), "1e+300");
        assert.equal(tickText(20_000), "20K");
        assert.equal(tickText(0.05), "0.05");
    });
});
