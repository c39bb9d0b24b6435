import assert from "node:assert/strict";
import { type Cases, published, recordTaken, requireRecord, statusChange } from "./case";

const versionArn = "arn:aws:sagemaker:us-east-1:111111111111:model-package/used-cars-xgboost-local/3";
const execution = "arn:aws:states:us-east-1:111111111111:execution:training:run";
const ended = (status: string, input: object) =>
    statusChange({ status, input: JSON.stringify({ versionArn, ...input }) });

const conditionFailed = "com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException";
const notOurs = { status: 400, body: JSON.stringify({ __type: conditionFailed, message: "The condition failed" }) };
const noAlarm = { status: 404, body: JSON.stringify({ __type: "ResourceNotFound", message: "Unknown alarm" }) };
const exists = {
    status: 400,
    body: JSON.stringify({ __type: "ExecutionAlreadyExists", message: "Execution already exists" }),
};

export const deploymentCases: Cases = {
    "deployment/notifyDeployment": [
        {
            functions: /-deploy-notify$/,
            event: ended("FAILED", {}),
            answers: { Publish: published },
            check({ error }, { calls }) {
                assert.equal(error, undefined);
                const { Subject, Message } = calls[0]?.input as Record<string, string>;
                assert.match(String(Subject), /used-cars with .*failed/);
                assert.match(String(Message), /^A deployment of used-cars with \S+ failed/);
            },
        },
        {
            functions: /-deploy-notify$/,
            event: ended("FAILED", { sentBy: execution }),
            answers: {},
            check({ error, result }, { calls }) {
                assert.equal(error, undefined);
                assert.deepEqual([result, calls], [null, []]);
            },
        },
        {
            functions: /-deploy-notify$/,
            event: ended("SUCCEEDED", { sentBy: execution }),
            // It waits for the deployment's end.
            answers: { DescribeExecution: { executionArn: execution, status: "RUNNING", startDate: 1_760_000_000 } },
            check({ error, result }) {
                assert.equal(error, undefined);
                assert.equal(result, null);
            },
        },
        {
            functions: /-deploy-notify$/,
            event: ended("SUCCEEDED", { sentBy: execution }),
            // Somebody stopped it long before, and the deployment went on.
            answers: {
                DescribeExecution: { executionArn: execution, status: "ABORTED", startDate: 1, stopDate: 1_000 },
                Publish: published,
            },
            check({ error }, { calls }) {
                assert.equal(error, undefined);
                assert.match(String((calls.at(-1)?.input as Record<string, string>).Subject), /used-cars with /);
            },
        },
    ],
    "deployment/endDeployment": [
        {
            functions: /-deploy-end$/,
            event: ended("SUCCEEDED", { sentBy: execution }),
            answers: { UpdateItem: {}, DeleteAlarms: {}, ...recordTaken },
            check({ error, result }, { calls }) {
                assert.equal(error, undefined);
                assert.deepEqual(result, { execution, settlement: null });
                const named = calls.flatMap(({ input }) => (input as { AlarmNames?: string[] }).AlarmNames ?? []);
                assert.deepEqual(
                    named.map((name) => name.replace(/^.*\.rollback-/, "")),
                    ["5xx", "errors", "latency"],
                );
                const updated = calls.at(-2)?.input as Record<string, unknown> | undefined;
                requireRecord(calls, /deployment/);
                assert.match(JSON.stringify(updated?.Key), /"lease#used-cars-[a-z-]+"/);
                assert.equal(updated?.UpdateExpression, "REMOVE #execution, #expiresAt");
                assert.deepEqual(updated?.ExpressionAttributeValues, { ":execution": { S: execution } });
            },
        },
        {
            functions: /-deploy-end$/,
            event: ended("ABORTED", { sentBy: execution }),
            answers: {
                StartExecution: { executionArn: "arn:of:settlement", startDate: 1_760_000_000 },
                ...recordTaken,
            },
            check({ error, result }, { calls }) {
                assert.equal(error, undefined);
                assert.deepEqual(result, { execution, settlement: "settle-run" });
                const [{ stateMachineArn, name, input }] = calls.map((call) => call.input) as [Record<string, string>];
                assert.match(String(stateMachineArn), /-deployment$/);
                assert.equal(name, "settle-run");
                assert.deepEqual(JSON.parse(String(input)), { versionArn, settles: execution });
            },
        },
        {
            functions: /-deploy-end$/,
            event: ended("ABORTED", { sentBy: execution }),
            answers: { StartExecution: exists, ...recordTaken },
            // The event came before.
            check: ({ error }) => assert.equal(error, undefined),
        },
        {
            functions: /-deploy-end$/,
            event: ended("SUCCEEDED", {}),
            answers: { UpdateItem: notOurs, DeleteAlarms: noAlarm, ...recordTaken },
            check: ({ error }) => assert.equal(error, undefined),
        },
        {
            functions: /-deploy-end$/,
            event: ended("TIMED_OUT", {}),
            answers: {},
            // So that it is tried again.
            check: ({ error }) => assert.notEqual(error, undefined),
        },
    ],
};
