import assert from "node:assert/strict";
import { scoringRecordKey } from "../../../contracts/records";
import type { MergeRequest } from "../../../contracts/scoring";
import type { Scenario, Scenarios } from "./scenario";
import type { World } from "./world";

const algorithms = ["xgboost", "linear-learner"];
const car = {
    ...{ listing_id: 1, mileage: 20105, make: "Buick", body: "sedan", cylinders: 6, doors: 4 },
    ...{ cruise_control: 1, upgraded_sound: 0, leather: 0 },
};
const transform = {
    version: 1,
    features: [{ column: "mileage", kind: "numeric", impute: 19000, mean: 20000, scale: 10 }],
    vector: ["mileage"],
};

/** Both algorithms' champions answer for a car, and the request is kept. */
const predicted: Scenario = {
    async arrange(world, { variables }) {
        const prefixes = JSON.parse(variables["PARAMETER_PREFIXES"] ?? "{}") as Record<string, string>;
        for (const [algorithm, prefix] of Object.entries(prefixes)) {
            const uri = await world.object(`runs/${algorithm}/1/transform/transform.json`, transform);
            await world.parameter(`${prefix}/champion/endpoint-name`, `used-cars-${algorithm}-local`);
            await world.parameter(`${prefix}/champion/model-name`, `used-cars-${algorithm}-local-1`);
            await world.parameter(`${prefix}/champion/transform`, uri);
        }
        return {
            ...{ httpMethod: "POST", path: "/predictions", headers: { "Content-Type": "application/json" } },
            ...{ requestContext: { requestId: "0123" }, body: JSON.stringify(car), isBase64Encoded: false },
        };
    },
    check({ result, log }) {
        const { kept, unkeptFor } = JSON.parse(log) as { kept?: number; unkeptFor?: string };
        assert.equal(kept, 1, unkeptFor);
        const { statusCode, body } = result as { statusCode: number; body: string };
        assert.equal(statusCode, 200, log);
        const { degraded, predictions } = JSON.parse(body) as { degraded: boolean; predictions: { result: number }[] };
        assert.deepEqual([degraded, predictions[0]?.result], [false, 42]);
    },
};

/** Leaves what a scoring run has before it merges: the rows as they came, and the lines of each algorithm's job. */
async function scored(
    world: World,
    run: string,
    rows: readonly string[],
    lines: readonly string[],
    used: number,
): Promise<MergeRequest> {
    const carried = ["listing_id", "make"];
    const report = { input: used, used, quarantined: 0, reasons: {}, carried, parts: 1 };
    const uri = await world.object(`scores/${run}/report/report.json`, report);
    await world.object(`scores/${run}/rows/part-00000.csv`, `${rows.join("\n")}\n`);
    for (const algorithm of algorithms) {
        await world.object(`scores/${run}/transformed/${algorithm}/part-00000.csv.out`, `${lines.join("\n")}\n`);
    }
    return {
        ...{ location: uri.replace("/report/report.json", ""), file: "cars.csv", runId: run },
        models: algorithms.map((algorithm) => ({
            ...{
                algorithm,
                batchFormat: "text/csv",
                modelPackageArn: "arn:3",
                modelName: `cars-${algorithm}`,
                rmse: null,
            },
        })),
        ...{ input: "s3://landing/scoring/cars.csv", startedAt: "2026-01-02T03:04:05Z" },
        executionArn: "arn:aws:states:us-east-1:111111111111:execution:scoring:run",
        mergedByJob: false,
    };
}

/** Rows become one file, and the run has its record. */
const merged: Scenario = {
    arrange: (world) => scored(world, "1", ["7,Saab", "8,Buick"], ["7,22000", "8,23000"], 2),
    check({ error, result }) {
        assert.equal(error, undefined, error?.message);
        const { output, record } = result as { output: number; record: string };
        assert.equal(output, 2);
        assert.ok(record.endsWith(scoringRecordKey("1", "2026-01-02T03:04:05Z")), record);
    },
};

/** Each row has what explains its scores beside it. */
const explained: Scenario = {
    async arrange(world) {
        const request = await scored(world, "4", ["7,Saab"], ["7,22000"], 1);
        for (const algorithm of algorithms) {
            await world.object(`scores/4/explained/${algorithm}/part-00000.csv`, "7,make,100,mileage,-50,doors,1\n");
        }
        return { ...request, explained: algorithms };
    },
    check({ error, result }) {
        assert.equal(error, undefined, error?.message);
        assert.equal((result as { output: number }).output, 1);
    },
};

/** Rows that a job has merged have their record. */
const mergedByJob: Scenario = {
    async arrange(world) {
        await world.object("scores/3/merge/merge.json", { rows: 1, clamped: 1 });
        return { ...(await scored(world, "3", ["7,Saab"], ["7,22000"], 1)), mergedByJob: true };
    },
    check({ error, result }) {
        assert.equal(error, undefined, error?.message);
        const { output, clamped } = result as { output: number; clamped: number };
        assert.deepEqual([output, clamped], [1, 1]);
    },
};

/** More than two parts of an upload, and then a row without a prediction: nothing is left of it. */
const givenUp: Scenario = {
    arrange(world) {
        const make = "x".repeat(1024);
        const rows = Array.from({ length: 40_000 }, (_, row) => `${row},${make}`);
        const lines = rows.map((_, row) => `${row},22000`);
        return scored(world, "2", [...rows, "40000,Saab"], [...lines, "40000,unknown"], 40_001);
    },
    async check({ error }, world) {
        assert.equal(error?.name, "MergeImpossible", error?.message);
        assert.match(error.message, /line 40001 .* has no finite prediction/);
        assert.equal(await world.leftUploads(), 0, "AccessDenied: an upload was left");
    },
};

export const rowScenarios: Scenarios = {
    "realtime/predict": [predicted],
    "scoring/mergeScores": [merged, explained, mergedByJob, givenUp],
};
