import assert from "node:assert/strict";
import { follow } from "./follow";
import { fuzz } from "./fuzz";

describe("what nobody should send", () => {
    it("is answered and set aside as it should be, within bounds of time and memory", async () => {
        assert.deepEqual(await fuzz(1, { requests: { from: 0, to: 600 }, files: { from: 0, to: 60 } }), []);
    });
});

describe("a fuzzing worker", () => {
    const worker = (script: string, to: number) =>
        follow([process.execPath, "-e", script], __dirname, to, () => undefined);
    const told = (...what: object[]) => what.map((one) => `console.log('${JSON.stringify(one)}');`).join("");

    it("that tells of a fault is gone on with", async () => {
        const fault = { at: 0, kind: "commas", fault: "status 500" };
        const script = told({ at: 0, kind: "commas" }, fault, { at: 1, kind: "quotes" }, { at: 2 });
        assert.deepEqual(await worker(script, 2), [fault]);
        assert.deepEqual(await worker(told({ at: 0, kind: "commas" }, { at: 1 }), 1), []);
    });

    it("that ends before its time has a fault at what it tried last", async () => {
        const script = `${told({ at: 7, kind: "commas" })} console.error("out of memory"); process.exit(134);`;
        assert.deepEqual(await worker(script, 9), [
            { at: 7, kind: "commas", fault: "the process ended (exit code 134): out of memory" },
        ]);
    });
});
