import type { CreateProcessingJobCommandInput } from "@aws-sdk/client-sagemaker";
import { findImage } from "../containers/images";
import { checkVolumeKey, refuseMembers } from "../core/checks";
import { invalid, unsupported } from "../core/errors";

const supported = [
    "ProcessingInputs",
    "ProcessingOutputConfig",
    "ProcessingJobName",
    "ProcessingResources",
    "StoppingCondition",
    "AppSpecification",
    "Environment",
    "RoleArn",
    "Tags",
    // Recorded: they change nothing in the result here.
    "NetworkConfig",
    "ExperimentConfig",
];

/** Refuses what AWS refuses, and what the local stage does not do. */
export function checkProcessingRequest(input: CreateProcessingJobCommandInput): void {
    refuseMembers("CreateProcessingJob", input, supported);
    findImage(input.AppSpecification!.ImageUri!, "processing");
    if (!input.AppSpecification!.ContainerEntrypoint?.length) {
        throw unsupported("a processing job without AppSpecification.ContainerEntrypoint");
    }
    const cluster = input.ProcessingResources!.ClusterConfig;
    if (!cluster) {
        throw unsupported("a processing job without ProcessingResources.ClusterConfig");
    }
    checkVolumeKey(cluster.InstanceType, cluster.VolumeKmsKeyId);
    checkInputs(input);
    for (const output of input.ProcessingOutputConfig?.Outputs ?? []) {
        if (!output.S3Output?.LocalPath) {
            throw unsupported(
                `the processing output ${output.OutputName}`,
                "It writes S3Output with a LocalPath only.",
            );
        }
        checkPath(output.S3Output.LocalPath);
    }
}

function checkInputs({ ProcessingInputs: inputs = [] }: CreateProcessingJobCommandInput): void {
    for (const { InputName, S3Input: source } of inputs) {
        const at = `of processing input ${InputName}`;
        if (!source?.LocalPath) {
            throw unsupported(`the data source ${at}`, "It reads S3Input with a LocalPath only.");
        }
        if (source.S3DataType !== "S3Prefix") {
            throw unsupported(`S3DataType ${source.S3DataType} ${at}`, "Use S3Prefix.");
        }
        if (source.S3InputMode === "Pipe" || source.S3CompressionType === "Gzip") {
            throw unsupported(`${source.S3InputMode === "Pipe" ? "S3InputMode Pipe" : "S3CompressionType Gzip"} ${at}`);
        }
        checkPath(source.LocalPath);
    }
    // sagemaker-python-sdk#4939: two inputs at one path are refused.
    const paths = inputs.map((input) => input.S3Input!.LocalPath!);
    if (new Set(paths).size < paths.length) {
        throw invalid("Each processing input must have a LocalPath of its own.");
    }
}

function checkPath(localPath: string): void {
    if (!/^\/opt\/ml\/processing(\/|$)/.test(localPath) || localPath.split("/").includes("..")) {
        throw invalid(`LocalPath ${localPath} must lie under /opt/ml/processing.`);
    }
}
