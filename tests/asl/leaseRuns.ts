import { createHash } from "node:crypto";
import { names } from "../components/deployment/definitionArgs";
import { fails, ok, type Usual } from "./scenarios";

/** What both state machines of an algorithm meet: the endpoint's lease, and the champion. */

export const packageArn = `arn:aws:sagemaker:us-east-1:111111111111:model-package/${names.modelPackageGroup}/3`;

/** The name of the configuration that served before. */
export const old = `${names.endpoint}-20260101-000000-00000000`;

export const execution = "arn:aws:states:us-east-1:111111111111:execution:runs:another";

/** The lease's item, with what the serving model was trained on where a model serves. */
export const leased = (serving?: {
    readonly time: string;
    readonly key: string;
    readonly sequencer: string;
    readonly version?: string;
}) =>
    ok({
        Attributes: {
            id: { S: names.lease },
            execution: { S: execution },
            ...(serving && {
                dataTime: { S: serving.time },
                dataKey: { S: serving.key },
                dataKeyHash: { S: createHash("sha256").update(serving.key).digest("hex") },
                dataSequencer: { S: serving.sequencer },
                dataVersion: { S: serving.version ?? "" },
            }),
        },
    });

export const parameters = (values: Readonly<Record<string, string>>) =>
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

export const held = fails("DynamoDB.ConditionalCheckFailedException");

/** The answers to somebody who finds the lease to be an execution's. */
const holder = (arn: string) => ok({ Item: { id: { S: names.lease }, execution: { S: arn } } });
/** Another execution holds the lease. */
export const busy = { "Take the lease": [held, leased()], "Read the lease": [holder(execution)] };

const now = () => new Date().toISOString();
/** A deployment has the lease, which ended badly so lately. */
const deployment = `arn:aws:states:us-east-1:111111111111:execution:${names.stateMachine}:20260101-000000-00000000`;

/** What may come of taking the lease. */
export const leaseScenarios = {
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
    "lease of a deployment that is to be settled": {
        answers: {
            ...busy,
            "Read the lease": [holder(deployment)],
            "Look at the holder": [ok({ Status: "ABORTED", StopDate: now() })],
        },
    },
    "lease of a deployment that nobody settles": {
        answers: {
            ...busy,
            "Read the lease": [holder(deployment)],
            "Look at the holder": [ok({ Status: "FAILED", StopDate: "2026-01-01T00:00:00.000Z" })],
            "Take over the lease": [leased()],
        },
    },
} as const satisfies Readonly<Record<string, { readonly answers: Usual["answers"] }>>;
