import { baselineFiles, baselineFolder } from "../../../../contracts/places";
import { batchFormatOf, runPath, transformResourcesOf } from "../../../asl/requests";
import type { Json } from "../../../asl/states";
import { writeProperties } from "../../../asl/versionProperties";
import type { TrainingRequestArgs } from "./common";

export interface RegistryRequestArgs extends TrainingRequestArgs {
    readonly modelPackageGroup: string;
    /** The code's Git commit. */
    readonly commit: string;
    /** Whether a version has a baseline that the monitor compares with. */
    readonly monitoring: boolean;
}

/**
 * A version in the model package group: what it serves with, how good it is, and where it comes from. It waits for
 * approval, by the run once it serves or by a person.
 *
 * A version has no tags of its own (its group has), and a repeated request with one ClientToken makes one version.
 */
export function createModelPackage(args: RegistryRequestArgs): Json {
    const { definition, monitoring } = args;
    const batchFormat = batchFormatOf(definition);
    return {
        ModelPackageGroupName: args.modelPackageGroup,
        ModelPackageDescription: "{% 'Trained by the run ' & $run.id %}",
        ClientToken: "{% $run.id %}",
        ModelApprovalStatus: "PendingManualApproval",
        InferenceSpecification: {
            Containers: [{ Image: args.images.algorithm, ModelDataUrl: "{% $trainingJob.artifact %}" }],
            SupportedContentTypes: [...new Set(["text/csv", batchFormat])],
            SupportedResponseMIMETypes: [...new Set(["application/json", batchFormat])],
            SupportedTransformInstanceTypes: [transformResourcesOf(definition).instanceType],
            SupportedRealtimeInferenceInstanceTypes: [definition.endpoint.instanceType],
        },
        ModelMetrics: {
            ModelQuality: {
                Statistics: { ContentType: "application/json", S3Uri: "{% $comparison.statistics %}" },
                ...(monitoring && { Constraints: baselineFile("qualityConstraints") }),
            },
            ...(monitoring && {
                ModelDataQuality: {
                    Statistics: baselineFile("statistics"),
                    Constraints: baselineFile("constraints"),
                },
            }),
        },
        MetadataProperties: { CommitId: args.commit, GeneratedBy: "{% $states.context.Execution.Id %}" },
        CustomerMetadataProperties: writeProperties({
            ...{ metric: definition.gate.metric, batchFormat, monitoring, attribution: args.attribution },
        }),
    };
}

function baselineFile(name: keyof typeof baselineFiles): Json {
    return { ContentType: "application/json", S3Uri: runPath(`${baselineFolder}/${baselineFiles[name]}`) };
}
