import { training } from "./definitions";
import { champion, held, leased, leaseScenarios, packageArn, parameters } from "./leaseRuns";
import { fails, ok, type Scenario, Scenarios, type Usual } from "./scenarios";

/** S3's "Object Created" event, as EventBridge hands it to the state machine. */
export const created = {
    version: "0",
    source: "aws.s3",
    "detail-type": "Object Created",
    time: "2026-01-02T03:04:05Z",
    detail: {
        bucket: { name: "landing" },
        object: {
            key: "training/used cars/spring+summer.csv",
            "version-id": "3sL4kqtJlcpXroDTDmJ+rmSpXd3",
            sequencer: "0062E99A88DC407460",
        },
    },
};

export const measured = (rmse: number) =>
    ok({ StatusCode: 200, Payload: { metrics: { "validation:rmse": rmse, "train:rmse": 900.5 }, value: rmse } });

const quality = (rmse: number) => ({ rmse, mae: rmse / 2, mse: rmse * rmse, r2: 0.9 });

/** What comparing told; null where there was no champion. */
export const compared = (challenger: number, champion: number | null, sameVector = true, baseline = 9800.5) =>
    ok({
        StatusCode: 200,
        Payload: {
            rows: 117,
            challenger: quality(challenger),
            champion: champion === null ? null : quality(champion),
            baseline,
            r2Interval: baseline === 0 ? null : [0.85, 0.93],
            sameVector,
            combined: { rule: "best", algorithms: ["xgboost"], rmse: 2200.5, mae: 1100.25, r2: 0.91 },
            statistics: "s3://artifacts/runs/xgboost/1/comparison/challenger.json",
        },
    });

/** A champion that serves, and that the new model beats. */
export const rival = {
    "Read the champion": [parameters(champion)],
    "Compare with the champion": [compared(2280.1, 2380.5)],
};

/** What a deployment told in the end, as `.sync:2` gives it. */
const deployed = (Output: object) => ok({ Status: "SUCCEEDED", Output });

/** What Step Functions tells of a nested execution that did not succeed. */
export const undeployed = (Status: string, more: object = {}) =>
    fails("States.TaskFailed", JSON.stringify({ ExecutionArn: "arn:of:deployment", Status, ...more }));

/** The first model of an algorithm, with nothing in its way. */
export const first: Usual = {
    input: created,
    answers: {
        "Claim the data": [ok({})],
        "Take the lease": [leased()],
        "Read the champion": [parameters({})],
        "Keep the data": [ok({ CopyObjectResult: { ETag: "9a1b" } })],
        "Find the key": [ok({ KeyMetadata: { Arn: "arn:aws:kms:us-east-1:111111111111:key/9a1b" } })],
        "Pre-process": [ok({ ProcessingJobStatus: "Completed" })],
        "Train the model": [
            ok({
                TrainingJobName: "used-cars-xgboost-job",
                ModelArtifacts: { S3ModelArtifacts: "s3://artifacts/model.tar.gz" },
            }),
        ],
        "Save the model": [ok({ ModelArn: "arn:aws:sagemaker:us-east-1:111111111111:model/cars" })],
        "Store the candidate": [ok({ Version: 1 })],
        "Query training results": [measured(2311.2)],
        "Predict the test rows": [ok({ TransformJobStatus: "Completed" })],
        "Compare with the champion": [compared(2280.1, null)],
        "Baseline of the data": [ok({ ProcessingJobStatus: "Completed" })],
        "Predict shuffled rows": [ok({ TransformJobStatus: "Completed" })],
        "Baseline of the quality": [ok({ ProcessingJobStatus: "Completed" })],
        "Digest the artifact": [ok({ StatusCode: 200, Payload: { sha256: "9a1b".repeat(16) } })],
        "Register the model": [ok({ ModelPackageArn: packageArn })],
        "Deploy the model": [deployed({ verdict: "promoted", reason: "it serves" })],
        "Reject the model": [ok({ ModelPackageArn: packageArn })],
        "Store the verdict": [ok({ ETag: "9a1b" })],
    },
};

const run = "runs/xgboost/20260102-030405-0a1b2c3d";

/** A manifest of three objects that landed in place of a file. */
export const manifest = {
    input: {
        ...created,
        detail: {
            ...created.detail,
            object: { ...created.detail.object, key: "training/used cars/spring.manifest.json" },
        },
    },
    answers: {
        "Read the manifest": [
            ok({
                StatusCode: 200,
                Payload: {
                    copies: [1, 2, 3].map((place) => ({
                        source: `landing/data/${place}.csv?versionId=v${place}`,
                        key: `${run}/input/0000${place}/${place}.csv`,
                    })),
                },
            }),
        ],
        "Keep an object": [ok({ CopyObjectResult: { ETag: "9a1b" } })],
    },
} satisfies Scenario;

/** What a run of any shape may meet. */
export const scenarios: Readonly<Record<string, Scenario>> = {
    "first model": {},
    "of a manifest": manifest,
    "of a manifest of one object": {
        ...manifest,
        answers: {
            ...manifest.answers,
            "Read the manifest": [
                ok({ StatusCode: 200, Payload: { copies: [{ source: "landing/data/1.csv", key: `${run}/input/1` }] } }),
            ],
        },
    },
    "of a manifest that names what is not there": {
        ...manifest,
        answers: {
            ...manifest.answers,
            "Read the manifest": [
                fails(
                    "ManifestRefused",
                    JSON.stringify({
                        errorType: "ManifestRefused",
                        errorMessage: "The manifest cannot be used: line 2.",
                    }),
                ),
            ],
        },
    },
    "first model, no better than the mean": {
        answers: { "Compare with the champion": [compared(2280.1, null, true, 2280.1)] },
    },
    "first model, of rows that are all alike": {
        answers: { "Compare with the champion": [compared(2280.1, null, true, 0)] },
    },
    "better than its rival": { answers: rival },
    "version of the same event": { answers: { "Claim the data": [held] } },
    ...leaseScenarios,

    "older than another file": {
        answers: {
            "Take the lease": [leased({ time: "2026-01-02T03:04:06Z", key: "landing/b.csv", sequencer: "00" })],
        },
    },
    "older version of the same file": {
        answers: {
            "Take the lease": [
                leased({
                    time: "2026-01-02T03:04:05Z",
                    key: "landing/training/used cars/spring+summer.csv",
                    // Greater, though shorter.
                    sequencer: "0062E99A88DC407461".slice(0, 17) + "1",
                }),
            ],
        },
    },
    "newer version of the same file": {
        answers: {
            "Take the lease": [
                leased({
                    time: "2026-01-02T03:04:09Z",
                    key: "landing/training/used cars/spring+summer.csv",
                    sequencer: "0062E99A88DC4074",
                }),
            ],
        },
    },

    "of a key that looks alike in the registry": {
        answers: {
            "Take the lease": [
                leased({
                    time: "2026-01-02T03:04:04Z",
                    key: "landing/training/used cars/spring&summer.csv",
                    // Of another key, so it says nothing.
                    sequencer: "0062E99A88DC407461",
                }),
            ],
        },
    },
    "later file by a time with milliseconds": {
        input: { ...created, time: "2026-01-02T03:04:05.500Z" },
        answers: {
            "Take the lease": [leased({ time: "2026-01-02T03:04:05Z", key: "landing/b.csv", sequencer: "FF" })],
        },
    },
    "version before that of another file of the second": {
        answers: {
            "Take the lease": [
                leased({ time: "2026-01-02T03:04:05.000Z", key: "landing/b.csv", sequencer: "00", version: "4sL" }),
            ],
        },
    },
    "version after that of another file of the second": {
        answers: {
            "Take the lease": [
                leased({ time: "2026-01-02T03:04:05.000Z", key: "landing/b.csv", sequencer: "FF", version: "3sK" }),
            ],
        },
    },

    "above the threshold": { answers: { "Query training results": [measured(3000.1)] } },
    "at the threshold": { answers: { "Query training results": [measured(3000)] } },
    "champion far above the threshold": {
        answers: { ...rival, "Compare with the champion": [compared(2280.1, 6000.1)] },
    },
    "not better than its rival": { answers: { ...rival, "Compare with the champion": [compared(2330.5, 2380.5)] } },

    "deployment that fails": {
        answers: {
            ...rival,
            "Deploy the model": [
                undeployed("FAILED", {
                    Error: "EndpointNotServing",
                    Cause: "Describe endpoint: The endpoint is InService: Alarm x-5xx went into ALARM",
                }),
            ],
        },
    },
    "deployment that does not start": {
        answers: { ...rival, "Deploy the model": [fails("StepFunctions.StateMachineDoesNotExistException")] },
    },
    "deployment that is aborted": { answers: { ...rival, "Deploy the model": [undeployed("ABORTED")] } },
    "deployment of which the end is cut": {
        answers: { ...rival, "Deploy the model": [fails("States.TaskFailed", '{"Status":"FAI')] },
    },
    "deployment that finds another champion": {
        answers: { ...rival, "Deploy the model": [deployed({ verdict: "superseded", reason: "another serves" })] },
    },
};

let standard: Promise<Scenarios> | undefined;

/** The standard shape, walked once for all files of tests. */
export function standardRuns(): Promise<Scenarios> {
    standard ??= Scenarios.walk(training("standard"), first, scenarios);
    return standard;
}
