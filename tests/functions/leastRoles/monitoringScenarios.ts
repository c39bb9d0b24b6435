import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { capturesId, type CaptureVerdict } from "../../../contracts/captures";
import { claimId } from "../../../contracts/ledger";
import type { DriftRequest, DriftVerdict, Judgement } from "../../../contracts/monitoring";
import type { ReportAnswer, ReportRequest } from "../../../contracts/reports";
import { type RetrainingDecision, retrainingId } from "../../../contracts/retraining";
import { statusChange } from "../closures/case";
import type { Scenario, Scenarios } from "./scenario";

const location = (bucket: string) => `s3://${bucket}/monitoring/1`;

/** People are told of both kinds of drift, and the run has its record. */
const drifted: Scenario = {
    async arrange(world): Promise<DriftRequest> {
        const violation = { constraint_check_type: "check", description: "it has moved" };
        const judgements: Readonly<Record<Judgement, object>> = {
            "data-quality": { ...violation, feature_name: "mileage" },
            "model-quality": { ...violation, metric_name: "rmse" },
        };
        for (const [judgement, violated] of Object.entries(judgements)) {
            const folder = `monitoring/1/${judgement}`;
            await world.object(`${folder}/report.json`, { names: {} });
            await world.object(`${folder}/xgboost/constraint_violations.json`, { violations: [violated] });
            await world.object(`${folder}/drift.csv`, "name,feature\nxgboost,mileage\n");
        }
        const rmse = { value: 2280.1, standard_deviation: 3 };
        await world.object("monitoring/1/model-quality/result/statistics.json", { regression_metrics: { rmse } });
        return {
            ...{ runId: "1", location: location(world.names.artifactBucket), window: "s3://captures/consolidated/1/" },
            counts: {
                ...{ rows: 2, labelled: 1, pending: 0, captured: 2, requests: 2 },
                ...{ decoded: 0, batch: 0, duplicates: 0, brokenLines: 0 },
            },
            judgements: ["data-quality", "model-quality"],
            models: [{ algorithm: "xgboost", modelPackageArn: "arn:3", baseline: "s3://artifacts/runs/1/baseline" }],
            executionArn: "arn:aws:states:us-east-1:111111111111:execution:monitor:run",
            startedAt: "2026-01-02T03:04:05Z",
        };
    },
    check({ error, result }) {
        assert.equal(error, undefined, error?.message);
        const { verdict, metrics } = result as DriftVerdict;
        assert.deepEqual([verdict, metrics], ["drifted", { rmse: 2280.1 }]);
    },
};

/** A run of each algorithm learns from what landed, but of the one that has a run of it already. */
const retrained: Scenario = {
    async arrange(world, { name }) {
        // What was started before was on another day.
        await world.forget(retrainingId(name.replace(/-retrain$/, "")));
        const key = "training/newer.csv";
        await world.landed(key, "1,2\n");
        const machine = (algorithm: string) => name.replace("-monitor-retrain", `-${algorithm}-training`);
        await world.stateMachine(machine("xgboost"));
        const object = { key, "version-id": await world.versionOf(key) };
        const claim = claimId(machine("linear-learner"), { bucket: { name: world.names.landingBucket }, object });
        await world.item(claim, await world.execution(machine("linear-learner")));
        const violation = { feature_name: "mileage", constraint_check_type: "baseline_drift_check", description: "" };
        const execution = `arn:aws:states:us-east-1:111111111111:execution:monitor:${randomUUID()}`;
        return { detail: { model: "used-cars", execution, violations: { "data-quality": [violation] } } };
    },
    check({ error, result }) {
        assert.equal(error, undefined, error?.message);
        const { outcome, runs } = result as RetrainingDecision;
        assert.equal(outcome, "started");
        assert.deepEqual(Object.keys(runs), ["xgboost"]);
    },
};

/** Captures are held against invocations that CloudWatch knows, and the alarm is told. */
const watched: Scenario = {
    async arrange(world) {
        // CloudWatch takes no data of long ago.
        const since = Math.floor(Date.now() / 3_600_000) * 3600 - 3 * 3600;
        for (const algorithm of ["xgboost", "linear-learner"]) {
            const state = { generation: 1, since, captured: { [since]: 30 }, percentage: 100, run: "1", verdict: null };
            await world.state(capturesId(`used-cars-${algorithm}-local`), state);
        }
        await world.invocations("used-cars-xgboost-local", new Date((since + 60) * 1000), 30);
        return { runId: "2", startedAt: new Date().toISOString(), watch: { generation: 2, invocations: {} } };
    },
    check({ error, result }) {
        assert.equal(error, undefined, error?.message);
        const [verdict, ...others] = result as CaptureVerdict[];
        assert.deepEqual([others, verdict?.endpoint, verdict?.short], [[], "used-cars-xgboost-local", false]);
    },
};

/** People are told of a run that failed. */
const failed: Scenario = {
    arrange: () => Promise.resolve(statusChange({ input: "{}", cause: "Consolidate: the job run failed" })),
    check({ error, result }) {
        assert.equal(error, undefined, error?.message);
        assert.match((result as { message: string }).message, /the job run failed/);
    },
};

/** The report of a run, with the run before it and the rows that it tells. */
const reported: Scenario = {
    async arrange(world): Promise<ReportRequest> {
        const { names } = world;
        const header = "run,time,judgement,name,feature,slice,value,threshold,violations\n";
        const row = (run: string, time: string) => `${run},${time},data-quality,xgboost,mileage,,0.23,0.1,\n`;
        const folder = "monitoring/2/data-quality";
        await world.object(`${folder}/report.json`, { names: { xgboost: { findings: [] } } });
        await world.object(`${folder}/figures.json`, {});
        await world.object(`${folder}/drift.csv`, `${header}${row("2", "2026-01-02T03:04:05Z")}`);
        await world.object("records/drift/date=2026-01-01/1.csv", `${header}${row("1", "2026-01-01T03:04:05Z")}`);
        const quality = "monitoring/2/model-quality";
        await world.object(`${quality}/report.json`, { names: { xgboost: { findings: [] } } });
        await world.object(`${quality}/figures.json`, {});
        await world.object(`${quality}/drift.csv`, header);
        const worst = { identifier: "4711", actual: 9000, answers: { xgboost: 29000 }, error: 20000, values: {} };
        await world.captured("reports/2/model-quality/rows.json", { worst: [worst] });
        return {
            ...{ runId: "2", location: `s3://${names.artifactBucket}/monitoring/2` },
            ...{ window: "s3://captures/consolidated/2/", reportFolder: `s3://${names.captureBucket}/reports/2` },
            counts: {
                ...{ rows: 2, labelled: 0, pending: 0, captured: 2, requests: 2 },
                ...{ decoded: 0, batch: 0, duplicates: 0, brokenLines: 0 },
            },
            judgements: ["data-quality", "model-quality"],
            models: [{ algorithm: "xgboost", modelPackageArn: "arn:3", baseline: "s3://artifacts/runs/1/baseline" }],
            executionArn: "arn:aws:states:us-east-1:111111111111:execution:monitor:run",
            startedAt: "2026-01-02T03:04:05Z",
            jobs: { consolidation: { name: "consolidate" }, analyses: [] },
        };
    },
    async check({ error, result }, world) {
        assert.equal(error, undefined, error?.message);
        const { report } = result as ReportAnswer;
        assert.equal(report, `s3://${world.names.captureBucket}/reports/2/report.html`);
        const page = await world.read(report);
        // What cannot be read is left out.
        assert.match(page, /2026-01-01 03:04/, "must not be read");
        assert.match(page, /4711/, "must not be read");
    },
};

export const monitoringScenarios: Scenarios = {
    "insights/writeReport": [reported],
    "monitoring/evaluateDrift": [drifted],
    "monitoring/notifyMonitoring": [failed],
    "monitoring/startRetraining": [retrained],
    "monitoring/watchCaptures": [watched],
};
