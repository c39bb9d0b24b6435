import { jobVariables, tryName } from "../../../asl/jobStates";
import { hasLocalStorage, resources, runPath, transformResourcesOf, vpcConfig } from "../../../asl/requests";
import type { Json } from "../../../asl/states";
import { metricDefinitions } from "../../../blocks/image";
import { type TrainingRequestArgs } from "./common";

/** What training reads of pre-processing, a channel each. */
export const trainingChannels = ["train", "validation"] as const;

/**
 * Fields of the optimized integration: https://docs.aws.amazon.com/step-functions/latest/dg/connect-sagemaker.html.
 * EnableInterContainerTrafficEncryption is not among them (aws/aws-cdk#21751), and CheckpointConfig is unproven: spot
 * training goes by the SDK integration.
 */
export function createTrainingJob(args: TrainingRequestArgs): Json {
    const { hyperparameters } = args.definition;
    return {
        TrainingJobName: tryName("$run.name"),
        HyperParameters: hyperparameterTexts(hyperparameters),
        ...trainingOf(args),
        Tags: args.tags,
    };
}

/** What a training job has in common with those that a tuning job starts. */
export function trainingOf(args: TrainingRequestArgs): { readonly [key: string]: Json } {
    const { training, image, gate } = args.definition;
    const MetricDefinitions = metricDefinitions(image, gate.metric);
    return {
        RoleArn: args.roleArns.train,
        AlgorithmSpecification: {
            TrainingImage: args.images.algorithm,
            TrainingInputMode: "File",
            ...(MetricDefinitions ? { MetricDefinitions: MetricDefinitions.map((metric) => ({ ...metric })) } : {}),
        },
        InputDataConfig: trainingChannels.map(trainingChannel),
        OutputDataConfig: { S3OutputPath: runPath("model/"), KmsKeyId: "{% $keyArn %}" },
        ResourceConfig: resources(training),
        StoppingCondition: {
            MaxRuntimeInSeconds: training.maxRuntime,
            ...(training.spot ? { MaxWaitTimeInSeconds: training.spot.maxWait } : {}),
        },
        ...(training.spot
            ? { EnableManagedSpotTraining: true, CheckpointConfig: { S3Uri: runPath("checkpoints/") } }
            : {}),
        EnableNetworkIsolation: true,
        ...vpcConfig(args),
    };
}

/** SageMaker takes every value as text. */
export function hyperparameterTexts(values: Readonly<Record<string, string | number>>): Record<string, string> {
    return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, String(value)]));
}

/** Predicts the test rows by one contender, `$contender`: rows without label, encoded for it. */
export function predictTestRows(args: TrainingRequestArgs): Json {
    return createTransformJob(args, {
        // Both contenders' jobs are made in one run: letters count the champion's tries.
        name: tryName("$run.name", jobVariables("transform"), "$contender.digits"),
        modelName: "{% $contender.modelName %}",
        input: "{% $run.location & '/contenders/' & $contender.name & '/' %}",
        output: "{% $run.location & '/predictions/' & $contender.name & '/' %}",
        format: "{% $contender.format %}",
    });
}

/** What differs from one transform job of a run to another. */
export interface TransformRequest {
    readonly name: string;
    readonly modelName: string;
    /** Where rows are, and where predictions go: S3 locations with a slash at their ends. */
    readonly input: string;
    readonly output: string;
    /** What the model's container is asked for. */
    readonly format: string;
}

/** Predicts encoded rows. Fields of the optimized integration, which knows no DataProcessing; here it needs none. */
export function createTransformJob(args: TrainingRequestArgs, request: TransformRequest): Json {
    const { instanceType, instanceCount } = transformResourcesOf(args.definition);
    return {
        TransformJobName: request.name,
        ModelName: request.modelName,
        BatchStrategy: "MultiRecord",
        MaxPayloadInMB: 6,
        TransformInput: {
            DataSource: {
                S3DataSource: {
                    S3DataType: "S3Prefix",
                    S3Uri: request.input,
                },
            },
            ContentType: "text/csv",
            SplitType: "Line",
        },
        TransformOutput: {
            S3OutputPath: request.output,
            Accept: request.format,
            AssembleWith: "Line",
            KmsKeyId: "{% $keyArn %}",
        },
        TransformResources: {
            InstanceType: instanceType,
            InstanceCount: instanceCount,
            ...(hasLocalStorage(instanceType) ? {} : { VolumeKmsKeyId: "{% $keyArn %}" }),
        },
        Tags: args.tags,
    };
}

function trainingChannel(name: (typeof trainingChannels)[number]): Json {
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
