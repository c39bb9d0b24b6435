import assert from "node:assert/strict";
import { good, made } from "../../../policies/engine/examples";
import type { ExampleResource, Rule } from "../../../policies/engine/rule";
import { settingsOf, strictest } from "../../../policies/engine/stages";
import { rules } from "../../../policies/rules";
import { judge } from "../graph";
import { allow, attached, type Known, own, policy, trust as trustOf } from "./documents";
import { identities } from "./permissions";
import { resources } from "./resources";
import { trusts } from "./trusts";
import { whole } from "./whole";

const trust = (name: string, service: string, Condition?: object) => trustOf(name, { Service: service }, Condition);

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

/** What some rules refuse of resources, by their defaults. */
function refusals(judged: readonly Rule[], title: string, given: readonly ExampleResource[]): readonly string[] {
    const example = good(title, ...given);
    return judged.flatMap((rule) =>
        judge(rule, example, settingsOf(strictest, rule))
            .filter(({ verdict }) => verdict === "fail")
            .map(({ path, message }) => `${rule.id}: ${path}: ${message}`),
    );
}

/** By which rules' services a type of resources is judged: `aws:kms/key:Key`. */
function servicesOf(type: string): readonly string[] {
    const service = type.replace(/^aws:/, "").split("/")[0] ?? "";
    // A state machine is here for what it calls.
    const others: Readonly<Record<string, string>> = { sfn: "sagemaker", vpc: "ec2", apigatewayv2: "apigateway" };
    return [others[service] ?? service];
}

const iam = rules.filter(({ group }) => group === "iam");

describe("policies: documents as AWS's guides give them", () => {
    const known: readonly Known[] = [
        ...Object.entries(documents).map(([page, given]) => ({ what: "documents", page, resources: given })),
        ...[...trusts, ...resources, ...identities],
    ];
    for (const { what, page, resources: given } of known) {
        it(`${what}: ${page}`, () => assert.deepEqual(refusals(iam, what, given), []));
    }

    it("are silent on other clouds", () => {
        const resource = made("gcp:storage/bucketIAMPolicy:BucketIAMPolicy", "it", {
            policy: { Statement: { Effect: "Allow", Principal: "*", Action: "*", Resource: "*" } },
        });
        for (const rule of iam) assert.deepEqual(judge(rule, good("another cloud", resource)), [], rule.id);
    });
});

describe("policies: resources as they are to be", () => {
    for (const { what, page, resources: given } of whole) {
        it(`${what}: ${page}`, () => {
            const services = new Set(given.flatMap(({ type }) => servicesOf(type)));
            const about = rules.filter(({ id, level }) => level === undefined && services.has(id.split("/")[0] ?? ""));
            assert.ok(about.length > 0);
            assert.deepEqual(refusals(about, what, given), []);
        });
    }
});

describe("policies: what only looks like AWS's guides", () => {
    const role = { AWS: `arn:aws:iam::${own}:role/reader` };
    const refused: Readonly<Record<string, readonly ExampleResource[]>> = {
        "a family of actions on a key for anybody": [
            policy("aws:kms/key:Key", {
                ...{ ...allow, Principal: { AWS: "*" }, Action: "kms:GenerateDataKey*", Resource: "*" },
            }),
        ],
        "all actions on a key for a role": [
            policy("aws:kms/key:Key", { ...allow, Principal: role, Action: "kms:*", Resource: "*" }),
        ],
        "a family of actions on a key in a role's policy": [
            policy("aws:iam/policy:Policy", {
                ...{ ...allow, Action: "kms:ReEncrypt*", Resource: `arn:aws:kms:us-east-1:${own}:key/a` },
            }),
        ],
        "any role below a path": [
            made("aws:iam/user:User", "ann", { name: "ann" }),
            made("aws:iam/userPolicy:UserPolicy", "any", {
                user: "ann",
                policy: {
                    Statement: { ...allow, Action: "sts:AssumeRole", Resource: "arn:aws:iam::*:role/service/*" },
                },
            }),
        ],
        "buckets of any account that tell a queue": [
            policy("aws:sqs/queuePolicy:QueuePolicy", {
                ...{ ...allow, Principal: { Service: "s3.amazonaws.com" }, Action: "sqs:SendMessage", Resource: "*" },
            }),
        ],
        "all of a service by a policy of AWS's": [attached("app", "AmazonS3FullAccess")],
    };
    for (const [title, given] of Object.entries(refused)) {
        it(`refuses ${title}`, () => assert.notDeepEqual(refusals(iam, title, given), []));
    }
});
