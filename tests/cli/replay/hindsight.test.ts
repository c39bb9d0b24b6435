import assert from "node:assert/strict";
import fc from "fast-check";
import { fewestLabels, gainOf, hindsightOn, silenceOf, worthOf } from "../../../cli/replay/hindsight";

/** Rows that err by so much each, of versions that erred by 100 on their test rows. */
const rowsOf = (errors: readonly number[]) =>
    errors.map((error) => ({ result: 1000 + error, label: 1000, reference: 100 }));
const alike = (error: number, many: number) =>
    rowsOf(Array.from({ length: many }, (_, row) => (row % 2 ? error : -error)));

describe("hindsight", () => {
    it("tells that an error grew, held, or that labels are too few", () => {
        const told = (error: number, many: number) => hindsightOn(alike(error, many), 0.1);
        assert.deepEqual(told(150, 100), { rows: 100, rmse: 150, ratio: 1.5, error: "grew" });
        assert.equal(told(100, 100).error, "held");
        assert.equal(told(50, 100).error, "held");
        assert.equal(told(150, fewestLabels - 1).error, "unknown");
        assert.deepEqual(hindsightOn([], 0.1), { rows: 0, rmse: null, ratio: null, error: "unknown" });
    });

    it("asks for more than the slack, and for more than chance does", () => {
        assert.equal(hindsightOn(alike(109, 1000), 0.1).error, "held");
        assert.equal(hindsightOn(alike(111, 1000), 0.1).error, "grew");
        assert.equal(hindsightOn(alike(111, 1000), 0.2).error, "held");
        // One row of 25 makes a ratio of 1.4 alone: 1.96 - 1.645 * 9.8 / 5 is below 1.
        const alone = hindsightOn(rowsOf([700, ...Array.from({ length: 24 }, () => 0)]), 0.1);
        assert.equal(alone.ratio?.toFixed(2), "1.40");
        assert.equal(alone.error, "held");
    });

    it("measures each row by the versions that answered it", () => {
        const rows = [...alike(100, 30), ...alike(300, 30).map((row) => ({ ...row, reference: 300 }))];
        assert.equal(hindsightOn(rows, 0.1).ratio, 1);
    });

    it("does not depend on the order of rows or the unit of the target", () => {
        const errors = fc.array(fc.integer({ min: -500, max: 500 }), { minLength: 1, maxLength: 60 });
        fc.assert(
            fc.property(errors, (errors) => {
                const rows = rowsOf(errors);
                const cents = rows.map((row) => ({
                    result: row.result * 128,
                    label: row.label * 128,
                    reference: row.reference * 128,
                }));
                const [one, turned, other] = [rows, rows.toReversed(), cents].map((some) => hindsightOn(some, 0.1));
                assert.equal(turned!.error, one!.error);
                assert.equal(other!.error, one!.error);
                assert.ok(Math.abs(other!.ratio! - one!.ratio!) < 1e-9);
            }),
        );
    });

    it("says what an alarm was worth", () => {
        const of = (error: "grew" | "held" | "unknown") => worthOf({ rows: 0, rmse: null, ratio: null, error });
        assert.deepEqual([of("grew"), of("held"), of("unknown")], ["true", "false", "open"]);
    });

    it("says what was not told", () => {
        const grew = hindsightOn(alike(200, 50), 0.1);
        assert.equal(silenceOf("2005-03-07", grew, []), "missed");
        assert.equal(silenceOf("2005-03-07", grew, ["2005-03-14"]), "late");
        assert.equal(silenceOf("2005-03-07", grew, ["2005-03-07", "2005-03-14"]), undefined);
        assert.equal(silenceOf("2005-03-07", hindsightOn(alike(100, 50), 0.1), []), undefined);
        assert.equal(silenceOf("2005-03-07", hindsightOn([], 0.1), []), undefined);
    });

    it("says what was gained on the same rows", () => {
        const rows = [
            { before: 110, after: 105, label: 100 },
            { before: 90, after: 95, label: 100 },
        ];
        assert.deepEqual(gainOf(rows), { rows: 2, before: 10, after: 5, share: 0.5 });
        assert.equal(
            gainOf(rows.map(({ before, after, label }) => ({ before: after, after: before, label })))?.share,
            -1,
        );
        assert.equal(gainOf([]), undefined);
    });
});
