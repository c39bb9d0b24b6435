import assert from "node:assert/strict";
import { nameData } from "../../../components/asl/runs";
import { claimId } from "../../../functions/shared/claims";
import { evaluate } from "../../support/jsonata";

const time = "2026-01-02T03:04:05Z";
const StartTime = "2026-01-02T03:04:06.789Z";

describe("what S3's event says of the data", () => {
    const read = (event: object) =>
        evaluate(nameData("runs"), { states: { input: event, context: { Execution: { StartTime } } } });

    for (const [name, object] of Object.entries({
        "a version": { key: "in/a b.csv", "version-id": "3sL4", sequencer: "0062" },
        "no version": { key: "in/a b.csv", sequencer: "0062" },
        "neither version nor sequencer": { key: "in/a b.csv" },
    })) {
        it(`is claimed alike by states and functions where there is ${name}`, async () => {
            const detail = { bucket: { name: "landing" }, object };
            const data = (await read({ time, detail })) as Record<string, string>;
            assert.equal(data["claim"], claimId("runs", detail));
            const known = object as Partial<Record<string, string>>;
            assert.deepEqual(data, {
                key: "landing/in/a b.csv",
                version: known["version-id"] ?? "",
                time,
                sequencer: known["sequencer"] ?? "",
                claim: data["claim"],
            });
        });
    }

    it("has the run's own start where an event tells no time", async () => {
        const data = await read({ detail: { bucket: { name: "landing" }, object: { key: "a.csv" } } });
        assert.equal((data as { time: string }).time, StartTime);
    });
});
