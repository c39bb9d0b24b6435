import type { CreateTransformJobCommandInput } from "@aws-sdk/client-sagemaker";
import { checkVolumeKey, refuseMembers } from "../core/checks";
import { invalid, unsupported } from "../core/errors";
import { parseS3Uri } from "../core/storage";

const supported = [
    "TransformJobName",
    "ModelName",
    "MaxConcurrentTransforms",
    "MaxPayloadInMB",
    "BatchStrategy",
    "Environment",
    "TransformInput",
    "TransformOutput",
    "TransformResources",
    "DataProcessing",
    "Tags",
    // Recorded: it changes nothing in the result here.
    "ExperimentConfig",
];

/** SageMaker's limit on what is on its way to one instance, in MB. */
const mostMegabytes = 100;

/** Refuses what SageMaker refuses beyond its service model, and by name what the local stage does not do. */
export function checkTransformRequest(input: CreateTransformJobCommandInput): void {
    refuseMembers("CreateTransformJob", input, supported);
    checkInput(input);
    checkPayload(input);
    parseS3Uri(input.TransformOutput!.S3OutputPath!);
    const { InstanceType, VolumeKmsKeyId, TransformAmiVersion } = input.TransformResources!;
    checkVolumeKey(InstanceType, VolumeKmsKeyId);
    if (TransformAmiVersion) {
        throw unsupported("TransformAmiVersion in CreateTransformJob");
    }
}

function checkInput({ TransformInput: data }: CreateTransformJobCommandInput): void {
    const source = data!.DataSource!.S3DataSource!;
    if (source.S3DataType !== "S3Prefix") {
        throw unsupported(`S3DataType ${source.S3DataType} of a transform job`, "Use S3Prefix.");
    }
    parseS3Uri(source.S3Uri!);
    if (data!.CompressionType === "Gzip") {
        throw unsupported("CompressionType Gzip of a transform job");
    }
    if (data!.SplitType && data!.SplitType !== "None" && data!.SplitType !== "Line") {
        throw unsupported(`SplitType ${data!.SplitType}`, "Use Line or None.");
    }
}

function checkPayload({ MaxPayloadInMB: size, MaxConcurrentTransforms: count }: CreateTransformJobCommandInput): void {
    if (size === 0) {
        throw unsupported("MaxPayloadInMB 0, which sends payloads in chunks");
    }
    if ((size ?? 0) > mostMegabytes) {
        throw invalid(`MaxPayloadInMB (${size}) cannot be greater than ${mostMegabytes} MB.`);
    }
    if (size && count && size * count > mostMegabytes) {
        throw invalid(
            `MaxConcurrentTransforms * MaxPayloadInMB (${count} * ${size}) cannot be greater than ${mostMegabytes} MB.`,
        );
    }
}
