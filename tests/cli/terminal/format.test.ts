import assert from "node:assert/strict";
import { count, duration, number } from "../../../cli/terminal/format";
import { table, wrapped } from "../../../cli/terminal/table";

describe("cli: output", () => {
    it("shows durations in the unit that fits", () => {
        assert.deepEqual([0.04, 7.31, 59.97, 125, 3725].map(duration), [
            "0.0 s",
            "7.3 s",
            "1 min 00 s",
            "2 min 05 s",
            "1 h 02 min",
        ]);
    });

    it("shows numbers with thousands and at most two decimals", () => {
        assert.deepEqual([2311.2345, 3000, -0.5].map(number), ["2,311.23", "3,000", "-0.5"]);
    });

    it("counts in singular and plural", () => {
        assert.deepEqual([count(1, "resource"), count(74, "resource")], ["1 resource", "74 resources"]);
    });

    it("breaks a text at its spaces, and leaves what is longer than a line whole", () => {
        assert.equal(wrapped("no rows"), "no rows");
        assert.equal(wrapped(""), "");
        assert.equal(wrapped("Pre-process:\n  it failed for good", 14), "Pre-process:\nit failed for\ngood");
        assert.equal(wrapped(`see ${"x".repeat(70)} now`), `see\n${"x".repeat(70)}\nnow`);
    });

    it("draws tables with numbers to the right and a dash for what is missing", () => {
        assert.equal(
            table(
                ["name", "value"],
                [
                    ["a", "1,000.5"],
                    ["bc", 2],
                    ["d", undefined],
                ],
                false,
            ),
            [
                "┌──────┬─────────┐",
                "│ name │   value │",
                "├──────┼─────────┤",
                "│ a    │ 1,000.5 │",
                "│ bc   │       2 │",
                "│ d    │       - │",
                "└──────┴─────────┘",
            ].join("\n"),
        );
    });
});
