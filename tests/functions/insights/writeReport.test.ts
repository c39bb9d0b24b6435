import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { consoleExecutionUrl, consoleObjectUrl, runDescription } from "../../../contracts/reports";
import { write } from "../../../functions/insights/writeReport";
import { FolderObjects } from "../shared/folderObjects";
import { FolderListing } from "./folderListing";
import { requestOf } from "./recorded";

const request = { ...requestOf(), judgements: ["data-quality"] as const };

describe("writing a report", () => {
    let folder: string;
    let objects: FolderObjects;

    beforeEach(() => {
        folder = mkdtempSync(join(tmpdir(), "report-"));
        objects = new FolderObjects(folder);
    });
    afterEach(() => rmSync(folder, { recursive: true }));

    const run = () => write({ objects, listing: new FolderListing(folder) }, "cars", request, "2026-01-04T06:05:00Z");
    const description = runDescription(request.location);

    it("leaves the page where captures are, and what it is of beside the run's files", async () => {
        objects.put(`${request.location}/data-quality/report.json`, JSON.stringify({ names: {} }));
        const { report } = await run();
        assert.equal(report, `${request.reportFolder}/report.html`);
        assert.match(objects.text(report), /^<!doctype html>/);
        assert.deepEqual(JSON.parse(objects.text(description)), request);
    });

    it("fails where a judgement left no report, and still says what the run was, so that others can make a page", async () => {
        await assert.rejects(run(), { name: "ObjectMissing", message: /data-quality\/report\.json is not there/ });
        assert.deepEqual(JSON.parse(objects.text(description)), request);
    });

    it("leaves earlier and this run in the order of their times, and later ones out", async () => {
        const row = (run: string, time: string) => `${run},${time},data-quality,xgboost,mileage,,0.2,0.1,\n`;
        const header = "run,time,judgement,name,feature,slice,value,threshold,violations\n";
        objects.put(`${request.location}/data-quality/report.json`, JSON.stringify({ names: {} }));
        objects.put(`${request.location}/data-quality/drift.csv`, header + row(request.runId, request.startedAt));
        const records = "s3://artifacts/records/drift";
        objects.put(`${records}/date=2026-01-02/a.csv`, header + row("a", "2026-01-02T01:00:00Z"));
        objects.put(`${records}/date=2026-01-04/b.csv`, header + row(request.runId, request.startedAt));
        objects.put(`${records}/date=2026-01-09/c.csv`, header + row("c", "2026-01-09T01:00:00Z"));
        const page = objects.text((await run()).report);
        const times = [...page.matchAll(/data-title="Run"><time datetime="([^"]*)"/g)].map(([, time]) => time);
        assert.deepEqual(times, ["2026-01-04T06:00:00.000Z", "2026-01-02T01:00:00.000Z"]);
    });
});

describe("a link into the console", () => {
    it("has the region's address and the partition's domain, and the key as an address takes it", () => {
        const uri = "s3://captures/reports/a b&c/report.html";
        for (const [region, host] of [
            ["eu-west-1", "eu-west-1.console.aws.amazon.com"],
            ["cn-north-1", "cn-north-1.console.amazonaws.cn"],
            ["us-gov-west-1", "us-gov-west-1.console.amazonaws-us-gov.com"],
        ] as const) {
            assert.equal(
                consoleObjectUrl(uri, region),
                `https://${host}/s3/object/captures?region=${region}&prefix=reports/a%20b%26c/report.html`,
            );
        }
        const arn = "arn:aws-cn:states:cn-north-1:1:execution:monitor:1";
        assert.equal(
            consoleExecutionUrl(arn),
            `https://cn-north-1.console.amazonaws.cn/states/home?region=cn-north-1#/v2/executions/details/${arn}`,
        );
    });
});
