import type { Definition } from "../../components/asl/states";
import { isObject } from "../../policies/engine/judgement";
import { passedRoles } from "../../policies/reading/callActions";
import { callOf, findTasks, type Task } from "../../policies/reading/stateMachine";

/** What makes a container of SageMaker's run, or changes one that does. */
const starting = new Set([
    ...["createProcessingJob", "createTrainingJob", "createHyperParameterTuningJob", "createTransformJob"],
    ...["createModel", "createEndpointConfig", "createEndpoint", "updateEndpoint"],
]);

/** The requests of state machines that a role is for; those that name no role are served by the role of a model. */
export function requestsOf(definitions: readonly Definition[], roleArn: string, servesModels: boolean): unknown[] {
    return definitions
        .flatMap((definition) => findTasks({ ...definition }))
        .filter((task) => starting.has(callOf(task)?.action ?? ""))
        .filter((task) => isFor(task, roleArn, servesModels))
        .map(({ input }) => input);
}

function isFor({ input }: Task, roleArn: string, servesModels: boolean): boolean {
    const roles = passedRoles(input);
    return roles.length === 0 ? servesModels : roles.includes(roleArn);
}

const roleGuide = "https://docs.aws.amazon.com/sagemaker/latest/dg/sagemaker-roles.html";

interface Need {
    /** The fields that ask for it, by their paths in the request: `ProcessingOutputConfig.KmsKeyId`. */
    readonly fields: RegExp;
    readonly actions: readonly string[];
    readonly source: string;
}

/** Files that SageMaker reads, and those that it writes, as the role. */
const reading = /(^|\.)(ProcessingInputs|InputDataConfig|TransformInput|ModelDataUrl|CheckpointConfig)$/;
const writing = /(^|\.)(ProcessingOutputConfig|OutputDataConfig|TransformOutput|DataCaptureConfig|CheckpointConfig)$/;

/** What a role needs for the requests that SageMaker answers by it, and where AWS says so. */
const needs: readonly Need[] = [
    {
        fields: /^/,
        // The sections of CreateProcessingJob, CreateTrainingJob and CreateModel begin with these.
        actions: [
            ...["CreateLogGroup", "CreateLogStream", "DescribeLogStreams", "PutLogEvents"].map((one) => `logs:${one}`),
            "cloudwatch:PutMetricData",
            ...["GetAuthorizationToken", "BatchCheckLayerAvailability", "GetDownloadUrlForLayer", "BatchGetImage"].map(
                (one) => `ecr:${one}`,
            ),
        ],
        source: roleGuide,
    },
    // Checkpoints: https://docs.aws.amazon.com/sagemaker/latest/dg/model-checkpoints.html
    { fields: reading, actions: ["s3:GetObject", "s3:ListBucket", "kms:Decrypt"], source: roleGuide },
    { fields: writing, actions: ["s3:PutObject"], source: roleGuide },
    {
        // Large files go in parts, under the bucket's key.
        fields: writing,
        actions: ["s3:AbortMultipartUpload", "kms:GenerateDataKey", "kms:Decrypt"],
        source: "https://docs.aws.amazon.com/AmazonS3/latest/userguide/mpuAndPermissions.html",
    },
    {
        // "If you specify a KMS key in the output configuration" of processing and training.
        fields: /(^|\.)(ProcessingOutputConfig|OutputDataConfig)\.KmsKeyId$/,
        actions: ["kms:Encrypt"],
        source: roleGuide,
    },
    {
        fields: /KmsKeyId$/,
        actions: ["kms:DescribeKey"],
        source: "https://docs.aws.amazon.com/sagemaker/latest/dg/sms-security-kms-permissions.html",
    },
    {
        // Volumes: of a job's instances, and of an endpoint's, whose configuration has their key by itself.
        fields: /^KmsKeyId$|(^|\.)VolumeKmsKeyId$/,
        actions: ["kms:CreateGrant"],
        source: roleGuide,
    },
    {
        fields: /(^|\.)VpcConfig$/,
        actions: [
            ...["CreateNetworkInterface", "CreateNetworkInterfacePermission", "DeleteNetworkInterface"],
            ...["DeleteNetworkInterfacePermission", "DescribeNetworkInterfaces", "DescribeVpcs", "DescribeDhcpOptions"],
            ...["DescribeSubnets", "DescribeSecurityGroups"],
        ].map((one) => `ec2:${one}`),
        source: roleGuide,
    },
    {
        fields: /(^|\.)AutoRollbackConfiguration$/,
        actions: ["cloudwatch:DescribeAlarms"],
        source: "https://docs.aws.amazon.com/sagemaker/latest/dg/deployment-guardrails-configuration.html",
    },
];

/** All that a role must allow for these requests, and nothing else. */
export function jobActions(requests: readonly unknown[]): readonly string[] {
    const paths = requests.flatMap((request) => pathsIn(request));
    const asked = needs.filter(({ fields }) => paths.some((path) => fields.test(path)));
    return [...new Set(asked.flatMap(({ actions }) => actions))].sort();
}

function pathsIn(value: unknown, prefix = ""): readonly string[] {
    if (Array.isArray(value)) return value.flatMap((one) => pathsIn(one, prefix));
    if (!isObject(value)) return [];
    return Object.entries(value).flatMap(([field, of]) => [`${prefix}${field}`, ...pathsIn(of, `${prefix}${field}.`)]);
}
