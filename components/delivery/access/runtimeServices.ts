import type { Scope } from "../../access/scope";
import { endpointArn, ownArn, stageTag } from "./resources";
import type { ServiceAccess } from "./serviceAccess";

/** The services by which pipelines run, tell and answer. */
export function runtimeServices(scope: Scope): ServiceAccess[] {
    return [
        ...[functions(scope), ...machines(scope), rules(scope), buses(scope), ...logs(scope), ...alarms(scope)],
        ...[topics(scope), queues(scope), ...images(scope), groups(scope), ...apis(scope)],
    ];
}

function functions(scope: Scope): ServiceAccess {
    return {
        resources: [ownArn(scope, "lambda", "function:")],
        reads: [
            ...[
                "GetFunction",
                "GetFunctionConfiguration",
                "GetFunctionCodeSigningConfig",
                "GetFunctionEventInvokeConfig",
            ],
            ...["GetPolicy", "ListVersionsByFunction", "ListTags"],
        ].map((name) => `lambda:${name}`),
        changes: [
            ...["CreateFunction", "UpdateFunctionCode", "UpdateFunctionConfiguration", "DeleteFunction"],
            ...["PutFunctionEventInvokeConfig", "UpdateFunctionEventInvokeConfig", "DeleteFunctionEventInvokeConfig"],
            ...["PutFunctionConcurrency", "DeleteFunctionConcurrency", "AddPermission", "RemovePermission"],
            // Functions that a deployment calls once, such as the one that adopts an endpoint's log group.
            ...["InvokeFunction", "TagResource", "UntagResource"],
        ].map((name) => `lambda:${name}`),
    };
}

function machines(scope: Scope): ServiceAccess[] {
    return [
        {
            resources: [ownArn(scope, "states", "stateMachine:")],
            reads: ["DescribeStateMachine", "ListStateMachineVersions", "ListTagsForResource"].map(
                (name) => `states:${name}`,
            ),
            changes: [
                ...["CreateStateMachine", "UpdateStateMachine", "DeleteStateMachine"],
                ...["TagResource", "UntagResource"],
            ].map((name) => `states:${name}`),
        },
        // A definition is checked before there is a machine: AWS defines no resource for it.
        { resources: ["*"], reads: ["states:ValidateStateMachineDefinition"] },
    ];
}

function rules(scope: Scope): ServiceAccess {
    return {
        resources: [ownArn(scope, "events", "rule/")],
        reads: ["DescribeRule", "ListTargetsByRule", "ListTagsForResource"].map((name) => `events:${name}`),
        changes: [
            ...["PutRule", "EnableRule", "DisableRule", "DeleteRule", "PutTargets", "RemoveTargets"],
            ...["TagResource", "UntagResource"],
        ].map((name) => `events:${name}`),
    };
}

/** Buses on which versions of other accounts are told of. */
function buses(scope: Scope): ServiceAccess {
    return {
        resources: [ownArn(scope, "events", "event-bus/")],
        reads: ["events:DescribeEventBus", "events:ListTagsForResource"],
        changes: [
            ...["CreateEventBus", "UpdateEventBus", "DeleteEventBus", "PutPermission", "RemovePermission"],
            ...["TagResource", "UntagResource"],
        ].map((name) => `events:${name}`),
    };
}

function logs(scope: Scope): ServiceAccess[] {
    const groups = ["/aws/lambda/", "/aws/vendedlogs/states/", "/aws/apigateway/"];
    return [
        {
            resources: groups.map((start) => ownArn(scope, "logs", `log-group:${start}`)),
            reads: ["logs:ListTagsForResource"],
            changes: [
                ...["CreateLogGroup", "DeleteLogGroup", "PutRetentionPolicy", "DeleteRetentionPolicy"],
                ...["AssociateKmsKey", "TagResource", "UntagResource"],
            ].map((name) => `logs:${name}`),
        },
        // AWS defines no resource for the list that a group is found by.
        { resources: ["*"], reads: ["logs:DescribeLogGroups"] },
    ];
}

function alarms(scope: Scope): ServiceAccess[] {
    const changes = ["PutMetricAlarm", "DeleteAlarms", "TagResource", "UntagResource"];
    return [
        {
            // A pipeline's are called as it is, an endpoint's as the endpoint.
            resources: [ownArn(scope, "cloudwatch", "alarm:"), endpointArn(scope, "cloudwatch", "alarm:", "-*")],
            reads: ["cloudwatch:ListTagsForResource"],
            changes: changes.map((name) => `cloudwatch:${name}`),
        },
        // Alarms that are asked for by a part of their names are a list, for which AWS defines no resource.
        { resources: ["*"], reads: ["cloudwatch:DescribeAlarms"] },
    ];
}

function topics(scope: Scope): ServiceAccess {
    return {
        resources: [ownArn(scope, "sns")],
        reads: [
            ...["GetTopicAttributes", "GetSubscriptionAttributes"],
            ...["ListSubscriptionsByTopic", "ListTagsForResource"],
        ].map((name) => `sns:${name}`),
        changes: [
            ...["CreateTopic", "DeleteTopic", "SetTopicAttributes"],
            ...["Subscribe", "Unsubscribe", "SetSubscriptionAttributes", "TagResource", "UntagResource"],
        ].map((name) => `sns:${name}`),
    };
}

function queues(scope: Scope): ServiceAccess {
    return {
        resources: [ownArn(scope, "sqs")],
        reads: ["GetQueueAttributes", "GetQueueUrl", "ListQueueTags"].map((name) => `sqs:${name}`),
        changes: ["CreateQueue", "DeleteQueue", "SetQueueAttributes", "TagQueue", "UntagQueue"].map(
            (name) => `sqs:${name}`,
        ),
    };
}

/** Repositories of images of one's own, to which a deployment pushes what it has built. */
function images(scope: Scope): ServiceAccess[] {
    return [
        {
            resources: [ownArn(scope, "ecr", "repository/")],
            reads: [
                ...["DescribeRepositories", "DescribeImages", "GetLifecyclePolicy", "ListTagsForResource"],
                ...["BatchGetImage", "BatchCheckLayerAvailability", "GetDownloadUrlForLayer"],
            ].map((name) => `ecr:${name}`),
            changes: [
                ...["CreateRepository", "PutLifecyclePolicy", "DeleteLifecyclePolicy"],
                ...["PutImageScanningConfiguration", "PutImageTagMutability", "TagResource", "UntagResource"],
                ...["InitiateLayerUpload", "UploadLayerPart", "CompleteLayerUpload", "PutImage"],
            ].map((name) => `ecr:${name}`),
        },
        // A registry's token is not bound to a repository: AWS defines no resource for it.
        { resources: ["*"], reads: ["ecr:GetAuthorizationToken"] },
    ];
}

function groups(scope: Scope): ServiceAccess {
    return {
        resources: [endpointArn(scope, "sagemaker", "model-package-group/")],
        reads: ["DescribeModelPackageGroup", "GetModelPackageGroupPolicy", "ListTags"].map(
            (name) => `sagemaker:${name}`,
        ),
        changes: [
            ...["CreateModelPackageGroup", "DeleteModelPackageGroup", "AddTags", "DeleteTags"],
            ...["PutModelPackageGroupPolicy", "DeleteModelPackageGroupPolicy"],
        ].map((name) => `sagemaker:${name}`),
    };
}

/**
 * An API, its key and its usage plan have ids from AWS, so their tags say whose they are; what is in an API has the
 * API's tags (https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-tagging-supported-resources.html).
 */
function apis(scope: Scope): ServiceAccess[] {
    const arn = (path: string) => `arn:${scope.partition}:apigateway:${scope.region}::${path}`;
    const collections = ["/restapis", "/apikeys", "/usageplans"];
    return [
        {
            resources: collections.map((path) => arn(`${path}/*`)),
            reads: ["apigateway:GET"],
            changes: ["POST", "PUT", "PATCH", "DELETE"].map((verb) => `apigateway:${verb}`),
            condition: { StringEquals: { [`aws:ResourceTag/${stageTag}`]: scope.stage } },
        },
        {
            resources: collections.map(arn),
            reads: [],
            changes: ["apigateway:POST"],
            condition: { StringEquals: { [`aws:RequestTag/${stageTag}`]: scope.stage } },
        },
        {
            resources: collections.map((path) => arn(`/tags/${encodeURIComponent(arn(`${path}/`))}*`)),
            reads: ["apigateway:GET"],
            changes: ["apigateway:PUT", "apigateway:DELETE"],
        },
        // API Gateway asks who calls a new API's stage for the account's role by which it logs.
        { resources: [arn("/account")], reads: ["apigateway:GET"] },
    ];
}
