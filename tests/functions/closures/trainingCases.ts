import assert from "node:assert/strict";
import { type Case, type Cases, published, recordTaken, requireRecord, statusChange } from "./case";
import { offeredArn } from "./promotionCases";

const comparison = {
    location: "s3://artifacts/runs/1",
    contenders: ["challenger", "champion"],
    championTransform: "s3://artifacts/runs/0/transform/transform.json",
    data: "9a1b/v1",
    models: { challenger: "cars-1", champion: "cars-0" },
};
const transform = {
    version: 1,
    features: [{ column: "mileage", kind: "numeric", impute: 19000, mean: 20000, scale: 10 }],
    vector: ["mileage"],
};

/** S3 has no test rows for the comparison. */
function missing(status: number, code: string, told: string): Case {
    const body = `<Error><Code>${code}</Code><Message>No.</Message></Error>`;
    return {
        functions: /-compare$/,
        event: comparison,
        answers: { "GET /artifacts/runs/1/test/test.csv": { status, body } },
        check({ error }) {
            assert.equal(error?.name, "ComparisonImpossible");
            const message = `The models cannot be compared: s3://artifacts/runs/1/test/test.csv ${told}.`;
            assert.equal(error?.message, message);
        },
    };
}

/** The program's landing bucket, which the function knows. */
const landing = "drivetrain-111111111111-local-used-cars-landing";
const manifestRequest = {
    manifest: `s3://${landing}/training/spring.manifest.json`,
    version: "v1",
    location: "s3://artifacts/runs/1",
};

const conditionFailed = "com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException";
const notOurs = { status: 400, body: JSON.stringify({ __type: conditionFailed, message: "The condition failed" }) };

export const trainingCases: Cases = {
    "training/notifyRun": [
        {
            functions: /(?<!-scoring|-deploy|-monitor|-promote)-notify$/,
            event: statusChange({}),
            answers: { Publish: published },
            check({ error }, { calls }) {
                assert.equal(error, undefined);
                assert.equal(calls.length, 1);
                const { TopicArn, Subject, Message } = calls[0]?.input as Record<string, string>;
                assert.match(String(TopicArn), /^arn:aws:sns:us-east-1:111111111111:/);
                assert.match(String(Subject), /used-cars with .*failed/);
                assert.match(String(Message), /31 of 804 rows cannot be used/);
            },
        },
        {
            functions: /(?<!-scoring|-deploy|-monitor|-promote)-notify$/,
            event: statusChange({ status: "SUCCEEDED", output: '{"verdict":"duplicate"}' }),
            answers: {},
            check({ error, result }, { calls }) {
                assert.equal(error, undefined);
                assert.deepEqual([result, calls], [null, []]);
            },
        },
    ],
    "training/readManifest": [
        {
            functions: /-read-manifest$/,
            event: manifestRequest,
            answers: {
                [`GET /${landing}/training/spring.manifest.json`]: `[{"prefix": "s3://${landing}/data/"},\n"a b.csv",\n"2024/c.parquet"]`,
                [`HEAD /${landing}/data/a b.csv`]: "a",
                [`HEAD /${landing}/data/2024/c.parquet`]: "b",
            },
            check({ error, result }, { calls }) {
                assert.equal(error, undefined, error?.message);
                assert.deepEqual(result, {
                    copies: [
                        { source: `${landing}/data/a%20b.csv`, key: "runs/1/input/00001/a b.csv" },
                        { source: `${landing}/data/2024/c.parquet`, key: "runs/1/input/00002/2024/c.parquet" },
                    ],
                });
                assert.equal(calls.length, 3);
            },
        },
        {
            functions: /-read-manifest$/,
            event: manifestRequest,
            answers: {
                [`GET /${landing}/training/spring.manifest.json`]: `[{"prefix": "s3://${landing}/data/"},\n"a.csv", 3]`,
            },
            check({ error }) {
                assert.equal(error?.name, "ManifestRefused");
                assert.equal(
                    error?.message,
                    "The manifest training/spring.manifest.json cannot be used: line 2 is no path in double quotes.",
                );
            },
        },
        {
            functions: /-read-manifest$/,
            event: manifestRequest,
            answers: {
                [`GET /${landing}/training/spring.manifest.json`]: `[{"prefix": "s3://${landing}/data/"},\n"a.csv"]`,
                [`HEAD /${landing}/data/a.csv`]: { status: 404, body: "" },
            },
            check({ error }) {
                assert.ok(
                    error?.message.endsWith(
                        `: line 2 names s3://${landing}/data/a.csv, which is not there, or must not be read.`,
                    ),
                    error?.message,
                );
            },
        },
    ],
    "training/compareModels": [
        {
            functions: /-compare$/,
            event: comparison,
            answers: {
                "GET /artifacts/runs/1/test/test.csv": "10,1\n20,0\n",
                "GET /artifacts/runs/1/predictions/challenger/test.csv.out": "11\n21\n",
                "GET /artifacts/runs/1/predictions/champion/test.csv.out": '{"score":12}\n{"score":18}\n',
                "GET /artifacts/runs/1/transform/transform.json": transform,
                "GET /artifacts/runs/0/transform/transform.json": transform,
                "PUT /artifacts/runs/1/comparison/challenger.json": "",
                "PUT /artifacts/runs/1/comparison/champion.json": "",
                // Of whichever algorithm the function is; the others' runs have left nothing.
                "PUT /artifacts/xgboost/tested/9a1b/v1.json": "",
                "PUT /artifacts/linear-learner/tested/9a1b/v1.json": "",
            },
            check({ result }, { calls }) {
                const { r2Interval, combined, ...rest } = result as {
                    r2Interval: [number, number];
                    combined: { algorithms: string[]; rmse: number };
                };
                assert.deepEqual([combined.algorithms.length, combined.rmse], [1, 1]);
                assert.deepEqual(
                    r2Interval.map((end) => Number(end.toFixed(9))),
                    [0.96, 0.96],
                );
                assert.deepEqual(rest, {
                    rows: 2,
                    challenger: { rmse: 1, mae: 1, mse: 1, r2: 0.96 },
                    champion: { rmse: 2, mae: 2, mse: 4, r2: 0.84 },
                    baseline: 5,
                    sameVector: true,
                    statistics: "s3://artifacts/runs/1/comparison/challenger.json",
                });
                const written = calls.find(({ operation }) => operation.endsWith("/comparison/champion.json"));
                assert.match(String(written?.input), /"rmse":\{"value":2,"standard_deviation":"NaN"\}/);
            },
        },
        missing(404, "NoSuchKey", "is not there"),
        missing(403, "AccessDenied", "is not there, or must not be read"),
    ],
    "shared/endRun": [
        {
            functions: /-end-run$/,
            event: statusChange({}),
            answers: { DeleteItem: {}, UpdateItem: {}, ...recordTaken },
            check({ result, error }, { calls }) {
                assert.equal(error, undefined);
                const { claim } = result as { claim: string };
                assert.match(claim, /^claim#[a-z-]+#landing\/training\/cars\.csv#v1$/);
                const [deleted, updated] = calls
                    .filter(({ operation }) => !operation.startsWith("PUT "))
                    .map(({ input }) => input as Record<string, unknown>);
                requireRecord(calls, /(training|scoring|monitoring|promotion)/);
                const { executionArn } = (statusChange({}) as { detail: { executionArn: string } }).detail;
                assert.deepEqual(deleted, {
                    TableName: "drivetrain-local-used-cars-ledger",
                    Key: { id: { S: claim } },
                    ConditionExpression: "#execution = :execution",
                    ExpressionAttributeNames: { "#execution": "execution" },
                    ExpressionAttributeValues: { ":execution": { S: executionArn } },
                });
                if (updated !== undefined) {
                    assert.match(JSON.stringify(updated.Key), /"lease#[a-z-]*used-cars-[a-z-]+"/);
                    assert.equal(updated.UpdateExpression, "REMOVE #execution, #expiresAt");
                    assert.deepEqual(updated.ExpressionAttributeValues, { ":execution": { S: executionArn } });
                }
            },
        },
        {
            functions: /-end-run$/,
            event: statusChange({}),
            answers: { DeleteItem: notOurs, UpdateItem: notOurs, ...recordTaken },
            // Another run has the lease by now, and this event may have come before.
            check: ({ error }) => assert.equal(error, undefined),
        },
        {
            functions: /-end-run$/,
            event: statusChange({}),
            answers: {},
            // So that it is tried again.
            check: ({ error }) => assert.notEqual(error, undefined),
        },
        ...(["refused", "registered"] as const).map((verdict): Case => ({
            functions: /-promote-end-run$/,
            event: statusChange({
                status: "SUCCEEDED",
                input: JSON.stringify({ versionArn: offeredArn }),
                output: JSON.stringify({ verdict, versionArn: offeredArn }),
            }),
            answers: { DeleteItem: {}, ...recordTaken },
            // What was refused may be tried again; what is here is not brought twice.
            check({ error, result }, { calls }) {
                assert.equal(error, undefined, error?.message);
                const { claim } = result as { claim: string | null };
                requireRecord(calls, /promotion/);
                if (verdict === "registered") {
                    assert.deepEqual([claim, calls.length], [null, 1]);
                    return;
                }
                assert.match(String(claim), /^claim#drivetrain-local-used-cars-[a-z-]+-promote#/);
                assert.ok(claim?.endsWith(`#${offeredArn}`), String(claim));
                assert.deepEqual((calls[0]?.input as { Key: object }).Key, { id: { S: claim } });
            },
        })),
    ],
    "training/digestArtifact": [
        {
            functions: /-digest$/,
            event: { artifact: "s3://artifacts/runs/1/model/model.tar.gz" },
            answers: { "GET /artifacts/runs/1/model/model.tar.gz": "abc" },
            check({ error, result }) {
                assert.equal(error, undefined, error?.message);
                // FIPS 180-2, appendix B.1.
                const sha256 = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
                assert.deepEqual(result, { sha256 });
            },
        },
    ],
    "training/queryTrainingResults": [
        {
            functions: /-query-results$/,
            event: { trainingJobName: "job-1", metric: "validation:rmse" },
            answers: {
                DescribeTrainingJob: {
                    FinalMetricDataList: [
                        { MetricName: "validation:rmse", Value: 2311.2, Timestamp: 1_760_000_000 },
                        { MetricName: "train:rmse", Value: 900.5, Timestamp: 1_760_000_000 },
                    ],
                },
            },
            check({ result }, { calls }) {
                const metrics = { "validation:rmse": 2311.2, "train:rmse": 900.5 };
                assert.deepEqual(result, { metrics, value: 2311.2 });
                assert.deepEqual(calls[0]?.input, { TrainingJobName: "job-1" });
            },
        },
        {
            functions: /-query-results$/,
            event: { trainingJobName: "job-1", metric: "validation:rmse" },
            answers: { DescribeTrainingJob: { FinalMetricDataList: [] } },
            // Step Functions matches errors by name, which a class of one's own loses in serialization.
            check: ({ error }) => assert.equal(error?.name, "MetricMissing"),
        },
    ],
};
