import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readBatches } from "../../../../functions/insights/reading/batches";
import { driftRows, readHistory } from "../../../../functions/insights/reading/history";
import { FolderObjects } from "../../shared/folderObjects";
import { FolderListing } from "../folderListing";

const header = "model,run,time,judgement,name,feature,slice,value,threshold,violations\n";

describe("reading what earlier runs found", () => {
    let folder: string;
    let objects: FolderObjects;
    let listing: FolderListing;

    beforeEach(() => {
        folder = mkdtempSync(join(tmpdir(), "history-"));
        objects = new FolderObjects(folder);
        listing = new FolderListing(folder);
    });
    afterEach(() => rmSync(folder, { recursive: true }));

    const record = (day: string, run: string, value: number) =>
        objects.put(
            `s3://artifacts/records/drift/date=${day}/${run}.csv`,
            `${header}cars,${run},${day}T06:00:00Z,data-quality,xgboost,mileage,,${value},0.1,baseline_drift_check\n`,
        );
    const dayOf = (index: number) => new Date(Date.UTC(2023, 0, 1 + index)).toISOString().slice(0, 10);

    it("finds nothing on the first day", async () => {
        assert.deepEqual(await readHistory({ listing, objects }, "artifacts", 60), []);
    });

    it("reads the newest of a thousand runs, and looks at few of the others", async () => {
        for (let index = 0; index < 1000; index++) record(dayOf(index), `run-${index}`, index / 1000);
        const rows = await readHistory({ listing, objects }, "artifacts", 60);
        assert.equal(rows.length, 60);
        assert.deepEqual([rows[0]?.run, rows.at(-1)?.run], ["run-940", "run-999"]);
        assert.ok(listing.asked <= 61, String(listing.asked));
    });

    it("takes the newest of a day with more runs than are wanted", async () => {
        for (let index = 0; index < 5; index++) record("2026-01-01", `run-${index}`, index);
        record("2026-01-02", "run-5", 5);
        const rows = await readHistory({ listing, objects }, "artifacts", 2);
        assert.equal(rows.length, 2);
        assert.equal(rows.at(-1)?.run, "run-5");
    });

    it("leaves an empty value out, and tells what was violated", () => {
        const [row, other] = driftRows(
            `${header}cars,1,t,data-quality,x,make,,,,\ncars,1,t,d,x,a,make is b,0.5,0.1,one;two\n`,
        );
        assert.deepEqual([row?.value, row?.violations], [undefined, []]);
        assert.deepEqual([other?.value, other?.slice, other?.violations], [0.5, "make is b", ["one", "two"]]);
    });

    it("reads the batches, the newest first", async () => {
        for (const day of [1, 2, 3]) {
            const started_at = `2026-01-0${day}T00:00:00Z`;
            objects.put(
                `s3://artifacts/records/scoring/date=2026-01-0${day}/${day}.json`,
                JSON.stringify({ run: String(day), started_at }),
            );
        }
        const batches = await readBatches({ listing, objects }, "artifacts", 2);
        assert.deepEqual(
            batches.map(({ run }) => run),
            ["3", "2"],
        );
    });
});
