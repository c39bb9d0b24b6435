import { runFiles } from "../../../../contracts/places";
import { asExpression } from "../../../asl/jsonata";
import { batchFormatOf, runPath, transformResourcesOf } from "../../../asl/requests";
import type { Json } from "../../../asl/states";
import { type TrainingRequestArgs } from "./common";

export interface RegistryRequestArgs extends TrainingRequestArgs {
    readonly modelPackageGroup: string;
    /** The code's Git commit. */
    readonly commit: string;
}

/**
 * A version in the model package group: what it serves with, how good it is, and where it comes from. It waits for
 * approval, by the run once it serves or by a person.
 *
 * A version has no tags of its own (its group has), and a repeated request with one ClientToken makes one version.
 */
export function createModelPackage(args: RegistryRequestArgs): Json {
    const { definition } = args;
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
            },
        },
        MetadataProperties: { CommitId: args.commit, GeneratedBy: "{% $states.context.Execution.Id %}" },
        CustomerMetadataProperties: properties(definition.gate.metric, batchFormat),
    };
}

/** What later runs and batch scoring have to know of a version, as texts of 1 to 256 characters. */
function properties(metric: string, batchFormat: string): string {
    const rival = (figure: string) => `{% $champion = null ? '' : $string($comparison.champion.${figure}) %}`;
    const values = {
        run: "{% $run.id %}",
        "model-name": "{% $modelName %}",
        "training-job": "{% $trainingJob.name %}",
        location: "{% $run.location %}",
        transform: runPath(runFiles.transform),
        "batch-format": batchFormat,
        data: propertyText("$data.key"),
        "data-version": propertyText("$data.version"),
        "data-time": "{% $data.time %}",
        "data-sequencer": "{% $data.sequencer %}",
        metric,
        "metric-value": "{% $string($value) %}",
        rows: "{% $string($comparison.rows) %}",
        rmse: "{% $string($comparison.challenger.rmse) %}",
        mae: "{% $string($comparison.challenger.mae) %}",
        "champion-rmse": rival("rmse"),
        "champion-mae": rival("mae"),
        // Which model it was compared with, and whether both read a vector alike.
        champion: "{% $comparison.against %}",
        "same-vector": "{% $string($comparison.sameVector) %}",
    };
    return `{% $sift(${asExpression(values)}, function($value) { $value != '' }) %}`;
}

function propertyText(expression: string): string {
    return `{% ${propertyTextOf(expression)} %}`;
}

/** A text as a property's value may be, as a part of an expression: S3 allows characters that the registry refuses. */
export function propertyTextOf(expression: string): string {
    return `$substring($replace(${expression}, /[^A-Za-z0-9 _.:=+@\\/-]/, '_'), 0, 256)`;
}
