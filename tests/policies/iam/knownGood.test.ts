import assert from "node:assert/strict";
import { good, made } from "../../../policies/engine/examples";
import type { ExampleResource } from "../../../policies/engine/rule";
import { rules } from "../../../policies/rules";
import { judge } from "../graph";

const trust = (name: string, service: string, Condition?: object) =>
    made("aws:iam/role:Role", name, {
        name,
        assumeRolePolicy: JSON.stringify({
            Version: "2012-10-17",
            Statement: [{ Effect: "Allow", Principal: { Service: service }, Action: "sts:AssumeRole", Condition }],
        }),
    });
const attached = (role: string, policy: string) =>
    made("aws:iam/rolePolicyAttachment:RolePolicyAttachment", `${role}-attached`, {
        role,
        policyArn: `arn:aws:iam::aws:policy/${policy}`,
    });
const policy = (type: string, ...Statement: readonly object[]) =>
    made(type, "it", { policy: JSON.stringify({ Version: "2012-10-17", Statement }) });
const own = "111111111111";
const allow = { Effect: "Allow" };

/** Documents as AWS's own guides give them, each by its page. */
const documents: Readonly<Record<string, readonly ExampleResource[]>> = {
    "https://docs.aws.amazon.com/lambda/latest/dg/lambda-intro-execution-role.html": [
        trust("function", "lambda.amazonaws.com"),
        attached("function", "service-role/AWSLambdaBasicExecutionRole"),
    ],
    "https://docs.aws.amazon.com/IAM/latest/UserGuide/using-service-linked-roles.html": [
        made("aws:iam/serviceLinkedRole:ServiceLinkedRole", "scaling", {
            awsServiceName: "sagemaker.application-autoscaling.amazonaws.com",
        }),
    ],
    "https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-logging.html": [
        trust("api", "apigateway.amazonaws.com"),
        attached("api", "service-role/AmazonAPIGatewayPushToCloudWatchLogs"),
    ],
    "https://docs.aws.amazon.com/sagemaker/latest/dg/security-confused-deputy-prevention.html": [
        trust("jobs", "sagemaker.amazonaws.com", {
            ArnLike: { "aws:SourceArn": `arn:aws:sagemaker:us-east-1:${own}:*` },
            StringEquals: { "aws:SourceAccount": own },
        }),
    ],
    "https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs-iam-role.html": [
        trust("flows", "vpc-flow-logs.amazonaws.com", { StringEquals: { "aws:SourceAccount": own } }),
    ],
    "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_execution_IAM_role.html": [
        trust("tasks", "ecs-tasks.amazonaws.com", { StringEquals: { "aws:SourceAccount": own } }),
        attached("tasks", "service-role/AmazonECSTaskExecutionRolePolicy"),
    ],
    "https://docs.aws.amazon.com/glue/latest/dg/create-an-iam-role.html": [
        trust("glue", "glue.amazonaws.com"),
        attached("glue", "service-role/AWSGlueServiceRole"),
    ],
    "https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html": [
        policy(
            "aws:kms/key:Key",
            { ...allow, Principal: { AWS: `arn:aws:iam::${own}:root` }, Action: "kms:*", Resource: "*" },
            {
                ...allow,
                Principal: { AWS: `arn:aws:iam::${own}:role/keys` },
                Action: ["kms:CreateGrant", "kms:ListGrants", "kms:RevokeGrant"],
                Resource: "*",
                Condition: { Bool: { "kms:GrantIsForAWSResource": true } },
            },
        ),
    ],
    "https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html": [
        policy("aws:kms/key:Key", {
            ...allow,
            Principal: { Service: "logs.us-east-1.amazonaws.com" },
            Action: ["kms:Encrypt", "kms:Decrypt", "kms:GenerateDataKey", "kms:DescribeKey"],
            Resource: "*",
            Condition: {
                ArnEquals: { "kms:EncryptionContext:aws:logs:arn": `arn:aws:logs:us-east-1:${own}:log-group:a` },
            },
        }),
    ],
    "https://docs.aws.amazon.com/awscloudtrail/latest/userguide/create-s3-bucket-policy-for-cloudtrail.html": [
        policy("aws:s3/bucketPolicy:BucketPolicy", {
            ...allow,
            Principal: { Service: "cloudtrail.amazonaws.com" },
            Action: "s3:PutObject",
            Resource: `arn:aws:s3:::trail/AWSLogs/${own}/*`,
            Condition: {
                StringEquals: {
                    "s3:x-amz-acl": "bucket-owner-full-control",
                    "aws:SourceArn": `arn:aws:cloudtrail:us-east-1:${own}:trail/a`,
                },
            },
        }),
    ],
    "https://docs.aws.amazon.com/sns/latest/dg/sns-access-policy-use-cases.html": [
        policy("aws:sns/topicPolicy:TopicPolicy", {
            ...allow,
            Principal: { AWS: "*" },
            Action: ["SNS:Publish", "SNS:Subscribe", "SNS:GetTopicAttributes"],
            Resource: `arn:aws:sns:us-east-1:${own}:notices`,
            Condition: { StringEquals: { "AWS:SourceOwner": own } },
        }),
    ],
    "https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-resource-based.html": [
        policy("aws:sqs/queuePolicy:QueuePolicy", {
            ...allow,
            Principal: { Service: "events.amazonaws.com" },
            Action: "sqs:SendMessage",
            Resource: `arn:aws:sqs:us-east-1:${own}:missed`,
            Condition: { ArnEquals: { "aws:SourceArn": `arn:aws:events:us-east-1:${own}:rule/ends` } },
        }),
    ],
    "https://docs.aws.amazon.com/AmazonS3/latest/userguide/example-bucket-policies.html": [
        policy("aws:s3/bucketPolicy:BucketPolicy", {
            ...{
                Effect: "Deny",
                Principal: "*",
                Action: "s3:*",
                Resource: ["arn:aws:s3:::data", "arn:aws:s3:::data/*"],
            },
            Condition: { Bool: { "aws:SecureTransport": "false" } },
        }),
    ],
};

describe("policies: documents as AWS's guides give them", () => {
    const iam = rules.filter(({ group }) => group === "iam");
    for (const [page, resources] of Object.entries(documents)) {
        it(page, () => {
            const found = iam.flatMap((rule) =>
                judge(rule, good(page, ...resources))
                    .filter(({ verdict }) => verdict === "fail")
                    .map(({ path, message }) => `${rule.id}: ${path}: ${message}`),
            );
            assert.deepEqual(found, []);
        });
    }

    it("are silent on other clouds", () => {
        const resource = made("gcp:storage/bucketIAMPolicy:BucketIAMPolicy", "it", {
            policy: { Statement: { Effect: "Allow", Principal: "*", Action: "*", Resource: "*" } },
        });
        for (const rule of iam) assert.deepEqual(judge(rule, good("another cloud", resource)), [], rule.id);
    });
});
