import assert from "node:assert/strict";
import type { Case, Cases } from "./case";

const event = (action: "create" | "delete") => ({
    groups: ["/aws/sagemaker/TrainingJobs"],
    retentionInDays: 30,
    kmsKeyId: "arn:aws:kms:us-east-1:111111111111:key/9a1b",
    tf: { action, prev_input: null },
});
const error = (type: string): { status: number; body: string } => ({
    status: 400,
    body: JSON.stringify({ __type: type, message: "No." }),
});
const done = { status: 200, body: "{}" };

const adopted: Case = {
    functions: /-logs$/,
    event: event("create"),
    answers: {
        CreateLogGroup: error("ResourceAlreadyExistsException"),
        AssociateKmsKey: done,
        PutRetentionPolicy: done,
    },
    check({ error, result }, { calls }) {
        assert.equal(error, undefined);
        assert.deepEqual(result, ["/aws/sagemaker/TrainingJobs"]);
        assert.equal(calls.length, 3);
    },
};

export const logCases: Cases = {
    "shared/adoptLogGroups": [
        adopted,
        { ...adopted, answers: { ...adopted.answers, CreateLogGroup: done } },
        {
            functions: /-logs$/,
            event: event("delete"),
            answers: { DisassociateKmsKey: error("ResourceNotFoundException") },
            check({ error, result }) {
                assert.deepEqual([error, result], [undefined, []]);
            },
        },
    ],
};
