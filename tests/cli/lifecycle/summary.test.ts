import assert from "node:assert/strict";
import { report } from "../../../cli/lifecycle/report";
import { SummaryRecorder } from "../../../cli/lifecycle/summary";
import type { ScoringOutcome } from "../../../contracts/scoring";

const version = {
    rows: 800,
    location: "s3://artifacts/transformed/",
    modelPackageArn: "arn:group/1",
    modelName: "model",
    rmse: null,
};
const scored: ScoringOutcome = {
    verdict: "scored",
    ...{ input: 804, output: 800, quarantined: 4, clamped: 0 },
    location: "s3://artifacts/result.csv",
    record: "s3://artifacts/record.json",
    algorithms: { xgboost: version, "linear-learner": version },
    degraded: [],
    quarantine: "s3://artifacts/quarantined.csv",
};
const policies = { rules: 3, mandatoryViolations: 0, advisoryViolations: 0 };

describe("cli: summary.json", () => {
    it("has the contract's keys in their order, and only of what happened", async () => {
        const recorder = new SummaryRecorder("local", "used-cars");
        await recorder.step(
            "deploy",
            async () => 74,
            (n) => `${n} resources`,
        );
        recorder.add({ policies });
        recorder.add({ notifications: [{ topic: "arn:topic", subject: "promoted" }] });
        recorder.add({
            realtime: { url: "http://x", requests: 1, predictions: [{ xgboost: 1, result: 1 }], combine: "max" },
        });
        recorder.addTraining([]);
        recorder.addScoring(scored);
        const summary = recorder.summary();
        assert.deepEqual(Object.keys(summary), [
            "ok",
            "stack",
            "model",
            "seconds",
            "steps",
            "training",
            "realtime",
            "scoring",
            "notifications",
            "policies",
        ]);
        assert.equal(summary.ok, true);
        const counts = { input: 804, output: 800, quarantined: 4, location: "s3://artifacts/result.csv" };
        assert.deepEqual(summary.scoring, { xgboost: counts, "linear-learner": counts });
        const { seconds, ...step } = summary.steps[0]!;
        assert.deepEqual(step, { name: "deploy", ok: true, detail: "74 resources" });
        assert.equal(typeof seconds, "number");
    });

    it("names the step that failed and why", async () => {
        const recorder = new SummaryRecorder("local", "used-cars");
        await recorder.step("deploy", async () => 1, String);
        await assert.rejects(
            recorder.step(
                "push",
                async () => {
                    throw new Error("no bucket");
                },
                String,
            ),
        );
        const { ok, steps, ...rest } = recorder.summary();
        assert.equal(ok, false);
        assert.deepEqual(
            steps.map(({ name, ok, detail }) => ({ name, ok, detail })),
            [
                { name: "deploy", ok: true, detail: "1" },
                { name: "push", ok: false, detail: "no bucket" },
            ],
        );
        assert.deepEqual(Object.keys(rest), ["stack", "model", "seconds"]);
    });

    it("is not ok before anything happened", () => {
        assert.equal(new SummaryRecorder("local", "used-cars").summary().ok, false);
    });

    it("is told to people with what to try next", async () => {
        const recorder = new SummaryRecorder("local", "used-cars");
        await recorder.step(
            "deploy",
            async () => 74,
            (n) => `${n} resources`,
        );
        recorder.add({ policies });
        const text = report(recorder.summary(), { training: [], scoring: [] }, { keep: true });
        assert.match(text, /Policies: 3 rules, 0 mandatory violations/);
        assert.match(text, /Every step held/);
        assert.match(text, /npx drivetrain down/);
        assert.match(report(recorder.summary(), { training: [], scoring: [] }, {}), /npm start -- --keep/);
    });
});
