import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { nameData, nameRun } from "../../../components/asl/runs";
import { claimId } from "../../../contracts/ledger";
import { runId } from "../../../contracts/runIds";
import { evaluate } from "../../support/jsonata";

// The one that AWS adds to JSONata.
const hash = (text: string) => createHash("sha256").update(text).digest("hex");
const time = "2026-01-02T03:04:05Z";
const StartTime = "2026-01-02T03:04:06.789Z";

describe("what S3's event says of the data", () => {
    const read = (event: object) =>
        evaluate(nameData("runs"), { states: { input: event, context: { Execution: { StartTime } } }, hash });

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
                keyHash: hash("landing/in/a b.csv"),
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

    describe("has a copy of the data", () => {
        const copyOf = async (file: string) => {
            const detail = { bucket: { name: "landing" }, object: { key: `training/${file}` } };
            const states = { input: { detail }, context: { Execution: { Id: "arn:one", StartTime } } };
            const naming = nameRun({ base: "cars-dev", bucket: "artifacts", prefix: "runs/" });
            const { data } = (await evaluate(naming, { states, hash })) as { data: string };
            return data.slice(data.lastIndexOf("/") + 1);
        };

        it("whose name ends as the file's does, by which it is read", async () => {
            assert.match(await copyOf(`${"k".repeat(300)}.parquet`), /^k{40}-[0-9a-f]{16}\.parquet$/);
        });

        for (const file of [
            "cars.csv",
            "cars.parquet",
            `${"k".repeat(196)}.csv`,
            `${"ü".repeat(98)}.csv`,
            "a/b%20c+d.csv",
        ]) {
            it(`by its name: ${file.slice(0, 20)}`, async () => {
                assert.equal(await copyOf(file), file.split("/").at(-1));
            });
        }

        // A key has 1,024 bytes at most.
        for (const letter of ["k", "ü", "車", "🚗", "'"]) {
            it(`of a short name of its own where S3 took a long one, in ${letter}`, async () => {
                const most = Math.floor((1024 - "training/x.csv".length) / Buffer.byteLength(letter));
                const [one, other] = await Promise.all(
                    ["x", "y"].map((end) => copyOf(`${letter.repeat(most)}${end}.csv`)),
                );
                assert.notEqual(one, other);
                for (const name of [one!, other!]) {
                    assert.ok(Buffer.byteLength(name) <= 200, name);
                    assert.ok(name.startsWith(letter.repeat(40)) && name.endsWith(".csv"), name);
                }
            });
        }
    });
});
