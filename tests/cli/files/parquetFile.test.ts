import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { FileSpec } from "../../../cli/files/columns";
import { checkCsvFile } from "../../../cli/files/csvFile";
import { push } from "../../../cli/files/landing";
import type { Purpose } from "../../../cli/files/purpose";
import { UsageError } from "../../../cli/terminal/errors";
import type { ModelOutputs } from "../../../contracts/outputs";
import { toParquet } from "../../support/parquet";

const spec: FileSpec = {
    name: "rents",
    identifier: "id",
    target: "price",
    columns: [
        { name: "id", type: "integer" },
        { name: "price", type: "number" },
        { name: "rooms", type: "integer", required: false },
    ],
};

describe("cli: a Parquet file, or a manifest, to push", () => {
    let folder: string;
    before(() => (folder = mkdtempSync(join(tmpdir(), "drivetrain-"))));
    after(() => rmSync(folder, { recursive: true }));

    function put(name: string, content: string | Buffer): string {
        const path = join(folder, name);
        writeFileSync(path, content);
        return path;
    }
    const parquet = (csv: string) => put("data.parquet", toParquet(put("data.csv", csv)));
    async function refused(path: string, message: RegExp, purpose: Purpose = "training"): Promise<void> {
        await assert.rejects(checkCsvFile(path, purpose, spec), (error: Error) => {
            assert.ok(error instanceof UsageError);
            assert.match(error.message, message);
            return true;
        });
    }

    it("is taken with the columns that every row must have, in any order, and others", async () => {
        await checkCsvFile(parquet("extra,price,id\nx,2.5,1\n"), "training", spec);
    });

    it("is refused as a CSV is that lacks columns", async () => {
        await refused(
            parquet("id,rooms\n1,2\n"),
            /data\.parquet" lacks the column price, which every training file of rents must have: its header begins with "id,rooms"/,
        );
    });

    it("is refused where it has no rows", () => refused(parquet("id,price\n"), /has columns but no rows\.$/));

    for (const [what, content] of [
        ["is none", "id,price\n1,2\n"],
        ["is empty", ""],
        ["is cut", "PAR1\0\0\0"],
    ] as const) {
        it(`is refused where it ${what}`, () =>
            refused(put("other.parquet", content), /other\.parquet" cannot be read as Parquet: .+\.$/));
    }

    it("is refused where it is to be scored", () =>
        refused(parquet("id,price\n1,2\n"), /does not end in \.csv, in small letters/, "scoring"));

    it("is refused as a manifest whose objects a run may not read, by the line", async () => {
        const outputs = {
            ...{ model: "rents", landingBucket: "landing", trainingPrefix: "training/", dataPrefix: "parts/" },
        } as unknown as ModelOutputs;
        const path = put("all.manifest.json", '[{"prefix": "s3://landing/parts/"},\n"a.csv",\n"../b.csv"]');
        await checkCsvFile(path, "training", spec);
        await assert.rejects(push(outputs, path, "training"), (error: Error) => {
            assert.ok(error instanceof UsageError);
            assert.match(
                error.message,
                /all\.manifest\.json cannot be used: line 3 names s3:\/\/landing\/parts\/\.\.\/b\.csv/,
            );
            return true;
        });
    });
});
