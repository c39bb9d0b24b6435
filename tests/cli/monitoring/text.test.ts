import assert from "node:assert/strict";
import { type MonitoringRun, outcomeOf } from "../../../cli/monitoring/run";
import { monitorText, notJudgedText } from "../../../cli/monitoring/text";
import type { DriftVerdict } from "../../../contracts/monitoring";

const verdict: DriftVerdict = {
    verdict: "calm",
    violations: { "data-quality": [] },
    ...{ record: "s3://artifacts/records/drift/1.csv", location: "s3://artifacts/monitoring/1" },
    window: "s3://captures/consolidated/1/",
    counts: {
        ...{ rows: 804, labelled: 12, pending: 792, captured: 804, requests: 804 },
        ...{ decoded: 0, batch: 0, duplicates: 0, brokenLines: 3 },
    },
};
const ended = (output: MonitoringRun["output"]): MonitoringRun => ({
    ...{ status: "SUCCEEDED", executionArn: "arn:run", seconds: 12, states: [], output },
});
const mileage = {
    feature_name: "mileage",
    constraint_check_type: "baseline_drift_check",
    description: "Baseline drift distance: 0.709 exceeds threshold: 0.1",
    algorithms: ["xgboost"],
};

describe("cli: what the monitor found", () => {
    it("says how many rows and labels there were, what was broken, and where the files are", () => {
        const text = monitorText(ended(verdict));
        for (const part of ["804", "12", "792", "3", "Nothing drifted.", verdict.location, verdict.window]) {
            assert.ok(text.includes(part), part);
        }
        assert.equal(outcomeOf(ended(verdict)), "calm: 804 rows");
        const reported = monitorText(ended({ ...verdict, report: "s3://captures/reports/1/report.html" }), "dev");
        assert.match(reported, /^Report: npx drivetrain report -s dev$/m);
    });

    it("shows each violation, and names each feature once", () => {
        const rmse = { metric_name: "rmse", constraint_check_type: "GreaterThanThreshold", description: "more" };
        const attributions = { ...rmse, label: "label0", metric_name: "shap", algorithms: ["xgboost"] };
        const drifted: DriftVerdict = {
            ...verdict,
            verdict: "drifted",
            violations: {
                // The last has Clarify's shape, of attributions.
                "data-quality": [mileage, { ...mileage, constraint_check_type: "data_type_check" }, attributions],
                "model-quality": [{ ...rmse, algorithms: ["xgboost"] }],
            },
        };
        const text = monitorText(ended(drifted));
        for (const part of ["data-quality", "mileage", "baseline_drift_check", "model-quality", "rmse"]) {
            assert.ok(text.includes(part), part);
        }
        assert.equal(outcomeOf(ended(drifted)), "drifted: mileage, what the model goes by, rmse");
    });

    it("says how good the result was, and which labels fit no row", () => {
        const metrics = { mae: 1775.78, mse: 7_046_990, rmse: 2654.618, r2: 0.91934 };
        const counts = { ...verdict.counts, unmatched: 1 };
        const text = monitorText(ended({ ...verdict, metrics, counts }));
        assert.match(text, /^The result over 12 labels: mae 1,775\.8, mse 7,046,990, rmse 2,654\.6, r2 0\.91934\.$/m);
        assert.match(text, /^1 label of rows that nobody asked about, kept for 90 days\.$/m);
        const nothing = { verdict: "nothing new", reason: "Nothing.", location: "s3://a", counts } as const;
        assert.match(monitorText(ended(nothing)), /^1 label of rows/m);
    });

    it("says which lines were left out and why, the first of them", () => {
        const broken = [1, 2, 0, 4].map((line) => ({
            object: "s3://captures/a.jsonl",
            line,
            reason: "it was cut off",
        }));
        const text = monitorText(ended({ ...verdict, counts: { ...verdict.counts, broken, brokenLines: 4 } }));
        assert.match(text, /^Left out: s3:\/\/captures\/a\.jsonl, line 2: it was cut off\.$/m);
        assert.match(text, /^Left out: s3:\/\/captures\/a\.jsonl: it was cut off\.$/m);
        assert.match(text, /^\.\.\. and 1 more: see counts\.json of the window\.$/m);
        const counts = { ...verdict.counts, broken: broken.slice(0, 1), brokenLines: 1 };
        const nothing = { verdict: "nothing new", reason: "Nothing that can be judged.", location: "s3://a" } as const;
        assert.equal(monitorText(ended({ ...nothing, counts })).split("\n").length, 2);
    });

    it("tells of an endpoint that captures too little", () => {
        const times = { since: "2026-03-01T05:00:00.000Z", until: "2026-03-01T09:00:00.000Z" };
        const one = { endpoint: "cars", invocations: 400, expected: 400, captured: 150, ...times };
        const text = (short: boolean) => monitorText(ended({ ...verdict, captures: [{ ...one, short }] }));
        assert.match(
            text(true),
            /^cars captured 150 of 400 invocations between 2026-03-01 05:00 and 2026-03-01 09:00, /m,
        );
        assert.doesNotMatch(text(false), /cars captured/);
    });

    it("says why there was nothing to judge", () => {
        const nothing = { verdict: "nothing new", reason: "Nothing was asked.", location: "s3://a" } as const;
        assert.equal(monitorText(ended(nothing)), "Nothing was asked.");
        assert.equal(outcomeOf(ended(nothing)), "nothing new");
    });

    it("says why a run failed, and where to look", () => {
        const failed: MonitoringRun = {
            ...{ status: "FAILED", executionArn: "arn:run", seconds: 3, states: [] },
            failure: { state: "Consolidate", error: "States.TaskFailed", reason: "no such key" },
        };
        assert.equal(
            notJudgedText(failed),
            'the monitor failed in "Consolidate": no such key\n  Look at: execution arn:run',
        );
    });
});
