import { made } from "../../../policies/engine/examples";
import { allow, document, type Known, known, own, permissions } from "./documents";

const arn = (service: string, name: string) => `arn:aws:${service}:us-east-1:${own}:${name}`;

/** What functions, state machines and people may do. */
export const identities: readonly Known[] = [
    known(
        "a function in a VPC",
        "lambda/latest/dg/configuration-vpc.html",
        ...permissions({
            ...allow,
            Action: [
                ...["ec2:CreateNetworkInterface", "ec2:DescribeNetworkInterfaces", "ec2:DescribeSubnets"],
                ...["ec2:DeleteNetworkInterface", "ec2:AssignPrivateIpAddresses", "ec2:UnassignPrivateIpAddresses"],
            ],
            Resource: "*",
        }),
    ),
    known(
        "replication of a bucket",
        "AmazonS3/latest/userguide/setting-repl-config-perm-overview.html",
        ...permissions(
            {
                ...{ ...allow, Action: ["s3:GetReplicationConfiguration", "s3:ListBucket"] },
                Resource: "arn:aws:s3:::data",
            },
            {
                ...{ ...allow, Resource: "arn:aws:s3:::data/*" },
                Action: ["s3:GetObjectVersionForReplication", "s3:GetObjectVersionAcl", "s3:GetObjectVersionTagging"],
            },
            {
                ...{ ...allow, Resource: "arn:aws:s3:::copy/*" },
                Action: ["s3:ReplicateObject", "s3:ReplicateDelete", "s3:ReplicateTags"],
            },
        ),
    ),
    known(
        "pulling an image",
        "AmazonECR/latest/userguide/security_iam_id-based-policy-examples.html",
        ...permissions(
            { ...allow, Action: "ecr:GetAuthorizationToken", Resource: "*" },
            {
                ...{ ...allow, Resource: arn("ecr", "repository/jobs") },
                Action: ["ecr:BatchCheckLayerAvailability", "ecr:GetDownloadUrlForLayer", "ecr:BatchGetImage"],
            },
        ),
    ),
    known(
        "a table, its indexes and its stream",
        "amazondynamodb/latest/developerguide/using-identity-based-policies.html",
        ...permissions(
            {
                ...{ ...allow, Action: ["dynamodb:GetItem", "dynamodb:Query"] },
                Resource: [arn("dynamodb", "table/Books"), arn("dynamodb", "table/Books/index/*")],
            },
            {
                ...{
                    ...allow,
                    Action: ["dynamodb:DescribeStream", "dynamodb:GetRecords", "dynamodb:GetShardIterator"],
                },
                Resource: arn("dynamodb", "table/Books/stream/*"),
            },
            { ...allow, Action: "dynamodb:ListStreams", Resource: "*" },
        ),
    ),
    known(
        "a secret without the letters that AWS adds to its name",
        "secretsmanager/latest/userguide/auth-and-access_iam-policies.html",
        ...permissions({
            ...{ ...allow, Action: "secretsmanager:GetSecretValue" },
            Resource: arn("secretsmanager", "secret:app-??????"),
        }),
    ),
    known(
        "parameters below a path",
        "systems-manager/latest/userguide/sysman-paramstore-access.html",
        ...permissions({
            ...{ ...allow, Action: ["ssm:GetParameter", "ssm:GetParametersByPath"] },
            Resource: arn("ssm", "parameter/app/*"),
        }),
    ),
    known(
        "machines by their tags",
        "IAM/latest/UserGuide/reference_policies_examples_ec2_tag-owner.html",
        ...permissions({
            ...{ ...allow, Action: ["ec2:StartInstances", "ec2:StopInstances"] },
            Resource: "arn:aws:ec2:*:*:instance/*",
            Condition: { StringEquals: { "aws:ResourceTag/Owner": "${aws:username}" } },
        }),
    ),
    known(
        "metrics of one namespace, and traces",
        "AmazonCloudWatch/latest/monitoring/iam-cw-condition-keys-namespace.html",
        ...permissions(
            {
                ...{ ...allow, Action: "cloudwatch:PutMetricData", Resource: "*" },
                Condition: { StringEquals: { "cloudwatch:namespace": "App" } },
            },
            { ...allow, Action: ["xray:PutTraceSegments", "xray:PutTelemetryRecords"], Resource: "*" },
        ),
    ),
    known(
        "making the role of a service",
        "IAM/latest/UserGuide/create-service-linked-role.html",
        ...permissions({
            ...{ ...allow, Action: "iam:CreateServiceLinkedRole" },
            Resource: "arn:aws:iam::*:role/aws-service-role/sagemaker.application-autoscaling.amazonaws.com/*",
            Condition: { StringLike: { "iam:AWSServiceName": "sagemaker.application-autoscaling.amazonaws.com" } },
        }),
    ),
    known(
        "people who manage their own keys and device",
        "IAM/latest/UserGuide/reference_policies_examples_aws_my-sec-creds-self-manage.html",
        made("aws:iam/user:User", "ann", { name: "ann" }),
        made("aws:iam/userPolicy:UserPolicy", "own", {
            user: "ann",
            policy: document(
                { ...allow, Action: ["iam:GetAccountPasswordPolicy", "iam:ListVirtualMFADevices"], Resource: "*" },
                {
                    ...{ ...allow, Resource: "arn:aws:iam::*:user/${aws:username}" },
                    Action: ["iam:ChangePassword", "iam:CreateAccessKey", "iam:DeleteAccessKey", "iam:ListAccessKeys"],
                },
                { ...allow, Action: "iam:CreateVirtualMFADevice", Resource: "arn:aws:iam::*:mfa/*" },
                {
                    ...{ Effect: "Deny", NotAction: ["iam:ListMFADevices", "sts:GetSessionToken"], Resource: "*" },
                    Condition: { BoolIfExists: { "aws:MultiFactorAuthPresent": "false" } },
                },
            ),
        }),
    ),
    {
        ...known(
            "deploying with the CDK",
            "",
            ...permissions({ ...allow, Action: "sts:AssumeRole", Resource: "arn:aws:iam::*:role/cdk-*" }),
        ),
        page: "https://dev.to/aws-builders/cdk-principle-of-least-privilege-45i4",
    },
    known(
        "a shell in a container",
        "AmazonECS/latest/developerguide/task-iam-roles.html",
        ...permissions({
            ...{ ...allow, Resource: "*" },
            Action: ["Create", "Open"].flatMap((verb) =>
                ["Control", "Data"].map((channel) => `ssmmessages:${verb}${channel}Channel`),
            ),
        }),
    ),
    known(
        "scaling a cluster of EKS",
        "eks/latest/best-practices/cas.html",
        ...permissions(
            {
                ...{ ...allow, Resource: "*" },
                Action: [
                    "autoscaling:DescribeAutoScalingGroups",
                    "autoscaling:DescribeTags",
                    "ec2:DescribeInstanceTypes",
                ],
            },
            {
                ...{ ...allow, Resource: "*" },
                Action: ["autoscaling:SetDesiredCapacity", "autoscaling:TerminateInstanceInAutoScalingGroup"],
                Condition: { StringEquals: { "aws:ResourceTag/k8s.io/cluster-autoscaler/enabled": "true" } },
            },
        ),
    ),
    known(
        "a state machine that starts another one, waits and logs",
        "step-functions/latest/dg/connect-stepfunctions.html",
        ...permissions(
            { ...allow, Action: "states:StartExecution", Resource: arn("states", "stateMachine:child") },
            {
                ...{ ...allow, Action: ["states:DescribeExecution", "states:StopExecution"] },
                Resource: arn("states", "execution:child:*"),
            },
            {
                ...{ ...allow, Action: ["events:PutTargets", "events:PutRule", "events:DescribeRule"] },
                Resource: arn("events", "rule/StepFunctionsGetEventsForStepFunctionsExecutionRule"),
            },
            {
                ...{ ...allow, Resource: "*" },
                Action: ["Create", "Get", "Update", "Delete"].map((verb) => `logs:${verb}LogDelivery`),
            },
        ),
    ),
    known(
        "queries of one workgroup",
        "athena/latest/ug/example-policies-workgroup.html",
        ...permissions(
            {
                ...{ ...allow, Resource: arn("athena", "workgroup/cars") },
                Action: ["athena:StartQueryExecution", "athena:GetQueryExecution", "athena:GetQueryResults"],
            },
            {
                ...{ ...allow, Action: ["glue:GetTable", "glue:GetDatabase", "glue:GetPartitions"] },
                Resource: ["catalog", "database/cars", "table/cars/*"].map((name) => arn("glue", name)),
            },
        ),
    ),
    known(
        "asking a model of Bedrock, and an endpoint",
        "bedrock/latest/userguide/security_iam_id-based-policy-examples.html",
        ...permissions(
            {
                ...{ ...allow, Action: "bedrock:InvokeModel" },
                Resource: "arn:aws:bedrock:us-east-1::foundation-model/anthropic.claude-v2",
            },
            { ...allow, Action: "sagemaker:InvokeEndpoint", Resource: arn("sagemaker", "endpoint/cars") },
        ),
    ),
];
