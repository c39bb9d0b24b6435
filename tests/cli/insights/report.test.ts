import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fetchReport } from "../../../cli/insights/report";
import { findStack } from "../../../cli/stacks/stack";
import type { ModelOutputs } from "../../../contracts/outputs";
import { reportPage, runDescription } from "../../../contracts/reports";
import { lastRun, requestOf } from "../../functions/insights/recorded";
import { FakeCloud, type FakeCloudOptions } from "../../support/fakeCloud";

const stack = findStack("dev");
const outputs = { model: "used-cars", artifactBucket: "artifacts", captureBucket: "captures" } as ModelOutputs;
const later = "20260105-060000-9a9a9a9a";
const rows = (run: string) => `${requestOf(run).reportFolder}/model-quality/rows.json`;

/** What a run leaves that found an error of one row, with its page and without. */
function leftBy(run: string): Record<string, string> {
    const request = { ...requestOf(run), judgements: ["model-quality"] as const };
    const worst = [{ identifier: "4711", actual: 9000, answers: { result: 29_000 }, error: 20_000, values: {} }];
    return {
        [runDescription(request.location)]: JSON.stringify(request),
        [`${request.location}/model-quality/report.json`]: JSON.stringify({ names: {} }),
        [rows(run)]: JSON.stringify({ worst }),
    };
}
const page = reportPage(requestOf().reportFolder);

describe("cli: the report of a monitoring run", () => {
    let folder: string;
    let cloud: FakeCloud | undefined;
    beforeEach(() => (folder = mkdtempSync(join(tmpdir(), "report-"))));
    afterEach(() => {
        cloud?.stop();
        rmSync(folder, { recursive: true });
    });

    const file = () => join(folder, "new", "report.html");
    async function fetched(options: Omit<FakeCloudOptions, "engine">, run?: string) {
        cloud = await FakeCloud.start({ engine: {}, ...options });
        const found = await fetchReport(stack, outputs, run, file());
        return { ...found, text: readFileSync(file(), "utf8") };
    }

    it("is the page that the run left, as it is", async () => {
        const found = await fetched({ objects: { ...leftBy(lastRun), [page]: "the page" } }, lastRun);
        assert.deepEqual(found, { run: lastRun, file: file(), report: page, text: "the page" });
    });

    it("is that of the last run that judged something, where none is named", async () => {
        // The last of all ended without a judgement, and left no description.
        const objects = {
            ...leftBy("20260103-060000-0a1b2c3d"),
            ...{ ...leftBy(lastRun), [page]: "the page" },
            [`s3://artifacts/monitoring/${later}/model-quality/report.json`]: "{}",
        };
        assert.equal((await fetched({ objects })).run, lastRun);
    });

    it("is made of the run's other files for those who may not see captures, and tells no row", async () => {
        const { lacks, text, report } = await fetched({
            objects: { ...leftBy(lastRun), [page]: "the page" },
            denied: [page, rows(lastRun)],
        });
        assert.equal(report, page);
        assert.match(
            lacks ?? "",
            /^Single rows are left out here: .* may not read s3:\/\/captures\/.*Ask for s3:GetObject under reports\/ /,
        );
        assert.match(text, /^<!doctype html>/);
        assert.ok(text.includes("Ask for s3:GetObject under reports/"));
        assert.doesNotMatch(text, /4711|the page/);
        assert.ok(!cloud?.asked.includes(`GetObject ${rows(lastRun)}`), "It does not even ask for the rows.");
    });

    it("is made of the run's other files where the page is gone with the captures of its time", async () => {
        const { lacks, text } = await fetched({ objects: leftBy(lastRun) });
        assert.match(lacks ?? "", /the run's own report, .* is gone with the captures of that time, or was never/);
        assert.doesNotMatch(text, /4711/);
    });

    for (const [when, objects] of [
        ["on the first day", {}],
        ["while no run has judged anything", { [`s3://artifacts/monitoring/${later}/x.json`]: "{}" }],
    ] as const) {
        it(`says how one comes to be, ${when}`, async () => {
            await assert.rejects(fetched({ objects }), {
                name: "CommandError",
                message:
                    "No monitoring run of dev that these credentials may read has judged anything yet: " +
                    "`npx drivetrain monitor -s dev` starts one.",
            });
        });
    }

    it("says so where a run judged nothing, and where an id is none", async () => {
        await assert.rejects(fetched({ objects: {} }, later), {
            name: "CommandError",
            message: /^There is no report of the run 20260105-.*`npx drivetrain report -s dev` shows the last one\.$/,
        });
        cloud?.stop();
        await assert.rejects(fetched({ objects: {} }, "../captures"), {
            name: "UsageError",
            message: '"../captures" is no run: ids are as in s3://artifacts/monitoring/.',
        });
    });

    it("says which right is lacking where not even runs may be listed", async () => {
        await assert.rejects(fetched({ objects: leftBy(lastRun), denied: ["s3://artifacts"] }), {
            name: "CommandError",
            message:
                "These credentials may not look for the runs of dev: ask for s3:ListBucket of s3://artifacts, and for " +
                "s3:GetObject under monitoring/ there.",
        });
    });
});
