import { made } from "../../../policies/engine/examples";
import { allow, document, type Known, known, own, policy, service } from "./documents";

const bucket = (...statements: readonly object[]) => policy("aws:s3/bucketPolicy:BucketPolicy", ...statements);
const topic = (...statements: readonly object[]) => policy("aws:sns/topicPolicy:TopicPolicy", ...statements);
const queue = (...statements: readonly object[]) => policy("aws:sqs/queuePolicy:QueuePolicy", ...statements);
const key = (...statements: readonly object[]) => policy("aws:kms/key:Key", ...statements);
const notifications = "AmazonS3/latest/userguide/grant-destinations-permissions-to-s3.html";
const byBucket = { ArnLike: { "aws:SourceArn": "arn:aws:s3:*:*:data" }, StringEquals: { "aws:SourceAccount": own } };
const topicArn = `arn:aws:sns:us-east-1:${own}:notices`;
const queueArn = `arn:aws:sqs:us-east-1:${own}:work`;

/** Policies of resources. */
export const resources: readonly Known[] = [
    known(
        "a bucket behind CloudFront",
        "AmazonCloudFront/latest/DeveloperGuide/private-content-restricting-access-to-s3.html",
        bucket({
            ...{ ...allow, Principal: service("cloudfront"), Action: "s3:GetObject", Resource: "arn:aws:s3:::site/*" },
            Condition: { StringEquals: { "AWS:SourceArn": `arn:aws:cloudfront::${own}:distribution/E1` } },
        }),
        bucket({
            ...{ ...allow, Action: "s3:GetObject", Resource: "arn:aws:s3:::site/*" },
            Principal: { AWS: "arn:aws:iam::cloudfront:user/CloudFront Origin Access Identity E1" },
        }),
    ),
    known(
        "a topic that a bucket tells",
        notifications,
        topic({ ...allow, Principal: service("s3"), Action: "SNS:Publish", Resource: topicArn, Condition: byBucket }),
    ),
    known(
        "a queue that a bucket tells",
        notifications,
        queue({
            ...allow,
            Principal: service("s3"),
            Action: "SQS:SendMessage",
            Resource: queueArn,
            Condition: byBucket,
        }),
    ),
    known(
        "the key of such a topic or queue",
        notifications,
        key({ ...allow, Principal: service("s3"), Action: ["kms:GenerateDataKey", "kms:Decrypt"], Resource: "*" }),
    ),
    known(
        "a queue that a topic tells",
        "sns/latest/dg/subscribe-sqs-queue-to-sns-topic.html",
        queue({
            ...{ ...allow, Principal: service("sns"), Action: "sqs:SendMessage", Resource: queueArn },
            Condition: { ArnEquals: { "aws:SourceArn": topicArn } },
        }),
    ),
    known(
        "a bucket that load balancers log to",
        "elasticloadbalancing/latest/application/enable-access-logging.html",
        bucket({
            ...{ ...allow, Principal: service("logdelivery.elasticloadbalancing"), Action: "s3:PutObject" },
            Resource: `arn:aws:s3:::logs/AWSLogs/${own}/*`,
        }),
    ),
    known(
        "a bucket that buckets log to",
        "AmazonS3/latest/userguide/enable-server-access-logging.html",
        bucket({
            ...{ ...allow, Principal: service("logging.s3"), Action: "s3:PutObject", Resource: "arn:aws:s3:::logs/p*" },
            Condition: {
                ArnLike: { "aws:SourceArn": "arn:aws:s3:::data" },
                StringEquals: { "aws:SourceAccount": own },
            },
        }),
    ),
    known(
        "a bucket of AWS Config",
        "config/latest/developerguide/s3-bucket-policy.html",
        bucket({
            ...{ ...allow, Principal: service("config"), Action: "s3:GetBucketAcl", Resource: "arn:aws:s3:::history" },
            Condition: { StringEquals: { "AWS:SourceAccount": own } },
        }),
    ),
    known(
        "a bucket for one endpoint of a VPC",
        "AmazonS3/latest/userguide/example-bucket-policies-vpc-endpoint.html",
        bucket(
            {
                ...{ ...allow, Principal: "*", Action: "s3:GetObject", Resource: "arn:aws:s3:::data/*" },
                Condition: { StringEquals: { "aws:SourceVpce": "vpce-1a2b3c4d" } },
            },
            {
                ...{ Effect: "Deny", Principal: "*", Action: "s3:*", Resource: "arn:aws:s3:::data/*" },
                Condition: { StringNotEquals: { "aws:SourceVpce": "vpce-1a2b3c4d" } },
            },
        ),
    ),
    known(
        "a bucket for inventories",
        "AmazonS3/latest/userguide/configure-inventory.html",
        bucket({
            ...{ ...allow, Principal: service("s3"), Action: "s3:PutObject", Resource: "arn:aws:s3:::lists/*" },
            Condition: {
                ArnLike: { "aws:SourceArn": "arn:aws:s3:::data" },
                StringEquals: { "aws:SourceAccount": own, "s3:x-amz-acl": "bucket-owner-full-control" },
            },
        }),
    ),
    known(
        "who administers and uses a key",
        "kms/latest/developerguide/key-policy-default.html",
        key(
            {
                ...{ ...allow, Principal: { AWS: `arn:aws:iam::${own}:role/admin` }, Resource: "*" },
                Action: [
                    ...[
                        "Create",
                        "Describe",
                        "Enable",
                        "List",
                        "Put",
                        "Update",
                        "Revoke",
                        "Disable",
                        "Get",
                        "Delete",
                    ].map((family) => `kms:${family}*`),
                    ...["kms:TagResource", "kms:UntagResource", "kms:ScheduleKeyDeletion", "kms:CancelKeyDeletion"],
                ],
            },
            {
                ...{ ...allow, Principal: { AWS: [`arn:aws:iam::${own}:role/reader`] }, Resource: "*" },
                Action: ["kms:Encrypt", "kms:Decrypt", "kms:ReEncrypt*", "kms:GenerateDataKey*", "kms:DescribeKey"],
            },
        ),
    ),
    known(
        "a key of logs",
        "AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html",
        key({
            ...{ ...allow, Principal: { Service: "logs.us-east-1.amazonaws.com" }, Resource: "*" },
            Action: ["kms:Encrypt*", "kms:Decrypt*", "kms:ReEncrypt*", "kms:GenerateDataKey*", "kms:Describe*"],
            Condition: {
                ArnEquals: { "kms:EncryptionContext:aws:logs:arn": `arn:aws:logs:us-east-1:${own}:log-group:a` },
            },
        }),
    ),
    known(
        "a key for whoever comes by S3 from the own account",
        "kms/latest/developerguide/conditions-kms.html",
        key({
            ...{ ...allow, Principal: { AWS: "*" }, Action: ["kms:Decrypt", "kms:GenerateDataKey"], Resource: "*" },
            Condition: {
                StringEquals: { "kms:CallerAccount": own, "kms:ViaService": "s3.us-east-1.amazonaws.com" },
            },
        }),
    ),
    known(
        "a key of a topic that alarms and rules tell",
        "sns/latest/dg/sns-key-management.html",
        ...["cloudwatch", "events"].map((name) =>
            key({ ...allow, Principal: service(name), Action: ["kms:GenerateDataKey*", "kms:Decrypt"], Resource: "*" }),
        ),
    ),
    known(
        "a topic that budgets tell",
        "cost-management/latest/userguide/budgets-sns-policy.html",
        topic({
            ...{ ...allow, Principal: service("budgets"), Action: "SNS:Publish", Resource: topicArn },
            Condition: {
                StringEquals: { "aws:SourceAccount": own },
                ArnLike: { "aws:SourceArn": `arn:aws:budgets::${own}:*` },
            },
        }),
    ),
    known(
        "a topic that alarms tell",
        "AmazonCloudWatch/latest/monitoring/Notify_Users_Alarm_Changes.html",
        topic({
            ...{ ...allow, Principal: service("cloudwatch"), Action: "SNS:Publish", Resource: topicArn },
            Condition: { ArnLike: { "aws:SourceArn": `arn:aws:cloudwatch:us-east-1:${own}:alarm:*` } },
        }),
    ),
    known(
        "a topic and a group of logs that rules tell",
        "eventbridge/latest/userguide/eb-use-resource-based.html",
        topic({ ...allow, Principal: service("events"), Action: "sns:Publish", Resource: topicArn }),
        made("aws:cloudwatch/logResourcePolicy:LogResourcePolicy", "it", {
            policyName: "rules",
            policyDocument: document({
                ...{ ...allow, Principal: { Service: ["events.amazonaws.com", "delivery.logs.amazonaws.com"] } },
                Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
                Resource: `arn:aws:logs:us-east-1:${own}:log-group:/aws/events/*:*`,
            }),
        }),
    ),
    known(
        "images that functions and another account pull",
        "lambda/latest/dg/images-create.html",
        policy(
            "aws:ecr/repositoryPolicy:RepositoryPolicy",
            {
                ...{
                    ...allow,
                    Principal: service("lambda"),
                    Action: ["ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"],
                },
                Condition: { StringLike: { "aws:sourceArn": `arn:aws:lambda:us-east-1:${own}:function:*` } },
            },
            { ...allow, Principal: { AWS: "arn:aws:iam::222222222222:root" }, Action: "ecr:BatchGetImage" },
        ),
    ),
    known(
        "an endpoint of a VPC as AWS makes it",
        "vpc/latest/privatelink/vpc-endpoints-access.html",
        policy("aws:ec2/vpcEndpoint:VpcEndpoint", { ...allow, Principal: "*", Action: "*", Resource: "*" }),
    ),
    known(
        "an API of a VPC",
        "apigateway/latest/developerguide/apigateway-resource-policies-examples.html",
        policy(
            "aws:apigateway/restApiPolicy:RestApiPolicy",
            { ...allow, Principal: "*", Action: "execute-api:Invoke", Resource: "execute-api:/*" },
            {
                ...{ Effect: "Deny", Principal: "*", Action: "execute-api:Invoke", Resource: "execute-api:/*" },
                Condition: { StringNotEquals: { "aws:SourceVpc": "vpc-1a2b3c4d" } },
            },
        ),
    ),
    known(
        "what an organisation lets its accounts do by default",
        "organizations/latest/userguide/orgs_manage_policies_scps.html",
        made("aws:organizations/policy:Policy", "all", { content: document({ ...allow, Action: "*", Resource: "*" }) }),
    ),
    known(
        "a search domain for one network",
        "opensearch-service/latest/developerguide/ac.html",
        made("aws:opensearch/domain:Domain", "it", {
            accessPolicies: document({
                ...{ ...allow, Principal: { AWS: "*" }, Action: "es:ESHttpGet" },
                Resource: `arn:aws:es:us-east-1:${own}:domain/it/*`,
                Condition: { IpAddress: { "aws:SourceIp": ["192.0.2.0/24"] } },
            }),
        }),
    ),
    known(
        "functions that services invoke",
        "lambda/latest/dg/permissions-function-services.html",
        ...Object.entries({
            apigateway: `arn:aws:execute-api:us-east-1:${own}:api/*/GET/predict`,
            elasticloadbalancing: `arn:aws:elasticloadbalancing:us-east-1:${own}:targetgroup/a/1`,
            "cognito-idp": `arn:aws:cognito-idp:us-east-1:${own}:userpool/us-east-1_a`,
        }).map(([name, sourceArn]) =>
            made("aws:lambda/permission:Permission", name, {
                ...{
                    action: "lambda:InvokeFunction",
                    function: "predict",
                    principal: `${name}.amazonaws.com`,
                    sourceArn,
                },
            }),
        ),
    ),
];
