import { grantKey, useKey } from "../shared/keyUse";
import type { PolicyStatement } from "../shared/role";
import { type Scope, arnOf, bucketArnOf, functionArnOf, roleArnOf } from "../shared/scope";
import type { TrainingNames } from "./names";

/** What the permissions of a training pipeline are made of. */
export interface TrainingStatementsArgs {
    readonly scope: Scope;
    readonly names: TrainingNames;
    /** `alias/...` of the stack's key. */
    readonly keyAlias: string;
    readonly artifactBucket: string;
    /** Prefix of the artifact bucket that runs leave their files under, with a slash at its end. */
    readonly runsPrefix: string;
}

export interface StateMachineStatementsArgs extends TrainingStatementsArgs {
    readonly landingBucket: string;
    /** Prefix of the landing bucket that training data arrives under, with a slash at its end. */
    readonly landingPrefix: string;
}

/**
 * What the state machine's calls need, no more: see tests/components/training for the table of calls and actions.
 */
export function stateMachineStatements(args: StateMachineStatementsArgs): PolicyStatement[] {
    const { scope, names, keyAlias, landingBucket, landingPrefix, artifactBucket, runsPrefix } = args;
    const sageMaker = (resource: string) => arnOf(scope, "sagemaker", resource);
    const jobs = {
        processing: sageMaker(`processing-job/${names.endpoint}-*`),
        training: sageMaker(`training-job/${names.endpoint}-*`),
    };
    const models = sageMaker(`model/${names.endpoint}-*`);
    const configurations = sageMaker(`endpoint-config/${names.endpoint}-*`);
    const endpoint = sageMaker(`endpoint/${names.endpoint}`);
    const parameter = (path: string) => arnOf(scope, "ssm", `parameter${names.parameterPrefix}/${path}`);
    return [
        allow(["s3:GetObject", "s3:GetObjectVersion"], bucketArnOf(scope, landingBucket, `${landingPrefix}*`)),
        allow("s3:PutObject", bucketArnOf(scope, artifactBucket, `${runsPrefix}*/input/*`)),
        allow(
            ["sagemaker:CreateProcessingJob", "sagemaker:DescribeProcessingJob", "sagemaker:StopProcessingJob"],
            jobs.processing,
        ),
        allow(
            ["sagemaker:CreateTrainingJob", "sagemaker:DescribeTrainingJob", "sagemaker:StopTrainingJob"],
            jobs.training,
        ),
        // A state that waits for a job is told of its end by a rule that Step Functions keeps in the account.
        allow(
            ["events:PutRule", "events:PutTargets", "events:DescribeRule"],
            ["Processing", "Training"].map((kind) =>
                arnOf(scope, "events", `rule/StepFunctionsGetEventsForSageMaker${kind}JobsRule`),
            ),
        ),
        allow("sagemaker:CreateModel", models),
        allow("sagemaker:CreateEndpointConfig", configurations),
        allow(["sagemaker:CreateEndpoint", "sagemaker:UpdateEndpoint"], [endpoint, configurations]),
        allow(["sagemaker:DescribeEndpoint", "sagemaker:DeleteEndpoint"], endpoint),
        // AWS defines no resource for lists.
        allow("sagemaker:ListEndpoints", "*"),
        allow("sagemaker:AddTags", [jobs.processing, jobs.training, models, configurations, endpoint]),
        // Step Functions' own policies for `.sync` have it, for the tag by which Step Functions marks the jobs it starts:
        // https://docs.aws.amazon.com/step-functions/latest/dg/connect-sagemaker.html
        allow("sagemaker:ListTags", [jobs.processing, jobs.training]),
        {
            ...allow(
                "iam:PassRole",
                [names.preprocessRole, names.trainRole, names.serveRole].map((role) => roleArnOf(scope, role)),
            ),
            Condition: { StringEquals: { "iam:PassedToService": "sagemaker.amazonaws.com" } },
        },
        allow("lambda:InvokeFunction", functionArnOf(scope, names.queryTrainingResults)),
        allow("ssm:GetParameter", parameter("champion/metrics")),
        allow("ssm:PutParameter", [parameter("candidate/*"), parameter("champion/*")]),
        useKey(scope, { alias: keyAlias }, ["kms:Decrypt", "kms:GenerateDataKey", "kms:DescribeKey"]),
        // An endpoint's volume is encrypted on behalf of who creates the endpoint.
        grantKey(scope, { alias: keyAlias }),
    ];
}

export interface JobStatementsArgs extends TrainingStatementsArgs {
    readonly captureBucket: string;
    /** Prefix of the capture bucket that endpoints write under, with a slash at its end. */
    readonly capturePrefix: string;
    /** Prefix of the artifact bucket that the pre-processing code is under, with a slash at its end. */
    readonly codePrefix: string;
    readonly images: { readonly preprocess: string; readonly algorithm: string };
    readonly network?: { readonly subnetIds: readonly string[]; readonly securityGroupIds: readonly string[] };
}

/** The processing job reads the run's data and its code, and writes the run's files. */
export function preprocessStatements(args: JobStatementsArgs): PolicyStatement[] {
    const { scope, artifactBucket, runsPrefix, codePrefix } = args;
    return [
        ...readObjects(scope, artifactBucket, `${runsPrefix}*/input/`),
        ...readObjects(scope, artifactBucket, codePrefix),
        writeObjects(scope, artifactBucket, runsPrefix),
        ...jobStatements(args, "ProcessingJobs", args.images.preprocess),
    ];
}

/** The training job reads the run's files and writes the model beside them. */
export function trainStatements(args: JobStatementsArgs): PolicyStatement[] {
    const { scope, artifactBucket, runsPrefix } = args;
    return [
        ...readObjects(scope, artifactBucket, runsPrefix),
        writeObjects(scope, artifactBucket, `${runsPrefix}*/model/`),
        ...jobStatements(args, "TrainingJobs", args.images.algorithm),
    ];
}

/** An endpoint reads its model and writes what it captures. */
export function serveStatements(args: JobStatementsArgs): PolicyStatement[] {
    const { scope, names, artifactBucket, runsPrefix, captureBucket, capturePrefix } = args;
    return [
        ...readObjects(scope, artifactBucket, `${runsPrefix}*/model/`),
        writeObjects(scope, captureBucket, `${capturePrefix}${names.endpoint}/`),
        ...jobStatements(args, `Endpoints/${names.endpoint}`, args.images.algorithm),
    ];
}

/** What the container of any job or endpoint needs around its own work: key, image, log, metrics, network. */
function jobStatements(args: JobStatementsArgs, logName: string, image: string): PolicyStatement[] {
    const { scope, keyAlias, network } = args;
    return [
        useKey(scope, { alias: keyAlias }, ["kms:Decrypt", "kms:GenerateDataKey", "kms:DescribeKey"]),
        grantKey(scope, { alias: keyAlias }),
        allow(
            ["ecr:BatchCheckLayerAvailability", "ecr:GetDownloadUrlForLayer", "ecr:BatchGetImage"],
            repositoryArnOf(scope, image),
        ),
        // A registry's token is not bound to a repository: AWS defines no resource for it.
        allow("ecr:GetAuthorizationToken", "*"),
        allow(
            ["logs:CreateLogGroup", "logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents"],
            [
                arnOf(scope, "logs", `log-group:/aws/sagemaker/${logName}`),
                arnOf(scope, "logs", `log-group:/aws/sagemaker/${logName}:log-stream:*`),
            ],
        ),
        {
            // AWS defines no resource for metrics; the namespace bounds them.
            ...allow("cloudwatch:PutMetricData", "*"),
            Condition: { StringLike: { "cloudwatch:namespace": "/aws/sagemaker/*" } },
        },
        ...(network === undefined ? [] : networkStatements(scope, network)),
    ];
}

/** What SageMaker does in a VPC on behalf of a job's role. */
function networkStatements(
    scope: Scope,
    network: { readonly subnetIds: readonly string[]; readonly securityGroupIds: readonly string[] },
): PolicyStatement[] {
    const interfaces = arnOf(scope, "ec2", "network-interface/*");
    return [
        allow("ec2:CreateNetworkInterface", [
            interfaces,
            ...network.subnetIds.map((id) => arnOf(scope, "ec2", `subnet/${id}`)),
            ...network.securityGroupIds.map((id) => arnOf(scope, "ec2", `security-group/${id}`)),
        ]),
        // An interface has no name before it exists.
        allow(
            [
                "ec2:CreateNetworkInterfacePermission",
                "ec2:DeleteNetworkInterface",
                "ec2:DeleteNetworkInterfacePermission",
            ],
            interfaces,
        ),
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

function readObjects(scope: Scope, bucket: string, prefix: string): PolicyStatement[] {
    return [
        allow("s3:GetObject", bucketArnOf(scope, bucket, `${prefix}*`)),
        {
            ...allow("s3:ListBucket", bucketArnOf(scope, bucket)),
            Condition: { StringLike: { "s3:prefix": `${prefix}*` } },
        },
    ];
}

function writeObjects(scope: Scope, bucket: string, prefix: string): PolicyStatement {
    return allow(["s3:PutObject", "s3:AbortMultipartUpload"], bucketArnOf(scope, bucket, `${prefix}*`));
}

/** `<account>.dkr.ecr.<region>.amazonaws.com/<repository>:<tag>` as the repository's ARN. */
function repositoryArnOf(scope: Scope, image: string): string {
    const [, account, region, repository] = /^(\d{12})\.dkr\.ecr\.([a-z0-9-]+)\.[^/]+\/([^:@]+)/.exec(image) ?? [];
    if (account === undefined || region === undefined || repository === undefined) {
        throw new Error(`"${image}" is no image of an ECR registry: <account>.dkr.ecr.<region>.../<repository>:<tag>.`);
    }
    return `arn:${scope.partition}:ecr:${region}:${account}:repository/${repository}`;
}

function allow(Action: string | string[], Resource: string | string[]): PolicyStatement {
    return { Effect: "Allow", Action, Resource };
}
