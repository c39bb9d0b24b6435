import type { AnalysisReport, Judgement } from "../../../contracts/monitoring";
import type { FeatureFigures, ReportRequest } from "../../../contracts/reports";
import type { DashboardData, ModelView } from "../../../functions/insights/dashboard/view";
import type { DriftRow } from "../../../functions/insights/reading/history";
import type { RunData } from "../../../functions/insights/reading/run";

/** A made-up month of a model that drifts in the end: what pictures and tests show. Nothing of it is by chance. */

const days = 24;
const version = (algorithm: string, number: number) =>
    `arn:aws:sagemaker:us-east-1:111111111111:model-package/used-cars-${algorithm}-prod/${number}`;
const timeOf = (day: number) => `2026-01-${String(day).padStart(2, "0")}T06:00:00Z`;
const runOf = (day: number) => `202601${String(day).padStart(2, "0")}-060000-0a1b2c3d`;

/** Between 0 and 1, the same in every run; no two neighbours look alike. */
const wave = (index: number) => (Math.sin(index * 12.9898) * 43_758.5453) % 1;

const edges = Array.from({ length: 21 }, (_, index) => index * 2500);
const bell = (middle: number, width: number, rows: number) =>
    edges.slice(0, -1).map((edge) => {
        const far = (edge + 1250 - middle) / width;
        return Math.round((rows * 1000 * Math.exp((-far * far) / 2)) / width);
    });
const sum = (counts: readonly number[]) => counts.reduce((total, count) => total + count, 0);
const side = (counts: readonly number[]) => ({ present: sum(counts), missing: 0, counts });

const mileage: FeatureFigures = {
    feature: "mileage",
    type: "integer",
    kind: "bins",
    edges,
    baseline: { ...side(bell(19_800, 8200, 804)), least: 266, most: 50_387, mean: 19_831.9 },
    window: { ...side(bell(31_500, 9100, 612)), least: 1044, most: 71_210, mean: 31_466.2 },
};
const makes = ["Chevrolet", "Pontiac", "Saab", "Saturn", "Buick", "Cadillac", "Tesla"];
const make: FeatureFigures = {
    feature: "make",
    type: "string",
    kind: "categories",
    labels: makes,
    unknown: makes.map((one) => one === "Tesla"),
    others: 0,
    baseline: { ...side([320, 150, 114, 60, 80, 80, 0]), rest: 0, distinct: 6 },
    window: { ...side([201, 98, 88, 41, 52, 61, 71]), rest: 0, distinct: 7 },
};
const doors: FeatureFigures = {
    feature: "doors",
    type: "integer",
    kind: "values",
    labels: [2, 4],
    baseline: side([190, 614]),
    window: side([140, 472]),
};

const found = {
    mileage: {
        ...{ feature: "mileage", slice: null, check: "baseline_drift_check", violation: true, rank: 1 },
        ...{ value: 0.4121, threshold: 0.1, probability: 3.1e-41, importance: 4210.5 },
        ...{ baseline: "mean 19831.9, deviation 8191", observed: "mean 31466.2, deviation 9080" },
        description: "Baseline drift distance: 0.4121 exceeds threshold: 0.1",
        why: "Kolmogorov-Smirnov test over 612 rows: chance does as much with probability 3.1e-41; 0.4121 is beyond 0.1",
    },
    make: {
        ...{ feature: "make", slice: null, check: "categorical_values_check", violation: true, rank: 2 },
        ...{ value: 0.884, threshold: 1, probability: null, importance: 2930.1 },
        ...{ baseline: "0% unknown", observed: "11.6% unknown" },
        description: "Categorical values requirement is not met. Unknown are Tesla.",
        why: "rule: 0.884 is beyond 1",
    },
    doors: {
        ...{ feature: "doors", slice: null, check: "baseline_drift_check", violation: false, rank: 3 },
        ...{ value: 0.0076, threshold: 0.1, probability: 0.81, importance: 120.4 },
        ...{ baseline: "mean 3.52736, deviation 0.8496", observed: "mean 3.54248, deviation 0.8401" },
        description: null,
        why: "chi-square test over 612 rows: chance does as much with probability 0.81; 0.0076 is within 0.1",
    },
    rmse: {
        ...{ feature: "rmse", slice: null, check: "GreaterThanThreshold", violation: true, rank: 1 },
        ...{ value: 3411.7, threshold: 2310.8, probability: 1.2e-9, importance: null },
        ...{ baseline: "2100.7", observed: "3411.7" },
        description: "Metric rmse with 3411.7 was GreaterThanThreshold 2310.8",
        why: "Student's t over 148 rows: chance does as much with probability 1.2e-09; 3412 is beyond 2311",
    },
};

const reportOf = (...findings: AnalysisReport["names"][string]["findings"]): AnalysisReport => ({
    names: {
        xgboost: { sameBaselineAs: "xgboost", findings },
        "linear-learner": { sameBaselineAs: "xgboost", findings },
    },
});

const courseOf = (judgement: Judgement, feature: string, threshold: number, valueAt: (day: number) => number) =>
    Array.from({ length: days }, (_, index): DriftRow => {
        const value = valueAt(index + 1);
        const violations = value > threshold ? [found[feature as keyof typeof found].check] : [];
        const day = index + 1;
        return {
            ...{ run: runOf(day), time: timeOf(day), judgement, name: "xgboost", feature, slice: "" },
            ...{ value, threshold, violations },
        };
    });

const late = (day: number) => Math.max(0, day - 17) / 7;
const history: readonly DriftRow[] = [
    ...courseOf("data-quality", "mileage", 0.1, (day) => 0.04 + 0.02 * wave(day) + 0.36 * late(day)),
    ...courseOf("data-quality", "make", 0.1, (day) => 0.05 + 0.02 * wave(day + 40) + 0.06 * late(day)),
    ...courseOf("data-quality", "doors", 0.1, (day) => 0.02 + 0.015 * wave(day + 80)),
    ...courseOf("model-quality", "rmse", 2310.8, (day) => 2100 + 120 * wave(day + 120) + 1250 * late(day)),
];

const points = Array.from({ length: 148 }, (_, index): readonly [number, number] => {
    const actual = 9000 + 34_000 * Math.abs(wave(index + 200));
    return [actual, actual * (1 + 0.12 * wave(index + 400))];
});
const groups = Array.from({ length: 10 }, (_, index) => {
    const actual = 10_700 + 3400 * index;
    return {
        ...{ rows: index < 8 ? 15 : 14, least: actual - 1700, most: actual + 1699, actual },
        ...{ predicted: actual * (1 + 0.04 * wave(index)), error: 1900 + 210 * index },
    };
});

export const sampleRequest: ReportRequest = {
    runId: runOf(days),
    location: `s3://drivetrain-111111111111-prod-used-cars-artifacts/monitoring/${runOf(days)}`,
    window: `s3://drivetrain-111111111111-prod-used-cars-captures/consolidated/${runOf(days)}/`,
    reportFolder: `s3://drivetrain-111111111111-prod-used-cars-captures/reports/${runOf(days)}`,
    counts: {
        ...{ rows: 612, labelled: 148, pending: 464, captured: 612, requests: 612 },
        ...{ decoded: 0, batch: 0, duplicates: 0, brokenLines: 1 },
    },
    judgements: ["data-quality", "model-quality"],
    models: ["xgboost", "linear-learner"].map((algorithm) => ({
        algorithm,
        modelPackageArn: version(algorithm, 7),
        baseline: `s3://drivetrain-111111111111-prod-used-cars-artifacts/runs/${algorithm}/20251220-091500-77aa88bb/baseline`,
    })),
    executionArn: `arn:aws:states:us-east-1:111111111111:execution:drivetrain-prod-used-cars-monitor:${runOf(days)}`,
    startedAt: timeOf(days),
    jobs: {
        consolidation: { name: "drivetrain-prod-used-cars-monitor-consolidate", run: "jr_5f3c", seconds: 94 },
        analyses: (["data-quality", "model-quality"] as const).map((judgement, index) => ({
            judgement,
            name: `used-cars-monitor-prod-${runOf(days)}-${index}00`,
            startedAt: 1_769_234_700_000,
            endedAt: 1_769_234_781_000 + index * 4000,
            message: `CompletedWithViolations: Job completed successfully with ${2 - index} violation${index ? "" : "s"}.`,
        })),
    },
};

export const sampleRun: RunData = {
    model: "used-cars",
    request: sampleRequest,
    judged: [
        {
            judgement: "data-quality",
            report: reportOf(found.mileage, found.make, found.doors),
            figures: {
                ...{ run: runOf(days), time: timeOf(days), judgement: "data-quality", rows: 612 },
                names: { xgboost: { features: [mileage, make, doors], leftOut: 0 } },
            },
            rows: { worst: [] },
        },
        {
            judgement: "model-quality",
            report: reportOf(found.rmse),
            figures: {
                ...{ run: runOf(days), time: timeOf(days), judgement: "model-quality", rows: 148 },
                answers: { result: { sampled: 148, groups } },
            },
            rows: {
                points: { result: points },
                worst: [3, 11, 42].map((row) => {
                    const actual = Math.round(21_000 + 9000 * wave(row));
                    const answered = Math.round(actual * 1.31);
                    return {
                        ...{ identifier: `car-${row}`, actual, error: answered - actual },
                        answers: { xgboost: answered, "linear-learner": answered - 900, result: answered },
                        values: { mileage: String(40_000 + 100 * row), make: "Tesla", doors: "4", leather: "1" },
                    };
                }),
            },
        },
    ],
    history,
};

const servingOf = (algorithm: string, rmse: number): ModelView["serving"][number] => ({
    algorithm,
    version: 7,
    champion: `used-cars-${algorithm}-prod-20251220-091500-77aa88bb`,
    since: "2025-12-20T10:02:11.000Z",
    endpoint: { name: `used-cars-${algorithm}-prod`, status: "InService" },
    gate: { name: "validation:rmse", value: rmse - 31.2, threshold: 3000 },
    comparison: {
        ...{ metric: "rmse", rows: 121, challenger: rmse, champion: rmse + 214.6, margin: 0.01 },
        ...{ baseline: 9884.2, r2: 0.948, r2Interval: [0.921, 0.968] },
    },
    reason: `rmse ${rmse} of the challenger is below ${rmse + 214.6} of the champion.`,
});

const homes: ModelView = {
    ...{ stack: "prod-homes", stage: "prod", model: "homes", region: "us-east-1" },
    serving: [
        { algorithm: "xgboost", endpoint: { name: "homes-xgboost-prod", status: "none" } },
        { algorithm: "linear-learner", endpoint: { name: "homes-linear-learner-prod", status: "none" }, waiting: 1 },
    ],
    ...{ runs: [], history: [], batches: [], alarms: [], lacks: [] },
};

export const sampleDashboard: DashboardData = {
    models: [
        {
            ...{ stack: "prod", stage: "prod", model: "used-cars", region: "us-east-1" },
            serving: [servingOf("xgboost", 2100.7), servingOf("linear-learner", 2418.3)],
            runs: [
                {
                    ...{ pipeline: "monitoring", name: runOf(days), result: "drifted", started: timeOf(days) },
                    ...{
                        seconds: 213,
                        reason: "mileage, make, rmse",
                        report: `${sampleRequest.reportFolder}/report.html`,
                    },
                },
                { pipeline: "scoring", name: "s-1", result: "scored", started: "2026-01-23T22:00:00Z", seconds: 371 },
                { pipeline: "monitoring", name: runOf(23), result: "calm", started: timeOf(23), seconds: 201 },
                {
                    ...{ pipeline: "training of xgboost", name: "t-1", result: "rejected" },
                    ...{ started: "2026-01-12T09:15:00Z", seconds: 940 },
                    reason: "rmse 2290.1 of the challenger is not below 2100.7 of the champion.",
                },
            ],
            history,
            batches: [
                {
                    ...{ run: "s-1", model: "used-cars", combine: "max", source: "s3://landing/scoring/stock.csv" },
                    execution: "arn:aws:states:us-east-1:111111111111:execution:scoring:s-1",
                    ...{ started_at: "2026-01-23T22:00:00Z", ended_at: "2026-01-23T22:06:11Z" },
                    ...{ input: 18_402, output: 18_377, quarantined: 25, clamped: 0 },
                    reasons: [{ reason: "mileage is no number", rows: 25 }],
                    ...{ result: "s3://artifacts/scores/s-1/result/stock.csv", quarantine: null },
                    algorithms: ["xgboost", "linear-learner"].map((algorithm) => ({
                        ...{ algorithm, rows: 18_377, model_name: `used-cars-${algorithm}-prod` },
                        model_package_arn: version(algorithm, 7),
                    })),
                },
            ],
            alarms: [
                {
                    name: "used-cars-xgboost-prod-latency",
                    state: "ALARM",
                    reason: "Threshold Crossed: 3 datapoints were greater than the threshold (500000.0).",
                    since: "2026-01-24T05:41:00.000Z",
                },
                { name: "used-cars-linear-learner-prod-latency", state: "OK", since: "2026-01-01T00:00:00.000Z" },
            ],
            lacks: [],
        },
        homes,
    ],
    unseen: [
        {
            stack: "dev",
            why: "The stack dev is account 222222222222 (Pulumi.dev.yaml), but these credentials are of another.",
        },
    ],
};
