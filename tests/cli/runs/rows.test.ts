import assert from "node:assert/strict";
import { rowsText } from "../../../cli/runs/rows";

describe("cli: the rows of a training file", () => {
    it("are told as used or set aside, with the reasons", () => {
        const reasons = { "make: the value is missing": 1, "price: expected a number": 3 };
        assert.equal(
            rowsText({ input: 1804, used: 1800, quarantined: 4, reasons }),
            [
                "1,800 of 1,804 rows used, 4 set aside:",
                "  3 rows: price: expected a number",
                "  1 row: make: the value is missing",
            ].join("\n"),
        );
        assert.equal(rowsText({ input: 1, used: 1, quarantined: 0, reasons: {} }), "1 of 1 row used, 0 set aside.");
    });
});
