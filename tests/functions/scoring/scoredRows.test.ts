import assert from "node:assert/strict";
import { type ScoredRow, scoredRows } from "../../../functions/scoring/scoredRows";

/** Names of columns that come along. */
const columns = (count: number) => Array.from({ length: count }, (_, place) => `c${place}`);
const csv = (...fields: (string | number)[]) => fields.join(",");

async function read(carried: readonly string[], ...lines: string[]): Promise<ScoredRow[]> {
    async function* chunks() {
        yield Buffer.from(lines.join("\n"));
    }
    const rows: ScoredRow[] = [];
    for await (const batch of scoredRows(chunks(), "text/csv", carried, "the file")) rows.push(...batch);
    return rows;
}

describe("rows as a transform job stores them in CSV", () => {
    const [most, wide] = [columns(22), columns(23)];

    it("have their prediction after the columns that came along, 22 of them at most", async () => {
        const [row] = await read(most, csv(...most, 3));
        assert.deepEqual(row, { identifier: "c0", carried: most.join(","), score: 3 });
        await refused(1, most, csv(...most, 0.5, 3));
    });

    it("have their vector before the prediction from 23 columns on", async () => {
        const rows = await read(wide, csv(...wide, 0.5, -1, 3), csv('"a, ""b"""', ...wide.slice(1), 0, 0, 4));
        assert.deepEqual(
            rows.map(({ identifier, score }) => [identifier, score]),
            [
                ["c0", 3],
                ['a, "b"', 4],
            ],
        );
        assert.equal(rows[1]?.carried, csv('"a, ""b"""', ...wide.slice(1)));
    });

    for (const [what, line] of [
        ["a vector", csv(...wide, 3)],
        ["a prediction", csv(...wide)],
        ["some columns", csv("7", 3)],
    ] as const) {
        it(`are none where such a line lacks ${what}`, () => refused(1, wide, line));
    }

    it("are none where a line has another number of fields than those before it", async () => {
        const first = csv(...wide, 0.5, 0.5, 3);
        await refused(2, wide, first, csv(...wide, 0.5, 3));
        await refused(2, wide, first, csv(...wide, 0.5, 0.5, 0.5, 3));
    });

    it("are told of by their size where they are none, as logs are not to have the data", async () => {
        const sizes = ": line 1 of the file is not a row with its prediction: 19 characters, 1 commas.";
        await assert.rejects(read(wide, "jane@example.com,12"), ({ message }: Error) => message.endsWith(sizes));
        await assert.rejects(read(["id"], "jane@example.com,nan"), ({ message }: Error) => !message.includes("jane"));
    });

    async function refused(number: number, ...given: Parameters<typeof read>): Promise<void> {
        await assert.rejects(read(...given), {
            name: "MergeImpossible",
            message: new RegExp(`: line ${number} of the file is not a row with its prediction: `),
        });
    }
});
