import { versionClaimId } from "../../../contracts/ledger";
import { s3Uri } from "../../../contracts/places";
import { artifactHashProperty, type PromotionOutcome } from "../../../contracts/promotion";
import { claimStates } from "../../asl/claims";
import { failed, failWith } from "../../asl/failures";
import { jsonata, oneLine, type Spelled } from "../../asl/jsonata";
import { runId } from "../../asl/runs";
import { serviceErrors } from "../../asl/serviceErrors";
import { type Definition, retryThrottling, states } from "../../asl/states";
import type { PromotionDefinitionArgs } from "./args";
import { createModel, registerCopy } from "./requests";

/**
 * From a version that the stage before has approved to a copy in this stage's registry, or to a verdict why not.
 *
 * The input is `{ versionArn }`, or SageMaker's event of an approval. What later states need they find in variables:
 *
 * - `$arn` (the version's), `$run` (id, names and places of this run), `$data` (the claim on the version)
 * - `$approvalStatus`, `$offered` (the version as the other registry describes it)
 * - `$refusals`, `$copied` (where the copies are), `$packageArn` (the copy's version), `$failure`
 *
 * Only the copy is registered, once it is whole and checked, so that nothing here ever serves from another account's
 * bucket, and nothing scores by a version that nobody has looked at.
 */
export function promotionDefinition(args: PromotionDefinitionArgs): Definition {
    const invoke = (state: string, FunctionName: string, Payload: string) => ({
        Type: "Task" as const,
        Resource: "arn:aws:states:::lambda:invoke",
        Arguments: { FunctionName, Payload },
        Retry: retryThrottling(...serviceErrors.lambda),
        Catch: failed(state),
    });
    const sageMaker = (state: string, operation: string, Arguments: ReturnType<typeof createModel>) => ({
        Type: "Task" as const,
        Resource: `arn:aws:states:::aws-sdk:sagemaker:${operation}`,
        Arguments,
        Retry: retryThrottling(...serviceErrors.sageMaker),
        Catch: failed(state),
    });
    return states({
        Comment: `Brings versions of ${args.model} with ${args.algorithm} here that ${args.from} has approved`,
        QueryLanguage: "JSONata",
        TimeoutSeconds: args.timeoutSeconds,
        StartAt: "Name the promotion",
        States: {
            "Name the promotion": {
                Type: "Pass",
                Assign: {
                    arn: `{% ${asked} %}`,
                    run: nameRun(args),
                    data: { claim: `{% '${versionClaimId(args.stateMachineName, "")}' & (${asked}) %}` },
                },
                Next: "Is it of the stage before?",
            },

            // Is it to come here?
            "Is it of the stage before?": {
                Type: "Choice",
                Choices: [{ Condition: isOffered(args), Next: "Read the version" }],
                Default: "Another's version",
            },
            "Another's version": {
                Type: "Pass",
                Assign: {
                    failure: { state: "Is it of the stage before?", error: "UnknownVersion", cause: anothers(args) },
                },
                Next: "Run failed",
            },
            "Read the version": {
                ...sageMaker("Read the version", "describeModelPackage", { ModelPackageName: "{% $arn %}" }),
                Assign: { approvalStatus: "{% $states.result.ModelApprovalStatus %}", offered },
                Next: "Is it approved?",
            },
            "Is it approved?": {
                Type: "Choice",
                Choices: [{ Condition: "{% $approvalStatus = 'Approved' %}", Next: "Claim the data" }],
                Default: "Not approved any more",
            },
            "Not approved any more": {
                Type: "Pass",
                Output: told(args, "superseded", `$arn & ' is ' & $approvalStatus & ' at ${args.from}'`),
                End: true,
            },
            ...claimStates({ ledgerTable: args.ledgerTable, next: "Check the version", taken: "Promoted before" }),
            "Promoted before": {
                Type: "Pass",
                Comment: "Events may come twice",
                Output: told(args, "duplicate", "$arn & ' was promoted before'"),
                End: true,
            },

            // May it?
            "Check the version": {
                ...invoke(
                    "Check the version",
                    args.checkVersionArn,
                    `{% {'version': $offered, 'image': '${args.image}'} %}`,
                ),
                Assign: { refusals: "{% $states.result.Payload.refusals %}" },
                Next: "May it be promoted?",
            },
            "May it be promoted?": {
                Type: "Choice",
                Choices: [{ Condition: "{% $count($refusals) = 0 %}", Next: "Copy the version" }],
                Default: "Refused",
            },
            Refused: {
                Type: "Pass",
                Comment: "The run ends well: its verdict is the result. Nothing has come here",
                Output: told(args, "refused", "$arn & ' is refused: ' & $join($refusals, '; ')"),
                End: true,
            },

            // It comes
            "Copy the version": {
                ...invoke(
                    "Copy the version",
                    args.copyVersionArn,
                    "{% {'version': $offered, 'location': $run.location} %}",
                ),
                Assign: { copied: "{% $states.result.Payload %}" },
                Next: "Create the model",
            },
            "Create the model": {
                ...sageMaker("Create the model", "createModel", createModel(args)),
                Next: "Register the copy",
            },
            "Register the copy": {
                ...sageMaker("Register the copy", "createModelPackage", registerCopy(args)),
                Assign: { packageArn: "{% $states.result.ModelPackageArn %}" },
                Next: "Promotion told",
            },
            "Promotion told": {
                Type: "Pass",
                Comment: "The copy's approval, by a person or with its registration, starts its deployment",
                Output: {
                    ...told(args, "registered", registered(args)),
                    artifactSha256: `{% $lookup($offered.properties, '${artifactHashProperty}') %}`,
                    modelPackageArn: "{% $packageArn %}",
                    approval: args.approval,
                },
                End: true,
            },
            ...failWith("Run failed"),
        },
    });
}

const asked = oneLine(`
    $exists($states.input.versionArn) ? $string($states.input.versionArn)
        : $exists($states.input.detail.ModelPackageArn) ? $string($states.input.detail.ModelPackageArn)
        : ''
`);

const offered = jsonata(`{
    'arn': $arn,
    'image': $states.result.InferenceSpecification.Containers[0].Image,
    'artifact': $states.result.InferenceSpecification.Containers[0].ModelDataUrl,
    'commit': $exists($states.result.MetadataProperties.CommitId) ? $states.result.MetadataProperties.CommitId : '',
    'properties': $exists($states.result.CustomerMetadataProperties) ? $states.result.CustomerMetadataProperties : {}
}`);

function nameRun({ endpointName, artifactBucket, runsPrefix }: PromotionDefinitionArgs): string {
    return jsonata(`(
        ${runId};
        {
            'id': $id,
            'name': '${endpointName}-' & $id,
            'location': '${s3Uri(artifactBucket, runsPrefix)}' & $id
        }
    )`);
}

function isOffered({ offeredStart }: PromotionDefinitionArgs): string {
    const start = `'${offeredStart}'`;
    return `{% $substring($arn, 0, ${offeredStart.length}) = ${start} and $contains($substring($arn, ${offeredStart.length}), /^[1-9][0-9]*$/) %}`;
}

function anothers({ from, offeredStart }: PromotionDefinitionArgs): string {
    return `{% ($arn = '' ? 'The input' : $arn) & ' names no version of ${from}, whose begin with ${offeredStart}' %}`;
}

function registered({ approval, from }: PromotionDefinitionArgs): string {
    const next = approval === "automatic" ? "its deployment begins" : "it waits for approval";
    return `$arn & ' of ${from} is registered here as ' & $packageArn & '; ${next}'`;
}

/** @param reason an expression */
function told({ model, algorithm }: PromotionDefinitionArgs, verdict: PromotionOutcome["verdict"], reason: string) {
    return { verdict, reason: `{% ${reason} %}`, model, algorithm, versionArn: "{% $arn %}" } satisfies Spelled<
        Omit<PromotionOutcome, "reason"> & { reason: string }
    >;
}
