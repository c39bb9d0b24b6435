import assert from "node:assert/strict";
import { type Cases, published, statusChange } from "./case";

const versionArn = "arn:aws:sagemaker:us-east-1:111111111111:model-package/used-cars-xgboost-local/3";
const execution = "arn:aws:states:us-east-1:111111111111:execution:training:run";
const ended = (status: string, input: object) =>
    statusChange({ status, input: JSON.stringify({ versionArn, ...input }) });

const conditionFailed = "com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException";
const notOurs = { status: 400, body: JSON.stringify({ __type: conditionFailed, message: "The condition failed" }) };
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
    ],
    "deployment/endDeployment": [
        {
            functions: /-deploy-end$/,
            event: ended("SUCCEEDED", { sentBy: execution }),
            answers: { UpdateItem: {} },
            check({ error, result }, { calls }) {
                assert.equal(error, undefined);
                assert.deepEqual(result, { execution, settlement: null });
                const [updated] = calls.map(({ input }) => input as Record<string, unknown>);
                assert.match(JSON.stringify(updated?.Key), /"lease#used-cars-[a-z-]+"/);
                assert.equal(updated?.UpdateExpression, "REMOVE #execution, #expiresAt");
                assert.deepEqual(updated?.ExpressionAttributeValues, { ":execution": { S: execution } });
            },
        },
        {
            functions: /-deploy-end$/,
            event: ended("ABORTED", { sentBy: execution }),
            answers: { StartExecution: { executionArn: "arn:of:settlement", startDate: 1_760_000_000 } },
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
            answers: { StartExecution: exists },
            // The event came before.
            check: ({ error }) => assert.equal(error, undefined),
        },
        {
            functions: /-deploy-end$/,
            event: ended("SUCCEEDED", {}),
            answers: { UpdateItem: notOurs },
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
