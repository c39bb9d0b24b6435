import type { Json } from "../shared/asl";
import type { AlgorithmDefinition, JobResources } from "../shared/model";

/** What the requests to SageMaker are made of. */
export interface TrainingRequestArgs {
    readonly definition: AlgorithmDefinition;
    readonly artifactBucket: string;
    /** Where runs leave their files in the artifact bucket, with a slash at its end. */
    readonly runsPrefix: string;
    /** Where the pre-processing code is: `code/` and `model/` below it. An S3 location with a slash at its end. */
    readonly codeLocation: string;
    /** Where endpoints capture data: an S3 location without a slash at its end, since SageMaker adds its own. */
    readonly captureLocation: string;
    /** Share of requests that endpoints capture, in percent. */
    readonly capturePercentage: number;
    readonly images: { readonly preprocess: string; readonly algorithm: string };
    readonly roleArns: { readonly preprocess: string; readonly train: string; readonly serve: string };
    /** Where jobs and models run; absent: in SageMaker's own network. */
    readonly network?: { readonly subnetIds: readonly string[]; readonly securityGroupIds: readonly string[] };
    /** On everything that a run makes, so that its cost can be told. */
    readonly tags: readonly { readonly Key: string; readonly Value: string }[];
}

/** The one variant of an endpoint. Alarms and scaling name it, so it is the same in every configuration. */
export const variantName = "AllTraffic";

/** What pre-processing writes, each under its own prefix of the run. */
export const preprocessOutputs = ["train", "validation", "test", "raw", "transform", "quarantine", "report"] as const;

const jobName = "{% $run.name & '-' & $string($states.context.State.RetryCount) %}";
const processing = "/opt/ml/processing";

/** Fields of the optimized integration: https://docs.aws.amazon.com/step-functions/latest/dg/connect-sagemaker.html */
export function createProcessingJob(args: TrainingRequestArgs): Json {
    const { preprocessing } = args.definition;
    return {
        ProcessingJobName: jobName,
        RoleArn: args.roleArns.preprocess,
        AppSpecification: {
            ImageUri: args.images.preprocess,
            ContainerEntrypoint: ["python3", `${processing}/input/code/preprocess.py`],
            ContainerArguments: [
                "--data",
                `${processing}/input/data`,
                "--model",
                `${processing}/input/model/model.json`,
                "--output",
                `${processing}/output`,
                "--message",
                "/opt/ml/output/message",
            ],
        },
        ProcessingInputs: [
            processingInput("code", `${args.codeLocation}code/`),
            processingInput("model", `${args.codeLocation}model/`),
            processingInput("data", runPath("input/")),
        ],
        ProcessingOutputConfig: {
            KmsKeyId: "{% $keyArn %}",
            Outputs: preprocessOutputs.map((name) => ({
                OutputName: name,
                S3Output: {
                    S3Uri: runPath(`${name}/`),
                    LocalPath: `${processing}/output/${name}`,
                    // A job that fails uploads nothing at its end, and these two say why it failed.
                    S3UploadMode: name === "quarantine" || name === "report" ? "Continuous" : "EndOfJob",
                },
            })),
        },
        ProcessingResources: { ClusterConfig: resources(preprocessing) },
        NetworkConfig: { EnableNetworkIsolation: true, ...vpcConfig(args) },
        StoppingCondition: { MaxRuntimeInSeconds: preprocessing.maxRuntime },
        Tags: args.tags,
    };
}

/**
 * Fields of the optimized integration: https://docs.aws.amazon.com/step-functions/latest/dg/connect-sagemaker.html.
 * EnableInterContainerTrafficEncryption is not among them (aws/aws-cdk#21751).
 */
export function createTrainingJob(args: TrainingRequestArgs): Json {
    const { training, hyperparameters } = args.definition;
    return {
        TrainingJobName: jobName,
        RoleArn: args.roleArns.train,
        AlgorithmSpecification: { TrainingImage: args.images.algorithm, TrainingInputMode: "File" },
        HyperParameters: Object.fromEntries(
            Object.entries(hyperparameters).map(([name, value]) => [name, String(value)]),
        ),
        InputDataConfig: [trainingChannel("train"), trainingChannel("validation")],
        OutputDataConfig: { S3OutputPath: runPath("model/"), KmsKeyId: "{% $keyArn %}" },
        ResourceConfig: resources(training),
        StoppingCondition: { MaxRuntimeInSeconds: training.maxRuntime },
        EnableNetworkIsolation: true,
        ...vpcConfig(args),
        Tags: args.tags,
    };
}

export function createModel(args: TrainingRequestArgs): Json {
    return {
        ModelName: "{% $run.name %}",
        ExecutionRoleArn: args.roleArns.serve,
        PrimaryContainer: { Image: args.images.algorithm, ModelDataUrl: "{% $trainingJob.artifact %}" },
        EnableNetworkIsolation: true,
        ...vpcConfig(args),
        Tags: args.tags,
    };
}

/** By the SDK integration: the optimized one knows no data capture. */
export function createEndpointConfiguration(args: TrainingRequestArgs): Json {
    const { endpoint } = args.definition;
    return {
        EndpointConfigName: "{% $run.name %}",
        ProductionVariants: [
            {
                VariantName: variantName,
                ModelName: "{% $run.name %}",
                InitialInstanceCount: endpoint.instanceCount,
                InstanceType: endpoint.instanceType,
                InitialVariantWeight: 1,
            },
        ],
        ...(hasLocalStorage(endpoint.instanceType) ? {} : { KmsKeyId: "{% $keyArn %}" }),
        DataCaptureConfig: {
            EnableCapture: true,
            InitialSamplingPercentage: args.capturePercentage,
            DestinationS3Uri: args.captureLocation,
            KmsKeyId: "{% $keyArn %}",
            CaptureOptions: [{ CaptureMode: "Input" }, { CaptureMode: "Output" }],
            // Payloads of other types are captured in base64, which nobody can read.
            CaptureContentTypeHeader: { CsvContentTypes: ["text/csv"], JsonContentTypes: ["application/json"] },
        },
        Tags: args.tags,
    };
}

/**
 * Whether an instance type brings disks of its own. Those are encrypted by the hardware, and SageMaker refuses a key
 * for them: https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ResourceConfig.html
 */
export function hasLocalStorage(instanceType: string): boolean {
    return /^ml\.(?:[a-z]+\d+[a-z]*d[a-z]*|g4dn|g5|g6e?|gr6|p4de?|p5e?n?|p6[a-z0-9-]*|trn\d[a-z]*|i\d[a-z]*)\./.test(
        instanceType,
    );
}

function processingInput(name: string, location: string): Json {
    return {
        InputName: name,
        S3Input: {
            S3Uri: location,
            LocalPath: `${processing}/input/${name}`,
            S3DataType: "S3Prefix",
            S3InputMode: "File",
            S3DataDistributionType: "FullyReplicated",
        },
    };
}

function trainingChannel(name: "train" | "validation"): Json {
    return {
        ChannelName: name,
        ContentType: "text/csv",
        DataSource: {
            S3DataSource: {
                S3DataType: "S3Prefix",
                S3Uri: runPath(`${name}/`),
                S3DataDistributionType: "FullyReplicated",
            },
        },
    };
}

function resources(job: JobResources): { readonly [key: string]: Json } {
    return {
        InstanceType: job.instanceType,
        InstanceCount: job.instanceCount,
        VolumeSizeInGB: job.volumeSize,
        ...(hasLocalStorage(job.instanceType) ? {} : { VolumeKmsKeyId: "{% $keyArn %}" }),
    };
}

function vpcConfig({ network }: TrainingRequestArgs): { readonly [key: string]: Json } {
    return network === undefined
        ? {}
        : { VpcConfig: { Subnets: network.subnetIds, SecurityGroupIds: network.securityGroupIds } };
}

function runPath(path: string): string {
    return `{% $run.location & '/${path}' %}`;
}
