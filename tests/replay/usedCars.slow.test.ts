import assert from "node:assert/strict";
import { existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { ReplayReport } from "../../cli/replay/report";
import type { ToldDay } from "../../cli/replay/timeline";
import { copyCheckout, drivetrain, processesOf } from "../lifecycle/checkout";

/** What the shipped history is made to show, and no more: its maker is tools/histories/usedCars.ts. */
describe("the shipped history, replayed", function () {
    // Some four minutes on two processors that have nothing else to do.
    this.timeout(40 * 60_000);
    let copy: string;
    let report: ReplayReport & { readonly ok: boolean; readonly figures: string; readonly page: string };

    before(async () => {
        copy = copyCheckout("replay");
        const history = join("data", "used-cars-history");
        const args = ["replay", join(copy, history), "--set", "retrain.on=both", "-o", join(copy, "out"), "--json"];
        const { code, stdout, stderr } = await drivetrain(copy, ...args);
        assert.equal(code, 0, stderr);
        report = JSON.parse(stdout) as typeof report;
    });
    after(async () => {
        await drivetrain(copy, "stop", "--now");
        rmSync(copy, { recursive: true, force: true });
    });

    const on = (date: string): ToldDay => report.days.find((day) => day.date === date) ?? assert.fail(date);
    const alarms = (date: string) => on(date).alarms.map(({ of, what, worth }) => [of, what.join(), worth]);
    const verdicts = (date: string) =>
        on(date)
            .training?.runs.map(({ algorithm, verdict }) => [algorithm, verdict])
            .sort();
    const promoted = [
        ["linear-learner", "promoted"],
        ["xgboost", "promoted"],
    ];

    it("promotes the first versions, and finds nothing in usual traffic", () => {
        assert.deepEqual(verdicts("2005-03-07"), promoted);
        assert.equal(on("2005-03-07").training?.cause, "landed");
        assert.equal(on("2005-03-07").monitoring?.verdict, "calm");
        assert.equal(on("2005-03-07").error?.error, "held");
        assert.match(on("2005-03-07").training?.runs[0]?.reason ?? "", /there is no champion to compare with/);
    });

    it("calls the alarm of a dealer's campaign false: the error held", () => {
        assert.deepEqual(alarms("2005-03-14"), [["data", "upgraded_sound", "false"]]);
        assert.equal(on("2005-03-14").error?.error, "held");
        assert.equal(on("2005-03-14").retraining?.outcome, "nothing newer");
    });

    it("finds the mileage of the slump on its first day, which is true, with nothing to learn from yet", () => {
        assert.deepEqual(alarms("2005-03-21"), [["data", "mileage", "true"]]);
        assert.equal(on("2005-03-21").error?.error, "grew");
        assert.equal(on("2005-03-21").retraining?.outcome, "nothing newer");
        assert.equal(on("2005-03-21").training, undefined);
    });

    it("starts retraining a week later, by which the versions that had served are replaced", () => {
        assert.deepEqual(alarms("2005-03-28"), [
            ["data", "mileage", "true"],
            ["model", "mae,mse,r2,rmse", "true"],
        ]);
        assert.equal(on("2005-03-28").retraining?.outcome, "started");
        assert.equal(on("2005-03-28").training?.cause, "drift");
        assert.deepEqual(verdicts("2005-03-28"), promoted);
    });

    it("gains more than half of the error on the rows after it", () => {
        const { gain } = on("2005-03-28");
        assert.equal(gain?.real, true);
        assert.equal(gain?.rows, 250);
        assert.ok((gain?.share ?? 0) > 0.5, JSON.stringify(gain));
        assert.equal(on("2005-04-04").error?.error, "held");
    });

    it("is calm in the end, and has missed nothing", () => {
        assert.deepEqual(
            on("2005-04-04").alarms.filter(({ of }) => of === "data"),
            [],
        );
        assert.equal(on("2005-04-11").monitoring?.verdict, "calm");
        const { judged, falseAlarms, openAlarms, missed, late, retrainings } = report.totals;
        assert.deepEqual([judged, falseAlarms, openAlarms, missed, late, retrainings], [6, 1, 0, 0, 0, 1]);
    });

    it("leaves its figures and a page that asks for nothing else", () => {
        const { ok, figures, page, ...told } = report;
        assert.ok(ok);
        assert.deepEqual(JSON.parse(readFileSync(figures, "utf8")), told);
        const html = readFileSync(page, "utf8");
        assert.match(html, /<svg/);
        assert.doesNotMatch(html, /\b(?:src|href)=|url\(|@import/);
        for (const { date } of report.days) assert.ok(html.includes(date), date);
    });

    it("leaves no process, no state and no stack's file behind", () => {
        assert.deepEqual(processesOf(copy), []);
        for (const path of [
            ".drivetrain/local",
            ".drivetrain/state",
            "Pulumi.local-r.yaml",
            "Pulumi.platform-local-r.yaml",
        ]) {
            assert.equal(existsSync(join(copy, path)), false, path);
        }
    });
});
