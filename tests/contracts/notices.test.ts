import assert from "node:assert/strict";
import fc from "fast-check";
import { executionIn, executionLine } from "../../contracts/notices";

describe("contracts: notices", () => {
    it("name their execution in a line of its own, whatever else they say", () => {
        const line = fc.string().filter((text) => !/\n|^Execution: /.test(text));
        fc.assert(
            fc.property(fc.array(line), fc.array(line), (before, after) => {
                const message = [...before, executionLine("arn:aws:states:::execution:cars:1"), ...after].join("\n");
                assert.equal(executionIn({ message }), "arn:aws:states:::execution:cars:1");
            }),
        );
    });

    it("of anything else name none", () => {
        assert.equal(executionIn({ message: "The Execution: of nothing" }), undefined);
    });
});
