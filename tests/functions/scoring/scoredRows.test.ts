import assert from "node:assert/strict";
import { identifierOf, type ScoredRow, scoredRows } from "../../../functions/scoring/scoredRows";

async function read(...lines: string[]): Promise<ScoredRow[]> {
    async function* chunks() {
        yield Buffer.from(lines.join("\n"));
    }
    const rows: ScoredRow[] = [];
    for await (const batch of scoredRows(chunks(), "text/csv", "the file")) rows.push(...batch);
    return rows;
}

describe("rows as a transform job stores them in CSV", () => {
    it("have their prediction after the identifier", async () => {
        assert.deepEqual(await read("7,3", '"a, ""b""",-2e3', '"8","4.5"'), [
            { identifier: "7", score: 3 },
            { identifier: 'a, "b"', score: -2000 },
            { identifier: "8", score: 4.5 },
        ]);
    });

    for (const [what, line] of [
        ["lacks a prediction", "7"],
        ["has a vector", "7,0.5,3"],
        ["has quotes and a vector", '"7",0.5,3'],
        ["has a quote that is not closed", '"7,3'],
    ] as const) {
        it(`are none where a line ${what}`, () =>
            assert.rejects(read("6,1", line), {
                name: "MergeImpossible",
                message: /: line 2 of the file is not a row with its prediction: /,
            }));
    }

    it("are told of by their size where they are none, as logs are not to have the data", async () => {
        const sizes = ": line 1 of the file is not a row with its prediction: 21 characters, 2 commas.";
        await assert.rejects(read("jane@example.com,12,3"), ({ message }: Error) => message.endsWith(sizes));
        await assert.rejects(read("jane@example.com,nan"), ({ message }: Error) => !message.includes("jane"));
    });
});

describe("the identifier of a row", () => {
    it("is what its line begins with", () => {
        assert.equal(identifierOf("7,Saab,"), "7");
        assert.equal(identifierOf("7"), "7");
        assert.equal(identifierOf('"a, ""b""",Saab'), 'a, "b"');
        assert.equal(identifierOf('"a, ""b"""'), 'a, "b"');
    });
});
