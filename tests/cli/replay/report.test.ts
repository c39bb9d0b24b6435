import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { besideText } from "../../../cli/replay/beside";
import { readReport, writeReport } from "../../../cli/replay/files";
import { replayPage } from "../../../cli/replay/page";
import { type ReplayReport, reportOf } from "../../../cli/replay/report";
import { replayText } from "../../../cli/replay/text";
import type { ToldDay } from "../../../cli/replay/timeline";

const about = { folder: "history", stack: "local", model: "flats", target: "rent", algorithms: ["xgboost"] };
const run = {
    ...{ algorithm: "xgboost", verdict: "promoted", reason: "rmse 90 is within 100", modelName: "flats-1" },
    ...{ metric: "rmse", challenger: 90, champion: null, executionArn: "arn" },
};
const days: ToldDay[] = [
    {
        date: "2005-03-07",
        training: { cause: "landed", data: "2005-03-07", runs: [run], reference: 90 },
        traffic: { rows: 50, models: { xgboost: "flats-1" } },
        error: { rows: 50, rmse: 99, ratio: 1.1, error: "held" },
        alarms: [{ of: "data", what: ["<b>area"], worth: "false", ratio: 1.1 }],
    },
    {
        date: "2005-03-14",
        traffic: { rows: 50, models: { xgboost: "flats-1" } },
        error: { rows: 50, rmse: 180, ratio: 2, error: "grew" },
        alarms: [],
        silence: "missed",
        retraining: { outcome: "cooling down", reason: "The last one is too recent." },
        gain: { rows: 10, before: 100, after: 110, share: -0.1, real: false },
    },
];
const report = (...settings: string[]): ReplayReport => reportOf(about, { settings, retrain: false }, days, 200);

describe("what a replay tells", () => {
    it("has every day, why, and what it comes to", () => {
        const text = replayText(report("monitoring.threshold=0.2"));
        for (const words of [
            "xgboost promoted",
            "99: 1.10 x",
            "180: 2.00 x, grew",
            "false: <b>area",
            "missed: the error grew, no alarm",
            "no retraining: cooling down",
            "would have lost 10 %: 100 to 110 on 10",
            "2005-03-07 xgboost: rmse 90 is within 100",
            "local, with monitoring.threshold=0.2: 1 alarm on 0 days (0 true, 1 false), 1 missed, 0 late, 0 retrainings",
        ]) {
            assert.ok(text.includes(words), `${words} in\n${text}`);
        }
    });

    it("is a page whose names are text and which asks for nothing", () => {
        const page = replayPage(report());
        assert.doesNotMatch(page, /<b>area|\b(?:src|href)=|url\(/);
        assert.match(page, /&lt;b&gt;area/);
        assert.doesNotMatch(page, /NaN|undefined|Infinity/);
        assert.doesNotMatch(replayPage(reportOf(about, { settings: [], retrain: false }, [], 1)), /NaN|Infinity/);
    });

    it("is written, and read again to stand beside another", () => {
        const folder = mkdtempSync(join(tmpdir(), "report-"));
        try {
            const { figures } = writeReport(join(folder, "first"), report());
            const earlier = readReport(figures);
            assert.deepEqual(earlier, report());
            assert.match(
                besideText(report("retrain.on=both"), earlier),
                /Now: .* with retrain\.on=both[^]*No day differs\./,
            );
            const changed = { ...earlier, days: [{ ...days[0]!, alarms: [] }, days[1]!] };
            assert.match(besideText(report(), changed), /2005-03-07[^]*false: <b>area/);
            assert.doesNotMatch(besideText(report(), changed), /2005-03-14/);
            writeFileSync(join(folder, "other.json"), "{}");
            for (const wrong of ["other.json", "first/replay.html", "first"]) {
                assert.throws(() => readReport(join(folder, wrong)), /is no replay\.json of a replay/, wrong);
            }
            assert.throws(() => readReport(join(folder, "gone.json")), /There is no file/);
        } finally {
            rmSync(folder, { recursive: true });
        }
    });
});
