import { isObject, UNKNOWN } from "../engine/judgement";
import { type Call, callOf, type Task } from "./stateMachine";
import { isSageMakerJob, waitActions } from "./waitActions";

/** What a role must be allowed for a call. */
export interface Requirement {
    /** Each of them; of a list one is enough. */
    readonly needs: readonly (string | readonly string[])[];
    /** What the call needs where a key, a tag or another role is behind what it names. `*` stands for any characters. */
    readonly mayNeed: readonly string[];
}

/** Actions of the key that encrypts what a call reads, and what it writes. */
const reading = ["kms:Decrypt"];
const writing = ["kms:Decrypt", "kms:GenerateDataKey", "kms:DescribeKey"];

/**
 * Names of IAM's where they are not those of the API's, and what else a call needs. Sources: the table of actions of each
 * service in the Service Authorization Reference
 * (https://docs.aws.amazon.com/service-authorization/latest/reference/), what SageMaker's operations need
 * (https://docs.aws.amazon.com/sagemaker/latest/dg/api-permissions-reference.html), and for scaling
 * https://docs.aws.amazon.com/sagemaker/latest/dg/endpoint-auto-scaling-prerequisites.html.
 */
const special: Readonly<Record<string, Requirement>> = {
    "dynamodb:getItem": { needs: ["dynamodb:GetItem"], mayNeed: reading },
    "dynamodb:putItem": { needs: ["dynamodb:PutItem"], mayNeed: reading },
    "dynamodb:updateItem": { needs: ["dynamodb:UpdateItem"], mayNeed: reading },
    "dynamodb:deleteItem": { needs: ["dynamodb:DeleteItem"], mayNeed: reading },
    "dynamodb:query": { needs: ["dynamodb:Query"], mayNeed: reading },
    "dynamodb:transactWriteItems": { needs: [], mayNeed: ["dynamodb:*Item", ...reading] },
    "elasticmapreduce:createCluster": { needs: ["elasticmapreduce:RunJobFlow"], mayNeed: ["elasticmapreduce:AddTags"] },
    "elasticmapreduce:addStep": { needs: ["elasticmapreduce:AddJobFlowSteps"], mayNeed: [] },
    "lambda:invoke": { needs: ["lambda:InvokeFunction"], mayNeed: [] },
    "apigateway:invoke": { needs: ["execute-api:Invoke"], mayNeed: [] },
    "http:invoke": {
        needs: ["states:InvokeHTTPEndpoint", "events:RetrieveConnectionCredentials"],
        mayNeed: ["secretsmanager:GetSecretValue", "secretsmanager:DescribeSecret", ...reading],
    },
    // A copy of one version reads as s3:GetObjectVersion, one of what is there as s3:GetObject.
    "s3:copyObject": {
        needs: [["s3:GetObject", "s3:GetObjectVersion"], "s3:PutObject"],
        mayNeed: writing,
    },
    "s3:putObject": { needs: ["s3:PutObject"], mayNeed: writing },
    // https://docs.aws.amazon.com/AmazonS3/latest/userguide/mpuAndPermissions.html
    "s3:createMultipartUpload": { needs: ["s3:PutObject"], mayNeed: writing },
    "s3:uploadPart": { needs: ["s3:PutObject"], mayNeed: writing },
    "s3:uploadPartCopy": { needs: [["s3:GetObject", "s3:GetObjectVersion"], "s3:PutObject"], mayNeed: writing },
    "s3:completeMultipartUpload": { needs: ["s3:PutObject"], mayNeed: writing },
    "s3:abortMultipartUpload": { needs: ["s3:AbortMultipartUpload"], mayNeed: [] },
    "s3:getObject": { needs: [["s3:GetObject", "s3:GetObjectVersion"]], mayNeed: reading },
    "s3:headObject": { needs: [["s3:GetObject", "s3:GetObjectVersion"]], mayNeed: ["s3:ListBucket", ...reading] },
    "s3:deleteObjects": { needs: [["s3:DeleteObject", "s3:DeleteObjectVersion"]], mayNeed: [] },
    "s3:listObjects": { needs: ["s3:ListBucket"], mayNeed: [] },
    "s3:listObjectsV2": { needs: ["s3:ListBucket"], mayNeed: [] },
    "s3:headBucket": { needs: ["s3:ListBucket"], mayNeed: [] },
    "s3:listBuckets": { needs: ["s3:ListAllMyBuckets"], mayNeed: [] },
    // Whether SageMaker looks for the artifact by the caller's rights is not documented.
    "sagemaker:createModelPackage": {
        needs: ["sagemaker:CreateModelPackage"],
        mayNeed: ["s3:GetObject", "kms:Decrypt"],
    },
    // The volume's key is granted by who creates the endpoint, or gives it another configuration.
    "sagemaker:createEndpoint": { needs: ["sagemaker:CreateEndpoint"], mayNeed: ["kms:CreateGrant"] },
    // An update that rolls back looks at its alarms:
    // https://docs.aws.amazon.com/sagemaker/latest/dg/deployment-guardrails-configuration.html
    "sagemaker:updateEndpoint": {
        needs: ["sagemaker:UpdateEndpoint"],
        mayNeed: ["kms:CreateGrant", "cloudwatch:DescribeAlarms"],
    },
    "application-autoscaling:registerScalableTarget": {
        needs: ["application-autoscaling:RegisterScalableTarget"],
        mayNeed: [
            ...["iam:CreateServiceLinkedRole", "sagemaker:DescribeEndpoint", "sagemaker:DescribeEndpointConfig"],
            "sagemaker:UpdateEndpointWeightsAndCapacities",
        ],
    },
    "application-autoscaling:putScalingPolicy": {
        needs: ["application-autoscaling:PutScalingPolicy"],
        mayNeed: ["cloudwatch:PutMetricAlarm", "cloudwatch:DescribeAlarms"],
    },
    "application-autoscaling:deregisterScalableTarget": {
        needs: ["application-autoscaling:DeregisterScalableTarget"],
        mayNeed: ["cloudwatch:DeleteAlarms", "cloudwatch:DescribeAlarms"],
    },
};

/** Services that IAM and the SDK call otherwise. */
const prefixes: Readonly<Record<string, string>> = {
    ...{
        sfn: "states",
        cloudwatchlogs: "logs",
        eventbridge: "events",
        emr: "elasticmapreduce",
        efs: "elasticfilesystem",
    },
    ...{ applicationautoscaling: "application-autoscaling", elasticloadbalancingv2: "elasticloadbalancing" },
    ...{ sagemakerruntime: "sagemaker", bedrockruntime: "bedrock", sesv2: "ses", opensearch: "es", costexplorer: "ce" },
    ...{ cognitoidentityprovider: "cognito-idp", cognitoidentity: "cognito-identity", configservice: "config" },
    ...{ resourcegroupstaggingapi: "tag", redshiftdata: "redshift-data", rdsdata: "rds-data", ecrpublic: "ecr-public" },
};

/** Services whose actions are not called as their API's: nobody can tell what a call that is not listed needs. */
const otherwise = new Set(["s3", "apigateway", "http", "eks", "iotdataplane", "s3control", "emrcontainers"]);

/**
 * What a role must be allowed for a task's call.
 * @returns undefined where nobody has listed it
 */
export function requirementOf(task: Task): Requirement | undefined {
    if (task.credentials !== undefined) return { needs: ["sts:AssumeRole"], mayNeed: [] };
    if (/^arn:[^:]+:lambda:/.test(task.resource)) return { needs: ["lambda:InvokeFunction"], mayNeed: [] };
    if (/^arn:[^:]+:states:[^:]+:[^:]+:activity:/.test(task.resource)) return { needs: [], mayNeed: [] };
    const call = callOf(task);
    if (call === undefined) return undefined;
    const own = ownRequirement(call);
    const waiting = waitActions(call);
    if (own === undefined || waiting === undefined) return undefined;
    return {
        needs: [...own.needs, ...waiting, ...rolesPassed(task, "needs"), ...tagsAdded(call, task, "needs")],
        mayNeed: [
            ...own.mayNeed,
            ...rolesPassed(task, "mayNeed"),
            ...tagsAdded(call, task, "mayNeed"),
            ...grants(call),
            ...objectTags(call, task),
        ],
    };
}

function ownRequirement({ service, action }: Call): Requirement | undefined {
    const prefix = prefixes[service] ?? service;
    const listed = special[`${prefix}:${action}`];
    if (listed !== undefined) return listed;
    if (otherwise.has(service)) return undefined;
    const name = `${prefix}:${action.charAt(0).toUpperCase()}${action.slice(1)}`;
    return { needs: [name], mayNeed: prefix === "sagemaker" ? [] : writing };
}

/** A copy takes its tags along unless it is told others. */
function objectTags({ service, action }: Call, { input }: Task): readonly string[] {
    const request = isObject(input) ? input : {};
    const own = input === UNKNOWN || request["Tagging"] !== undefined ? ["s3:PutObjectTagging"] : [];
    if (service !== "s3" || !/^(put|copy)Object$/.test(action)) return [];
    if (action === "putObject" || request["TaggingDirective"] === "REPLACE") return own;
    return ["s3:GetObjectTagging", "s3:GetObjectVersionTagging", "s3:PutObjectTagging"];
}

/** A request that names a role passes it. */
function rolesPassed({ resource, input }: Task, kind: keyof Requirement): readonly string[] {
    // What only reads passes none, and to assume a role is not to pass it.
    if (/:sts:|:(list|describe|get|head|query|search|batchGet)([A-Z]\w*)?$/.test(resource)) return [];
    const passes = input === UNKNOWN ? "mayNeed" : passedRoles(input).length > 0 ? "needs" : undefined;
    return passes === kind ? ["iam:PassRole"] : [];
}

/** The roles of a request, at any depth: `RoleArn`, `ExecutionRoleArn`, `Role`. */
export function passedRoles(input: unknown): readonly unknown[] {
    if (Array.isArray(input)) return input.flatMap(passedRoles);
    if (!isObject(input)) return [];
    return Object.entries(input).flatMap(([field, value]) =>
        /(^|[a-z])Role(Arn)?$/.test(field) && !isObject(value) ? [value] : passedRoles(value),
    );
}

/** SageMaker asks for tags by an action of their own; Step Functions tags the jobs that it waits for. */
function tagsAdded({ service, action }: Call, { input }: Task, kind: keyof Requirement): readonly string[] {
    if (service !== "sagemaker" || !action.startsWith("create")) return [];
    const tags = input === UNKNOWN ? "mayNeed" : isObject(input) && input["Tags"] !== undefined ? "needs" : undefined;
    return tags === kind ? ["sagemaker:AddTags"] : [];
}

/** A job's volume is encrypted on behalf of who creates the job, unless the job's role may do it itself. */
function grants({ service, action }: Call): readonly string[] {
    return service === "sagemaker" && isSageMakerJob(action) ? ["kms:CreateGrant"] : [];
}
