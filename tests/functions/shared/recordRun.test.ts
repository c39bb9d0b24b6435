import assert from "node:assert/strict";
import { runId } from "../../../contracts/runIds";
import type { StatusChange } from "../../../functions/shared/notices";
import { type RecordedPipeline, runRecordOf } from "../../../functions/shared/recordRun";

const executionArn = "arn:aws:states:us-east-1:111111111111:execution:cars-training:9a1b";
const startDate = Date.parse("2026-01-02T23:59:58.000Z");
const known: RecordedPipeline = {
    ...{ pipeline: "training", model: "cars", algorithm: "xgboost", base: "cars-xgboost-dev", bucket: "artifacts" },
};
const run = runId(executionArn, new Date(startDate));

function ended(status: string, more: Partial<StatusChange["detail"]> = {}): StatusChange {
    const detail = { executionArn, name: "9a1b", status, startDate, stopDate: startDate + 61_500, ...more };
    return { region: "us-east-1", detail };
}

describe("the record of a run", () => {
    it("says what the run came to say, and what it measured", () => {
        const output = JSON.stringify({
            ...{ verdict: "promoted", reason: "It is the first.", modelName: `cars-xgboost-dev-${run}` },
            ...{ modelPackageArn: "arn:version", metrics: { "validation:rmse": 2.5, "train:rmse": null } },
        });
        assert.deepEqual(runRecordOf(ended("SUCCEEDED", { output }), known), {
            ...{ run, pipeline: "training", model: "cars", algorithm: "xgboost", execution: executionArn },
            ...{ status: "succeeded", verdict: "promoted", reason: "It is the first." },
            ...{ started_at: "2026-01-02T23:59:58.000Z", ended_at: "2026-01-03T00:00:59.500Z", seconds: 61.5 },
            jobs: `cars-xgboost-dev-${run}`,
            ...{ model_name: `cars-xgboost-dev-${run}`, model_package_arn: "arn:version" },
            metrics: [{ name: "validation:rmse", value: 2.5 }],
        });
    });

    it("says of a run that did not succeed how it ended, and why", () => {
        const { status, verdict, reason, metrics } = runRecordOf(ended("FAILED", { cause: "x".repeat(2000) }), known);
        assert.deepEqual([status, verdict, reason, metrics], ["failed", "failed", "x".repeat(1000), []]);
        const late = runRecordOf(ended("TIMED_OUT", { stopDate: null }), known);
        assert.deepEqual([late.status, late.verdict, late.reason, late.seconds], ["timed out", "timed out", null, 0]);
        assert.equal(runRecordOf(ended("SUCCEEDED", { output: "no JSON" }), known).verdict, "succeeded");
    });
});
