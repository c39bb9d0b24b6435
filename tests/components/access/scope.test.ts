import assert from "node:assert/strict";
import { grantKey, useKey } from "../../../components/access/keyUse";
import {
    arnOf,
    bucketArnOf,
    functionArnOf,
    roleArnOf,
    type Scope,
    stateMachineArnOf,
} from "../../../components/access/scope";
import { trustPolicy } from "../../../components/blocks/ServiceRole";

const scope: Scope = {
    partition: "aws",
    region: "eu-west-1",
    accountId: "111111111111",
    stage: "dev",
    prefix: "drivetrain-dev-cars",
};

describe("scope", () => {
    it("tells ARNs before resources exist", () => {
        assert.equal(arnOf(scope, "sqs", "queue"), "arn:aws:sqs:eu-west-1:111111111111:queue");
        assert.equal(roleArnOf(scope, "role"), "arn:aws:iam::111111111111:role/role");
        assert.equal(functionArnOf(scope, "f"), "arn:aws:lambda:eu-west-1:111111111111:function:f");
        assert.equal(stateMachineArnOf(scope, "s"), "arn:aws:states:eu-west-1:111111111111:stateMachine:s");
        assert.equal(bucketArnOf(scope, "b"), "arn:aws:s3:::b");
        assert.equal(bucketArnOf(scope, "b", "runs/*"), "arn:aws:s3:::b/runs/*");
    });
});

describe("trust of a role", () => {
    it("is pinned to the account where the service says on whose behalf it comes", () => {
        assert.deepEqual(trustPolicy("states.amazonaws.com", "111111111111"), {
            Version: "2012-10-17",
            Statement: [
                {
                    Effect: "Allow",
                    Action: "sts:AssumeRole",
                    Principal: { Service: "states.amazonaws.com" },
                    Condition: { StringEquals: { "aws:SourceAccount": "111111111111" } },
                },
            ],
        });
    });

    it("has no such condition for Lambda, which would be locked out by it", () => {
        assert.doesNotMatch(JSON.stringify(trustPolicy("lambda.amazonaws.com", "111111111111")), /SourceAccount/);
    });
});

describe("use of the key", () => {
    it("is granted by the alias, so that the document is known before the key", () => {
        assert.deepEqual(useKey(scope, { alias: "alias/cars" }, ["kms:Decrypt"]), {
            Effect: "Allow",
            Action: ["kms:Decrypt"],
            Resource: "arn:aws:kms:eu-west-1:111111111111:key/*",
            Condition: { "ForAnyValue:StringEquals": { "kms:ResourceAliases": "alias/cars" } },
        });
    });

    it("is passed on to AWS services only", () => {
        assert.deepEqual(grantKey(scope, { alias: "alias/cars" }).Condition, {
            "ForAnyValue:StringEquals": { "kms:ResourceAliases": "alias/cars" },
            Bool: { "kms:GrantIsForAWSResource": "true" },
        });
    });
});
