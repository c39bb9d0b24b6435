import assert from "node:assert/strict";
import { machinesText } from "../../../cli/runs/waits";
import { definitions } from "../../asl/definitions";

describe("cli: a run that waits for machines", () => {
    it("says for what, of every state in which a state machine waits so", () => {
        const named = Object.values(definitions)
            .flatMap((shapes) => Object.values(shapes))
            .flatMap(({ States }) => Object.entries(States))
            .filter(([name, { Type }]) => Type === "Wait" && /machines/.test(name))
            .map(([name]) => name);
        assert.ok(named.includes("Train the model: wait for machines") && named.includes("Wait for machines to serve"));
        for (const name of named) {
            assert.match(
                machinesText(name) ?? "",
                /^waits for machines (for ".+"|to serve): AWS is short .* a quota is full/,
            );
        }
    });

    it("says nothing of other states", () => {
        assert.deepEqual(["Wait for the lease", "Train the model"].map(machinesText), [undefined, undefined]);
    });
});
