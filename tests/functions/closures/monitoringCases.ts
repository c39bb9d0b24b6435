import assert from "node:assert/strict";
import { type Cases, published, statusChange } from "./case";

const folder = "/artifacts/monitoring/1";
const version = "arn:aws:sagemaker:us-east-1:111111111111:model-package/used-cars-xgboost-local/3";
/** The program's landing bucket, which the function knows. */
const landing = "drivetrain-111111111111-local-used-cars-landing";
const driftRequest = {
    runId: "1",
    location: "s3://artifacts/monitoring/1",
    window: "s3://captures/consolidated/1/",
    counts: { rows: 804, labelled: 0, pending: 0, brokenLines: 0 },
    judgements: ["data-quality"],
    models: [{ algorithm: "xgboost", modelPackageArn: version, baseline: "s3://artifacts/runs/xgboost/1/baseline/" }],
    executionArn: "arn:aws:states:us-east-1:111111111111:execution:monitor:run",
    startedAt: "2026-01-02T03:04:05Z",
};

const drifted =
    "run,time,judgement,name,feature,slice,value,threshold,violations\n1,2026-01-02T03:04:05Z,data-quality,xgboost,mileage,,0.23,0.1,baseline_drift_check\n";
const reportRequest = {
    ...driftRequest,
    reportFolder: "s3://captures/reports/1",
    jobs: { consolidation: { name: "consolidate" }, analyses: [{ judgement: "data-quality", name: "job" }] },
};

export const monitoringCases: Cases = {
    "insights/writeReport": [
        {
            functions: /-monitor-report$/,
            event: reportRequest,
            answers: {
                "PUT /artifacts/monitoring/1/report/run.json": "",
                [`GET ${folder}/data-quality/report.json`]: { names: { xgboost: { findings: [] } } },
                [`GET ${folder}/data-quality/figures.json`]: {},
                [`GET ${folder}/data-quality/drift.csv`]: drifted,
                "GET /artifacts*": "<ListBucketResult><IsTruncated>false</IsTruncated></ListBucketResult>",
                "PUT /captures/reports/1/report.html": "",
            },
            check({ error, result }, { calls }) {
                assert.equal(error, undefined);
                assert.deepEqual(result, { report: "s3://captures/reports/1/report.html" });
                const body = calls.at(-1)?.input;
                assert.match(typeof body === "string" ? body : JSON.stringify(body), /<h1>used-cars<|mileage/);
            },
        },
    ],
    "monitoring/evaluateDrift": [
        {
            functions: /-monitor-evaluate$/,
            event: driftRequest,
            answers: {
                [`GET ${folder}/data-quality/report.json`]: { names: {} },
                [`GET ${folder}/data-quality/xgboost/constraint_violations.json`]: {
                    violations: [
                        {
                            feature_name: "mileage",
                            constraint_check_type: "baseline_drift_check",
                            description: "Numerical distance: 0.23 exceeds threshold: 0.1",
                        },
                    ],
                },
                [`GET ${folder}/data-quality/drift.csv`]: "name,feature\nxgboost,mileage\n",
                "PUT /artifacts/records/drift/date=2026-01-02/1.csv": "",
                Publish: published,
            },
            check({ error, result }, { calls }) {
                assert.equal(error, undefined);
                assert.equal((result as { verdict: string }).verdict, "drifted");
                const { TopicArn, Subject } = calls.at(-1)?.input as Record<string, string>;
                assert.match(String(TopicArn), /-data-drift$/);
                assert.equal(Subject, "[drivetrain] used-cars: data drift in mileage");
            },
        },
    ],
    "monitoring/startRetraining": [
        {
            functions: /-monitor-retrain$/,
            event: {
                detail: {
                    model: "used-cars",
                    execution: "arn:aws:states:us-east-1:111111111111:execution:monitor:run",
                    violations: {
                        "data-quality": [{ feature_name: "mileage", constraint_check_type: "baseline_drift_check" }],
                    },
                },
            },
            answers: {
                [`GET /${landing}/`]:
                    "<ListBucketResult><Contents><Key>training/new.csv</Key>" +
                    "<LastModified>2026-01-02T03:04:05.000Z</LastModified></Contents></ListBucketResult>",
                [`HEAD /${landing}/training/new.csv`]: "",
                GetItem: {},
                UpdateItem: {},
                StartExecution: {},
                Publish: published,
            },
            check({ error, result }, { calls }) {
                assert.equal(error, undefined);
                const { outcome, runs } = result as { outcome: string; runs: object };
                assert.equal(outcome, "started");
                assert.deepEqual(Object.keys(runs), ["xgboost", "linear-learner"]);
                const { Subject } = calls.find(({ operation }) => operation === "Publish")?.input as Record<
                    string,
                    string
                >;
                assert.equal(Subject, "[drivetrain] used-cars drifted, retraining xgboost, linear-learner");
            },
        },
    ],
    "monitoring/watchCaptures": [
        {
            functions: /-monitor-captures$/,
            event: {
                runId: "2",
                startedAt: "2026-01-02T03:04:05Z",
                watch: { generation: 2, invocations: { "used-cars-xgboost-local": { "1767312000": 1 } } },
            },
            answers: {
                GetItem: {
                    Item: {
                        state: {
                            S: JSON.stringify({
                                ...{ generation: 1, since: 1767312000, captured: {}, percentage: 100, run: "1" },
                                verdict: null,
                            }),
                        },
                    },
                },
                DescribeEndpoint: { DataCaptureConfig: { EnableCapture: true, CurrentSamplingPercentage: 100 } },
                GetMetricData: { MetricDataResults: [{ Id: "m0", Values: [40, 60] }] },
                PutMetricData: {},
                PutItem: {},
            },
            check({ error, result }) {
                assert.equal(error, undefined);
                assert.deepEqual((result as object[])[0], {
                    ...{
                        endpoint: "used-cars-xgboost-local",
                        invocations: 100,
                        expected: 100,
                        captured: 1,
                        short: true,
                    },
                    ...{ since: "2026-01-02T00:00:00.000Z", until: "2026-01-02T02:00:00.000Z" },
                });
            },
        },
    ],
    "monitoring/notifyMonitoring": [
        {
            functions: /-monitor-notify$/,
            event: statusChange({ input: "{}", cause: "Consolidate: the job run failed" }),
            answers: { Publish: published },
            check({ error }, { calls }) {
                assert.equal(error, undefined);
                const { Subject, Message } = calls[0]?.input as Record<string, string>;
                assert.equal(Subject, "[drivetrain] monitoring used-cars: failed");
                assert.match(String(Message), /Consolidate: the job run failed/);
            },
        },
    ],
};
