import assert from "node:assert/strict";
import { canPrecede } from "../../../policies/reading/order";

const task = (Next?: string, more: object = {}) => ({ Type: "Task", ...(Next ? { Next } : { End: true }), ...more });
const of = (States: object) => ({ StartAt: Object.keys(States)[0], States });
const precedes = (definition: object, first: string, then: string) =>
    canPrecede(
        definition as Record<string, unknown>,
        (path) => path === first,
        (path) => path === then,
    );

describe("policies: the order of Task states", () => {
    it("follows Next, Default, choices and catchers", () => {
        const definition = of({
            A: task("B"),
            B: { Type: "Choice", Choices: [{ Next: "C" }], Default: "D" },
            C: task("E", { Catch: [{ Next: "F" }] }),
            D: task(),
            E: task(),
            F: task(),
        });
        for (const later of ["B", "C", "D", "E", "F"]) assert.ok(precedes(definition, "States.A", `States.${later}`));
        assert.ok(precedes(definition, "States.C", "States.F"));
        for (const [first, then] of [
            ["E", "A"],
            ["C", "D"],
            ["A", "A"],
        ]) {
            assert.ok(!precedes(definition, `States.${first}`, `States.${then}`), `${first} ${then}`);
        }
    });

    it("goes round a loop", () => {
        const definition = of({ A: task("B"), B: task("A") });
        assert.ok(precedes(definition, "States.B", "States.A"));
    });

    it("looks into Map and Parallel, and knows that branches have no order", () => {
        const definition = of({
            P: {
                Type: "Parallel",
                Branches: [of({ A: task("B"), B: task() }), of({ C: task() })],
                Next: "M",
            },
            M: { Type: "Map", ItemProcessor: of({ D: task() }), End: true },
        });
        const [a, b] = ["A", "B"].map((name) => `States.P.Branches[0].States.${name}`) as [string, string];
        const c = "States.P.Branches[1].States.C";
        const d = "States.M.ItemProcessor.States.D";
        for (const first of [a, b, c]) assert.ok(precedes(definition, first, d), first);
        assert.ok(precedes(definition, a, b));
        for (const [first, then] of [
            [b, a],
            [a, c],
            [d, a],
        ] as const) {
            assert.ok(!precedes(definition, first, then), `${first} ${then}`);
        }
    });
});
