import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { DriftRequest, Violation } from "../../../contracts/monitoring";
import type { Notice } from "../../../contracts/notices";
import { evaluate } from "../../../functions/monitoring/evaluateDrift";
import { readCsv } from "../../../functions/shared/csv";
import { FolderObjects } from "../shared/folderObjects";

const location = "s3://artifacts/monitoring/20260102-230405-9a1b9a1b";
const versionOf = (algorithm: string) => `arn:aws:sagemaker:us-east-1:111111111111:model-package/cars-${algorithm}/3`;
const request: DriftRequest = {
    runId: "20260102-230405-9a1b9a1b",
    location,
    window: "s3://captures/consolidated/20260102-230405-9a1b9a1b/",
    counts: {
        ...{ rows: 804, labelled: 12, pending: 0, captured: 804, requests: 804 },
        ...{ decoded: 0, batch: 0, duplicates: 0, brokenLines: 0 },
    },
    judgements: ["data-quality"],
    models: ["xgboost", "linear-learner"].map((algorithm) => ({
        algorithm,
        modelPackageArn: versionOf(algorithm),
        baseline: `s3://artifacts/runs/${algorithm}/1/baseline/`,
    })),
    executionArn: "arn:aws:states:::execution:monitor:1",
    startedAt: "2026-01-02T23:04:05.000Z",
};
const settings = { model: "cars", topics: { "data-quality": "arn:data", "model-quality": "arn:model" } };
const mileage: Violation = {
    feature_name: "mileage",
    constraint_check_type: "baseline_drift_check",
    description: "Numerical distance: 0.23 exceeds threshold: 0.1",
};
const rmse: Violation = {
    metric_name: "rmse",
    constraint_check_type: "GreaterThanThreshold",
    description: "Metric rmse with 4100 was GreaterThanThreshold 3000",
};

describe("evaluating drift", () => {
    let folder: string;
    let objects: FolderObjects;
    let told: { readonly notice: Notice; readonly topic: string }[];

    beforeEach(() => {
        folder = mkdtempSync(join(tmpdir(), "drift-"));
        objects = new FolderObjects(folder);
        told = [];
    });
    afterEach(() => rmSync(folder, { recursive: true }));

    const put = (path: string, value: string | object) =>
        objects.put(`${location}/${path}`, typeof value === "string" ? value : JSON.stringify(value));
    const judged = (judgement: string, violations: Readonly<Record<string, readonly Violation[]>>) => {
        for (const [algorithm, found] of Object.entries(violations)) {
            put(`${judgement}/${algorithm}/constraint_violations.json`, { violations: found });
        }
        put(`${judgement}/drift.csv`, "name,feature,value\nxgboost,mileage,0.23\nlinear-learner,mileage,0.23\n");
    };
    const run = (changes: Partial<DriftRequest> = {}) =>
        evaluate(
            {
                objects,
                publish: (notice, topic) => {
                    told.push({ notice, topic });
                    return Promise.resolve();
                },
            },
            settings,
            { ...request, ...changes },
        );

    it("is silent where nothing is violated", async () => {
        judged("data-quality", { xgboost: [], "linear-learner": [] });
        const verdict = await run();
        assert.equal(verdict.verdict, "calm");
        assert.deepEqual(verdict.violations, { "data-quality": [] });
        assert.deepEqual(told, []);
    });

    it("tells a violation of several baselines once, with the algorithms that it is about", async () => {
        judged("data-quality", { xgboost: [mileage], "linear-learner": [mileage] });
        const verdict = await run();
        assert.equal(verdict.verdict, "drifted");
        assert.deepEqual(verdict.violations, {
            "data-quality": [{ ...mileage, algorithms: ["xgboost", "linear-learner"] }],
        });
        const [only, ...others] = told;
        assert.deepEqual(others, []);
        assert.equal(only?.topic, "arn:data");
        assert.equal(only.notice.subject, "[drivetrain] cars: data drift in mileage");
        for (const part of [
            "mileage (baseline_drift_check; xgboost, linear-learner): Numerical distance: 0.23 exceeds threshold: 0.1",
            `Model package of xgboost: ${versionOf("xgboost")}`,
            `Window: ${request.window}`,
            `Files: ${location}/data-quality/`,
            "Execution: arn:aws:states:::execution:monitor:1",
        ]) {
            assert.ok(only.notice.message.includes(part), part);
        }
    });

    it("says what a feature was and is, as the analyzer's report has it", async () => {
        judged("data-quality", { xgboost: [mileage], "linear-learner": [] });
        const finding = { feature: "mileage", check: mileage.constraint_check_type, violation: true };
        const figures = { value: 0.23, threshold: 0.1, baseline: "mean 19,800", observed: "mean 40,100" };
        put("data-quality/report.json", {
            names: { xgboost: { findings: [{ ...finding, ...figures, description: mileage.description }] } },
        });
        const { violations } = await run();
        assert.deepEqual(violations["data-quality"], [{ ...mileage, ...figures, algorithms: ["xgboost"] }]);
        assert.ok(told[0]?.notice.message.includes("It was mean 19,800, and is mean 40,100."));
    });

    it("passes on what could not be judged, once for baselines that say the same", async () => {
        judged("data-quality", { xgboost: [], "linear-learner": [] });
        judged("model-quality", { xgboost: [], "linear-learner": [] });
        const judgements = ["data-quality", "model-quality"] as const;
        assert.ok(!("notes" in (await run({ judgements }))));
        for (const judgement of judgements) put(`${judgement}/report.json`, { notes: ["no slices by make"] });
        assert.deepEqual((await run({ judgements })).notes, ["no slices by make"]);
    });

    it("links to the report where there is one, by a page that asks for sign-in, and says where there is none", async () => {
        judged("data-quality", { xgboost: [mileage], "linear-learner": [] });
        const report = "s3://captures/reports/20260102-230405-9a1b9a1b/report.html";
        const executionArn = "arn:aws:states:eu-west-1:111111111111:execution:monitor:1";
        assert.equal((await run({ report, executionArn })).report, report);
        const link =
            "https://eu-west-1.console.aws.amazon.com/s3/object/captures?region=eu-west-1&prefix=reports/20260102-230405-9a1b9a1b/report.html";
        assert.ok(told[0]?.notice.message.includes(`Report: ${link}\n`), told[0]?.notice.message);
        const without = await run({ report: "", executionArn });
        assert.ok(!("report" in without));
        assert.match(
            String(told[1]?.notice.message),
            /Report: none could be written; `npx drivetrain report` makes one/,
        );
    });

    it("tells errors that have grown on a topic of their own", async () => {
        judged("data-quality", { xgboost: [], "linear-learner": [] });
        judged("model-quality", { xgboost: [rmse], "linear-learner": [] });
        const verdict = await run({ judgements: ["data-quality", "model-quality"] });
        assert.equal(verdict.verdict, "drifted");
        assert.deepEqual(
            told.map(({ topic, notice }) => [topic, notice.subject]),
            [["arn:model", "[drivetrain] cars: model drift in rmse"]],
        );
    });

    it("records what drifted with the version, the window and where the files are", async () => {
        judged("data-quality", { xgboost: [mileage], "linear-learner": [] });
        const { record } = await run();
        assert.equal(record, "s3://artifacts/records/drift/date=2026-01-02/20260102-230405-9a1b9a1b.csv");
        const { records } = readCsv(objects.text(record));
        assert.deepEqual(records, [
            ["model", "version", "window", "files", "execution", "name", "feature", "value"],
            ...["xgboost", "linear-learner"].map((name) => [
                ...["cars", versionOf(name), request.window, `${location}/data-quality/`, request.executionArn],
                ...[name, "mileage", "0.23"],
            ]),
        ]);
    });

    it("tells nothing of a judgement that is half written, and says what is missing", async () => {
        put("data-quality/xgboost/constraint_violations.json", { violations: [mileage] });
        put("data-quality/drift.csv", "name\n");
        await assert.rejects(run(), {
            name: "JudgementIncomplete",
            message: /data-quality\/linear-learner\/constraint_violations\.json/,
        });
        assert.deepEqual(told, []);
    });

    it("keeps the answer within what a state may hold", async () => {
        const many = Array.from({ length: 500 }, (_, index) => ({ ...mileage, feature_name: `feature_${index}` }));
        judged("data-quality", { xgboost: many, "linear-learner": [] });
        const verdict = await run();
        assert.equal(verdict.violations["data-quality"]?.length, 100);
        assert.ok(JSON.stringify(verdict).length < 128 * 1024);
        assert.ok((told[0]?.notice.subject.length ?? 0) <= 100);
        assert.match(told[0]?.notice.message ?? "", /\.\.\. and 450 more: see the files\./);
    });
});
