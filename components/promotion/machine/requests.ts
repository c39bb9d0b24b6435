import { baselineFiles } from "../../../contracts/places";
import { promotedFromProperty } from "../../../contracts/promotion";
import { asExpression, jsonata } from "../../asl/jsonata";
import { batchFormatOf, transformResourcesOf, vpcConfig } from "../../asl/requests";
import type { Json } from "../../asl/states";
import { deployedProperty, rejectedByProperty } from "../../asl/versionProperties";
import type { PromotionDefinitionArgs } from "./args";

/** The model of this stage: the copied artifact, served without network by this stage's role. */
export function createModel(args: PromotionDefinitionArgs): Json {
    return {
        ModelName: "{% $run.name %}",
        ExecutionRoleArn: args.serveRoleArn,
        PrimaryContainer: { Image: args.image, ModelDataUrl: "{% $copied.artifact %}" },
        EnableNetworkIsolation: true,
        ...vpcConfig(args),
        Tags: args.tags,
    };
}

/**
 * The copy as a version of this stage's group. It keeps what is known of the version, but for its places, and for what
 * happened to it at the stage before.
 */
export function registerCopy(args: PromotionDefinitionArgs): Json {
    const { definition, approval } = args;
    const batchFormat = batchFormatOf(definition);
    const file = (location: string) => ({ ContentType: "application/json", S3Uri: location });
    const baseline = (name: keyof typeof baselineFiles) => file(`{% $copied.baseline & '/${baselineFiles[name]}' %}`);
    const quality = { Statistics: file("{% $copied.statistics %}") };
    const metrics = {
        ModelQuality: { ...quality, Constraints: baseline("qualityConstraints") },
        ModelDataQuality: { Statistics: baseline("statistics"), Constraints: baseline("constraints") },
    };
    return {
        ModelPackageGroupName: args.modelPackageGroup,
        ModelPackageDescription: `{% 'Promoted from ${args.from}: ' & $offered.arn %}`,
        ClientToken: "{% $run.id %}",
        ModelApprovalStatus: approval === "automatic" ? "Approved" : "PendingManualApproval",
        InferenceSpecification: {
            Containers: [{ Image: args.image, ModelDataUrl: "{% $copied.artifact %}" }],
            SupportedContentTypes: [...new Set(["text/csv", batchFormat])],
            SupportedResponseMIMETypes: [...new Set(["application/json", batchFormat])],
            SupportedTransformInstanceTypes: [transformResourcesOf(definition).instanceType],
            SupportedRealtimeInferenceInstanceTypes: [definition.endpoint.instanceType],
        },
        ModelMetrics: jsonata(
            `$copied.baseline = '' ? ${asExpression({ ModelQuality: quality })} : ${asExpression(metrics)}`,
        ),
        MetadataProperties: jsonata(`$merge([
            $offered.commit = '' ? {} : {'CommitId': $offered.commit},
            {'GeneratedBy': $states.context.Execution.Id}
        ])`),
        CustomerMetadataProperties: properties(),
    };
}

/** Of the comparison with a champion, which was the other stage's, the figures stay; the rival does not. */
function properties(): string {
    const left = [deployedProperty, rejectedByProperty, "champion", "same-vector"];
    return jsonata(`$sift($merge([
        $sift($offered.properties, function($value, $name) { $not($name in ${JSON.stringify(left)}) }),
        {
            'run': $run.id,
            'model-name': $run.name,
            'location': $run.location,
            'transform': $copied.transform,
            'baseline-location': $copied.baseline,
            '${promotedFromProperty}': $offered.arn
        }
    ]), function($value) { $value != '' })`);
}
