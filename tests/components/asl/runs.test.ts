import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { nameData, nameRun } from "../../../components/asl/runs";
import { claimId } from "../../../contracts/ledger";
import { runId } from "../../../contracts/runIds";
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

describe("the id of a run", () => {
    it("is made alike by its states and by those who know the execution", async () => {
        const Id = "arn:aws:states:us-east-1:111111111111:execution:runs:9a1b";
        const detail = { bucket: { name: "landing" }, object: { key: "in/a b.csv" } };
        // The one that AWS adds to JSONata.
        const hash = (text: string) => createHash("sha256").update(text).digest("hex");
        const states = { input: { detail }, context: { Execution: { Id, StartTime } } };
        const run = await evaluate(nameRun({ base: "cars-dev", bucket: "artifacts", prefix: "runs/" }), {
            states,
            hash,
        });
        const id = runId(Id, new Date(StartTime));
        assert.deepEqual(run, {
            id,
            name: `cars-dev-${id}`,
            location: `s3://artifacts/runs/${id}`,
            source: "landing/in/a%20b.csv",
            data: `runs/${id}/input/a b.csv`,
        });
    });
});
