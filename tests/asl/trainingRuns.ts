import { names } from "../components/training/definitionArgs";
import { shaped } from "./definitions";
import { fails, ok, type Scenario, Scenarios, type Usual } from "./scenarios";
import type { Answer, Outcome } from "./walks";

const { endpoint } = names;

/** S3's "Object Created" event, as EventBridge hands it to the state machine. */
export const created = {
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

export const packageArn = `arn:aws:sagemaker:us-east-1:111111111111:model-package/${names.modelPackageGroup}/3`;

/** SageMaker's event of a version that a person has approved. */
export const approvedEvent = {
    source: "aws.sagemaker",
    "detail-type": "SageMaker Model Package State Change",
    time: "2026-01-02T04:04:05Z",
    detail: {
        ModelPackageGroupName: names.modelPackageGroup,
        ModelPackageVersion: 3,
        ModelPackageArn: packageArn,
        ModelApprovalStatus: "Approved",
    },
};

export const measured = (rmse: number) =>
    ok({ StatusCode: 200, Payload: { metrics: { "validation:rmse": rmse, "train:rmse": 900.5 }, value: rmse } });

const quality = (rmse: number) => ({ rmse, mae: rmse / 2, mse: rmse * rmse, r2: 0.9 });

/** What comparing told; null where there was no champion. */
export const compared = (challenger: number, champion: number | null, sameVector = true) =>
    ok({
        StatusCode: 200,
        Payload: {
            rows: 117,
            challenger: quality(challenger),
            champion: champion === null ? null : quality(champion),
            sameVector,
            statistics: "s3://artifacts/runs/xgboost/1/comparison/challenger.json",
        },
    });

export const listed = (...statuses: readonly string[]): readonly Answer[] =>
    statuses.map((status) => {
        const others = [{ EndpointName: `${endpoint}-2`, EndpointStatus: "Failed" }];
        const own = status === "None" ? [] : [{ EndpointName: endpoint, EndpointStatus: status }];
        return ok({ Endpoints: [...others, ...own] });
    });

/** The name of the configuration that the run has made, and of the one before. */
export const own = "<Create endpoint configuration.EndpointConfigName>";
export const old = `${endpoint}-20260101-000000-00000000`;

export const described = (
    ...answers: readonly [status: string, configuration: string, reason?: string][]
): readonly Answer[] =>
    answers.map(([EndpointStatus, EndpointConfigName, FailureReason]) =>
        ok({ EndpointName: endpoint, EndpointStatus, EndpointConfigName, ...(FailureReason && { FailureReason }) }),
    );

const execution = "arn:aws:states:us-east-1:111111111111:execution:runs:another";

/** The lease's item, with what the serving model was trained on where a model serves. */
export const leased = (serving?: { readonly time: string; readonly key: string; readonly sequencer: string }) =>
    ok({
        Attributes: {
            id: { S: names.lease },
            execution: { S: execution },
            ...(serving && {
                dataTime: { S: serving.time },
                dataKey: { S: serving.key },
                dataSequencer: { S: serving.sequencer },
            }),
        },
    });

const parameters = (values: Readonly<Record<string, string>>) =>
    ok({
        Parameters: Object.entries(values).map(([name, Value]) => ({
            Name: `${names.parameterPrefix}/champion/${name}`,
            Value,
        })),
        InvalidParameters: [],
    });

export const champion = {
    "model-name": old,
    transform: "s3://artifacts/runs/xgboost/20260101-000000-00000000/transform/transform.json",
    "batch-format": "text/csv",
};

/** A champion that serves on two instances, and that the new model beats. */
export const rival = {
    "Read the champion": [parameters(champion)],
    "Compare with the champion": [compared(2280.1, 2380.5)],
    "Check endpoint": listed("InService"),
    "Describe endpoint": described(["Updating", old], ["InService", own]),
};

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
        "Register the model": [ok({ ModelPackageArn: packageArn })],
        "Hold the lease": [ok({})],
        "Create endpoint configuration": [ok({ EndpointConfigArn: "arn" })],
        "Check endpoint": listed("None"),
        "Create endpoint": [ok({ EndpointArn: "arn" })],
        "Look at the endpoint": [
            ok({
                EndpointConfigName: old,
                ProductionVariants: [{ VariantName: "AllTraffic", CurrentInstanceCount: 2 }],
            }),
        ],
        "Look at its configuration": [
            ok({ ProductionVariants: [{ VariantName: "AllTraffic", InstanceType: "ml.m5.large" }] }),
        ],
        "Stop scaling": [fails("ApplicationAutoScaling.ObjectNotFoundException")],
        "Update endpoint": [ok({ EndpointArn: "arn" })],
        "Did it take effect?": described(["InService", old]),
        "Delete the failed endpoint": [ok({})],
        "Describe endpoint": described(["Creating", own], ["InService", own]),
        "Approve the model": [ok({ ModelPackageArn: packageArn })],
        "Reject the model": [ok({ ModelPackageArn: packageArn })],
        "Remember the data": [ok({})],
        "Put parameter": [ok({ Version: 1 })],
        "Store the verdict": [ok({ ETag: "9a1b" })],
    },
};

const held = fails("DynamoDB.ConditionalCheckFailedException");
const holder = ok({ Item: { id: { S: names.lease }, execution: { S: execution } } });
/** Another run holds the lease. */
const busy = { "Take the lease": [held, leased()], "Read the lease": [holder] };
const noQuota = fails("SageMaker.ResourceLimitExceededException");
/** SageMaker's answer to a request that is under way already. */
const refused = fails("SageMaker.SageMakerException");
/** Once, and for every retry. */
const throttled = Array.from({ length: 7 }, () => refused);
const pending = (EndpointConfigName: string) =>
    ok({
        EndpointStatus: "Updating",
        EndpointConfigName: old,
        PendingDeploymentSummary: { EndpointConfigName },
    });
const capacity = "CapacityError: Unable to provision requested ML compute capacity.";

/** What a run of any shape may meet. */
export const scenarios: Readonly<Record<string, Scenario>> = {
    "first model": {},
    "better than its rival": { answers: rival },
    "version of the same event": { answers: { "Claim the data": [held] } },

    "lease held by a run": {
        answers: { ...busy, "Look at the holder": [ok({ Status: "RUNNING" })] },
    },
    "lease of a run that has ended": {
        answers: { ...busy, "Look at the holder": [ok({ Status: "TIMED_OUT" })], "Take over the lease": [leased()] },
    },
    "lease of a run that is not there": {
        answers: {
            ...busy,
            "Look at the holder": [fails("Sfn.ExecutionDoesNotExistException")],
            "Take over the lease": [held],
        },
    },
    "lease given back meanwhile": {
        answers: { ...busy, "Read the lease": [ok({ Item: { id: { S: names.lease } } })] },
    },

    "creation whose answer was lost": {
        answers: { "Create endpoint": [refused], "Did it take effect?": described(["Creating", own]) },
    },
    "update whose answer was lost": {
        answers: { ...rival, "Update endpoint": [refused], "Did it take effect?": [pending(own)] },
    },
    "update that somebody else has begun": {
        answers: { ...rival, "Update endpoint": [refused], "Did it take effect?": [pending("another")] },
    },

    "lease lost before the deployment": { answers: { ...rival, "Hold the lease": [held] } },

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

    "above the threshold": { answers: { "Query training results": [measured(3000.1)] } },
    "at the threshold": { answers: { "Query training results": [measured(3000)] } },
    "champion far above the threshold": {
        answers: { ...rival, "Compare with the champion": [compared(2280.1, 6000.1)] },
    },
    "not better than its rival": { answers: { ...rival, "Compare with the champion": [compared(2330.5, 2380.5)] } },

    "endpoint busy, then updated": {
        answers: { ...rival, "Check endpoint": listed("Updating", "RollingBack", "InService") },
    },
    "failed endpoint replaced": { answers: { "Check endpoint": listed("Failed", "Deleting", "None") } },
    "endpoint busy for too long": { answers: { ...rival, "Check endpoint": listed("Updating") } },
    "endpoint that takes no configuration": { answers: { ...rival, "Check endpoint": listed("OutOfService") } },
    "scaling stopped": {
        answers: { ...rival, "Look at its configuration": [of("ml.m5.xlarge")], "Stop scaling": [ok({})] },
    },
    "update that falls back": {
        answers: {
            ...rival,
            "Describe endpoint": described(["Updating", old], ["InService", old, "Alarm x-5xx went\ninto ALARM"]),
        },
    },
    "changed by somebody else": {
        answers: { ...rival, "Describe endpoint": described(["InService", "used-cars-xgboost-another"]) },
    },
    "endpoint of another kind": {
        answers: {
            ...rival,
            "Look at the endpoint": [
                ok({ EndpointConfigName: "mine", ProductionVariants: [{ VariantName: "variant-1" }] }),
            ],
        },
    },
    "update that is not told of for a while": {
        answers: {
            ...rival,
            "Describe endpoint": [
                ...throttled,
                ...described(["Updating", old]),
                ...throttled,
                ...rival["Describe endpoint"],
            ],
        },
    },
    "update that may not be looked at": {
        answers: {
            ...rival,
            "Describe endpoint": [
                fails(
                    "SageMaker.SageMakerException",
                    "User: x is not authorized to perform: sagemaker:DescribeEndpoint",
                ),
            ],
        },
    },
    "update that is never told of": { answers: { ...rival, "Describe endpoint": [refused] } },
    "endpoint that fails": {
        answers: { "Describe endpoint": described(["Creating", own], ["Failed", own, "No pings"]) },
    },
    "endpoint that is never ready": { answers: { "Describe endpoint": described(["Creating", own]) } },
    "endpoint short of machines": {
        answers: {
            "Check endpoint": listed("None", "Failed", "None"),
            "Create endpoint": [noQuota, ok({ EndpointArn: "arn" })],
            "Describe endpoint": described(["Failed", own, capacity], ["InService", own]),
        },
    },
    "endpoint never has machines": { answers: { "Create endpoint": [noQuota] } },
    "update short of machines": {
        answers: {
            ...rival,
            "Update endpoint": [noQuota, ok({ EndpointArn: "arn" })],
            "Describe endpoint": described(["InService", old, capacity], ["InService", own]),
        },
    },
};

function of(InstanceType: string): Answer {
    return ok({ ProductionVariants: [{ VariantName: "AllTraffic", InstanceType }] });
}

let standard: Promise<Scenarios> | undefined;

/** The standard shape, walked once for all files of tests. */
export function standardRuns(): Promise<Scenarios> {
    standard ??= Scenarios.walk(shaped("standard"), first, scenarios);
    return standard;
}

/** What a run wrote under `champion/`, in order. */
export const exported = (run: Outcome) =>
    run.calls
        .filter(
            ({ arguments: { Name }, resource }) => /putParameter$/.test(resource) && /\/champion\//.test(String(Name)),
        )
        .map(({ arguments: { Name, Value } }) => [
            String(Name).replace(`${names.parameterPrefix}/champion/`, ""),
            Value,
        ]);
