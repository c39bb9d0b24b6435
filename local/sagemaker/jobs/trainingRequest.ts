import type { Channel, CreateTrainingJobCommandInput, MetricDefinition } from "@aws-sdk/client-sagemaker";
import { findImage } from "../containers/images";
import { checkVolumeKey, refuseMembers, requireMembers } from "../core/checks";
import { invalid, unsupported } from "../core/errors";
import { parseS3Uri } from "../core/storage";
import { defaultCheckpointPath } from "./checkpoints";

/** Members that change nothing in the result here, and are only recorded. */
const recorded = [
    "VpcConfig",
    "EnableNetworkIsolation",
    "EnableInterContainerTrafficEncryption",
    "ProfilerConfig",
    "ExperimentConfig",
    "RetryStrategy",
    "InfraCheckConfig",
];

const supported = [
    "TrainingJobName",
    "HyperParameters",
    "AlgorithmSpecification",
    "RoleArn",
    "InputDataConfig",
    "OutputDataConfig",
    "ResourceConfig",
    "StoppingCondition",
    "Tags",
    "Environment",
    "EnableManagedSpotTraining",
    "CheckpointConfig",
    ...recorded,
];

/**
 * Refuses what SageMaker refuses beyond its service model, and by name what the local stage does not do.
 *
 * The service model leaves members out of `required` that a job on instances of its own must have.
 */
export function checkTrainingRequest(input: CreateTrainingJobCommandInput): void {
    requireMembers(input, ["AlgorithmSpecification", "ResourceConfig", "StoppingCondition"]);
    refuseMembers("CreateTrainingJob", input, supported);
    checkAlgorithm(input);
    checkResources(input);
    checkSpot(input);
    checkCheckpoints(input);
    checkOutput(input);
    const names = (input.InputDataConfig ?? []).map((channel) => channel.ChannelName!);
    if (new Set(names).size < names.length) {
        throw invalid(`The channel names ${names.join(", ")} must be unique.`);
    }
    (input.InputDataConfig ?? []).forEach(checkChannel);
}

function checkAlgorithm({ AlgorithmSpecification: algorithm }: CreateTrainingJobCommandInput): void {
    if (!algorithm?.TrainingImage) {
        throw unsupported("training without AlgorithmSpecification.TrainingImage");
    }
    refuseMembers("CreateTrainingJob", algorithm, [
        "TrainingImage",
        "TrainingInputMode",
        "MetricDefinitions",
        "EnableSageMakerMetricsTimeSeries",
    ]);
    const { builtIn } = findImage(algorithm.TrainingImage, "training");
    if (algorithm.TrainingInputMode === "Pipe") {
        throw unsupported("TrainingInputMode Pipe", "Use File.");
    }
    if (!builtIn) {
        algorithm.MetricDefinitions?.forEach(checkMetricDefinition);
    } else if (algorithm.MetricDefinitions?.length) {
        throw invalid(
            "You can't override the metric definitions for Amazon SageMaker algorithms. Please retry the request " +
                "without specifying metric definitions.",
        );
    }
}

function checkMetricDefinition({ Name, Regex }: MetricDefinition): void {
    try {
        new RegExp(Regex!);
    } catch {
        throw invalid(`The regular expression of the metric ${Name} is invalid: ${Regex}`);
    }
}

function checkResources({ ResourceConfig: resources, StoppingCondition: limit }: CreateTrainingJobCommandInput): void {
    requireMembers(resources!, ["InstanceType", "InstanceCount"], "resourceConfig.");
    refuseMembers("CreateTrainingJob", resources!, [
        "InstanceType",
        "InstanceCount",
        "VolumeSizeInGB",
        "VolumeKmsKeyId",
    ]);
    if (resources!.InstanceCount !== 1) {
        throw unsupported("more than one training instance", "Set ResourceConfig.InstanceCount to 1.");
    }
    checkVolumeKey(resources!.InstanceType, resources!.VolumeKmsKeyId);
    refuseMembers("CreateTrainingJob", limit!, ["MaxRuntimeInSeconds", "MaxWaitTimeInSeconds"]);
}

/** https://docs.aws.amazon.com/sagemaker/latest/dg/model-managed-spot-training.html */
function checkSpot(input: CreateTrainingJobCommandInput): void {
    const { MaxRuntimeInSeconds: run = 86_400, MaxWaitTimeInSeconds: wait } = input.StoppingCondition!;
    if (!input.EnableManagedSpotTraining) {
        if (wait !== undefined) {
            throw invalid(
                "Invalid MaxWaitTimeInSeconds. It is only supported when EnableManagedSpotTraining is set to true",
            );
        }
        return;
    }
    if (wait === undefined || wait < run) {
        throw invalid(
            "Invalid MaxWaitTimeInSeconds. It must be present and be greater than or equal to MaxRuntimeInSeconds " +
                "when EnableManagedSpotTraining is set to true",
        );
    }
    const { longestSpotWait } = findImage(input.AlgorithmSpecification!.TrainingImage!, "training");
    if (longestSpotWait !== undefined && wait > longestSpotWait) {
        throw invalid(
            `Invalid MaxWaitTimeInSeconds. It must be at most ${longestSpotWait} for built-in algorithms that do not ` +
                "checkpoint",
        );
    }
}

function checkCheckpoints({ CheckpointConfig: checkpoints }: CreateTrainingJobCommandInput): void {
    if (!checkpoints) {
        return;
    }
    parseS3Uri(checkpoints.S3Uri!);
    const folder = checkpoints.LocalPath ?? defaultCheckpointPath;
    if (!/^\/opt\/ml\/\w/.test(folder) || folder.split("/").includes("..")) {
        throw unsupported(`CheckpointConfig.LocalPath ${folder}`, "It must lie under /opt/ml.");
    }
    if (/^\/opt\/ml\/(input|model|output|code)(\/|$)/.test(folder)) {
        throw invalid(`Invalid CheckpointConfig.LocalPath ${folder}. SageMaker uses this folder itself`);
    }
}

function checkOutput({ OutputDataConfig: output }: CreateTrainingJobCommandInput): void {
    if (output!.CompressionType && output!.CompressionType !== "GZIP") {
        throw unsupported(`OutputDataConfig.CompressionType ${output!.CompressionType}`, "Use GZIP.");
    }
}

function checkChannel(channel: Channel): void {
    const at = `of channel ${channel.ChannelName}`;
    const source = channel.DataSource?.S3DataSource;
    if (!source) {
        throw unsupported(`the data source ${at}`, "It reads S3DataSource only.");
    }
    if (source.S3DataType !== "S3Prefix") {
        throw unsupported(`S3DataType ${source.S3DataType} ${at}`, "Use S3Prefix.");
    }
    if (channel.InputMode === "Pipe") {
        throw unsupported(`InputMode Pipe ${at}`, "Use File.");
    }
    if (channel.CompressionType === "Gzip") {
        throw unsupported(`CompressionType Gzip ${at}`);
    }
    if (channel.RecordWrapperType === "RecordIO" || channel.ShuffleConfig) {
        throw unsupported(`${channel.ShuffleConfig ? "ShuffleConfig" : "RecordWrapperType RecordIO"} ${at}`);
    }
}
