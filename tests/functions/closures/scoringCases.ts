import assert from "node:assert/strict";
import { type Case, type Cases, published, statusChange } from "./case";

const folder = "/artifacts/scores/1";
const mergeRequest = {
    location: "s3://artifacts/scores/1",
    file: "cars.csv",
    runId: "1",
    models: [
        { algorithm: "xgboost", batchFormat: "text/csv", modelPackageArn: "arn:3", modelName: "cars-xgboost" },
        {
            algorithm: "linear-learner",
            batchFormat: "application/jsonlines",
            modelPackageArn: "arn:2",
            modelName: "cars-linear",
        },
    ],
    input: "s3://landing/scoring/cars.csv",
    executionArn: "arn:aws:states:us-east-1:111111111111:execution:scoring:run",
    startedAt: "2026-01-02T03:04:05Z",
};

/** A file of one row, of which the model's rule makes this result. */
function merged(functions: RegExp, result: number): Case {
    const report = { input: 2, used: 1, quarantined: 1, reasons: {}, carried: ["listing_id", "make"], parts: 1 };
    return {
        functions,
        event: mergeRequest,
        answers: {
            [`GET ${folder}/report/report.json`]: report,
            [`GET ${folder}/rows/part-00000.csv`]: '7,"Saab, 900"\n',
            [`GET ${folder}/transformed/xgboost/part-00000.csv.out`]: "7,22000\n",
            [`GET ${folder}/transformed/linear-learner/part-00000.jsonl.out`]: {
                identifier: "7",
                SageMakerOutput: { score: 26000 },
            },
            [`PUT ${folder}/result/cars.csv`]: "",
            "PUT /artifacts/records/scoring/date=2026-01-02/1.json": "",
        },
        check(invocation, { calls }) {
            assert.equal(invocation.error, undefined);
            const { input, output, quarantined } = invocation.result as Record<string, number>;
            assert.deepEqual([input, output, quarantined], [2, 1, 1]);
            const puts = calls.filter(({ operation }) => operation.startsWith("PUT "));
            assert.equal(
                puts[0]?.input,
                `listing_id,make,xgboost,linear-learner,result\n7,"Saab, 900",22000,26000,${result}\n`,
            );
            assert.match(String(puts[1]?.input), /^\{"run":"1","model":"used-cars",/);
        },
    };
}

export const scoringCases: Cases = {
    "scoring/mergeScores": [
        merged(/-scoring-merge$/, 26000),
        merged(/^own-rule-merge$/, 23000),
        {
            functions: /-merge$/,
            event: mergeRequest,
            answers: { [`GET ${folder}/report/report.json`]: { used: 1, carried: ["listing_id"], parts: 0 } },
            check({ error }, { calls }) {
                assert.equal(error?.name, "MergeImpossible");
                assert.ok(calls.every(({ operation }) => operation.startsWith("GET ")));
            },
        },
    ],
    "scoring/notifyScoring": [
        {
            functions: /-scoring-notify$/,
            event: statusChange({}),
            answers: { Publish: published },
            check({ error }, { calls }) {
                assert.equal(error, undefined);
                const { Subject, Message } = calls[0]?.input as Record<string, string>;
                assert.equal(Subject, "[drivetrain] scoring by used-cars: failed");
                assert.match(String(Message), /31 of 804 rows cannot be used/);
            },
        },
    ],
};
