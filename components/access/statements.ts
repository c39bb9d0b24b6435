import type { JobNetwork } from "./jobNetwork";
import { grantKey, type KeyAction, useKey } from "./keyUse";
import type { PolicyStatement } from "./policyStatement";
import { arnOf, bucketArnOf, type Scope } from "./scope";

/** An Allow statement; a condition is for the caller to add. */
export function allow(Action: string | string[], Resource: string | string[]): PolicyStatement {
    return { Effect: "Allow", Action, Resource };
}

/** Permission for calls on one item of the ledger, or on all whose key begins alike where the key ends in `*`. */
export function allowItems(scope: Scope, ledgerTable: string, actions: string | string[], key: string) {
    return {
        ...allow(actions, arnOf(scope, "dynamodb", `table/${ledgerTable}`)),
        Condition: { "ForAllValues:StringLike": { "dynamodb:LeadingKeys": [key] } },
    } satisfies PolicyStatement;
}

/** Permission to list and read what is under a prefix; `*` in it stands for any run. */
export function readObjects(scope: Scope, bucket: string, prefix: string): PolicyStatement[] {
    return [
        allow("s3:GetObject", bucketArnOf(scope, bucket, `${prefix}*`)),
        {
            ...allow("s3:ListBucket", bucketArnOf(scope, bucket)),
            Condition: { StringLike: { "s3:prefix": `${prefix}*` } },
        },
    ];
}

/** Permission to write below a prefix, uploads in parts included; `*` in it stands for any run. It reads nothing. */
export function writeObjects(scope: Scope, bucket: string, prefix: string): PolicyStatement {
    return allow(["s3:PutObject", "s3:AbortMultipartUpload"], bucketArnOf(scope, bucket, `${prefix}*`));
}

export interface ContainerStatementsArgs {
    readonly scope: Scope;
    /** `alias/...` of the stack's key. */
    readonly keyAlias: string;
    /** The log group's name after `/aws/sagemaker/`: `ProcessingJobs`, `Endpoints/<name>`, ... */
    readonly logNames: readonly string[];
    /** ARN of the repository that the image is pulled from; several where the role is for jobs of several images. */
    readonly repositoryArn: string | string[];
    /** Absent: in SageMaker's own network. */
    readonly network?: JobNetwork;
    /** Whether it is a processing job. @default false */
    readonly processing?: boolean;
    /** Whether an instance's volume has the stack's key: those with disks of their own take none. */
    readonly volumeKey: boolean;
    /** Whether the job's request names a key for its outputs, as those of processing and training do. @default false */
    readonly outputKey?: boolean;
}

/**
 * What the container of any job or endpoint needs around its own work: key, image, log, metrics, network.
 *
 * https://docs.aws.amazon.com/sagemaker/latest/dg/sagemaker-roles.html has a section for the role of each kind of job.
 */
export function containerStatements(args: ContainerStatementsArgs): PolicyStatement[] {
    const { scope, keyAlias, network, processing = false, outputKey = false } = args;
    const keyActions: KeyAction[] = ["kms:Decrypt", "kms:GenerateDataKey", "kms:DescribeKey"];
    return [
        useKey(scope, { alias: keyAlias }, [...keyActions, ...(outputKey ? ["kms:Encrypt" as const] : [])]),
        ...(args.volumeKey ? [grantKey(scope, { alias: keyAlias })] : []),
        pullImage(args.repositoryArn),
        // A registry's token is not bound to a repository: AWS defines no resource for it.
        allow("ecr:GetAuthorizationToken", "*"),
        allow(
            ["logs:CreateLogGroup", "logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents"],
            args.logNames.flatMap((name) => [
                arnOf(scope, "logs", `log-group:/aws/sagemaker/${name}`),
                arnOf(scope, "logs", `log-group:/aws/sagemaker/${name}:log-stream:*`),
            ]),
        ),
        {
            // AWS defines no resource for metrics; the namespace bounds them.
            ...allow("cloudwatch:PutMetricData", "*"),
            Condition: { StringLike: { "cloudwatch:namespace": "/aws/sagemaker/*" } },
        },
        ...(network === undefined ? [] : networkStatements(scope, network, processing)),
    ];
}

/** Permission to pull the images of a repository, or of several; a registry's token is a matter of its own. */
export function pullImage(repositories: string | string[]): PolicyStatement {
    return allow(["ecr:BatchCheckLayerAvailability", "ecr:GetDownloadUrlForLayer", "ecr:BatchGetImage"], repositories);
}

/** What SageMaker does in a VPC on behalf of a job's role. */
function networkStatements(scope: Scope, network: JobNetwork, processing: boolean): PolicyStatement[] {
    return [
        ...(processing ? anyInterface() : ownInterfaces(scope, network)),
        // AWS defines no resource for EC2's descriptions.
        allow(
            [
                "ec2:DescribeNetworkInterfaces",
                "ec2:DescribeVpcs",
                "ec2:DescribeDhcpOptions",
                "ec2:DescribeSubnets",
                "ec2:DescribeSecurityGroups",
            ],
            "*",
        ),
    ];
}

const interfaceActions = [
    "ec2:CreateNetworkInterfacePermission",
    "ec2:DeleteNetworkInterface",
    "ec2:DeleteNetworkInterfacePermission",
];

/**
 * A processing job's validation fails where these actions are scoped down by resources or conditions: AWS says so in
 * "SageMaker roles", under "CreateProcessingJob API", of roles for a VPC.
 */
function anyInterface(): PolicyStatement[] {
    return [allow(["ec2:CreateNetworkInterface", ...interfaceActions], "*")];
}

function ownInterfaces(scope: Scope, network: JobNetwork): PolicyStatement[] {
    const interfaces = arnOf(scope, "ec2", "network-interface/*");
    return [
        allow("ec2:CreateNetworkInterface", [
            interfaces,
            ...network.subnetIds.map((id) => arnOf(scope, "ec2", `subnet/${id}`)),
            ...network.securityGroupIds.map((id) => arnOf(scope, "ec2", `security-group/${id}`)),
        ]),
        // An interface has no name before it exists.
        allow(interfaceActions, interfaces),
    ];
}
