import type { Channel, CreateTrainingJobCommandInput } from "@aws-sdk/client-sagemaker";
import { checkVolumeKey, refuseMembers, requireMembers } from "./checks";
import { invalid, unsupported } from "./errors";
import { findImage } from "./images";

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
    findImage(algorithm.TrainingImage, "training");
    if (algorithm.TrainingInputMode === "Pipe") {
        throw unsupported("TrainingInputMode Pipe", "Use File.");
    }
    if (algorithm.MetricDefinitions?.length) {
        throw invalid(
            "You can't override the metric definitions for Amazon SageMaker algorithms. Please retry the request " +
                "without specifying metric definitions.",
        );
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
    refuseMembers("CreateTrainingJob", limit!, ["MaxRuntimeInSeconds"]);
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
