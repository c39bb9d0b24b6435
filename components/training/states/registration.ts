import { part, retryThrottling } from "../../shared/asl";
import { failed } from "../../shared/failures";
import { jsonata } from "../../shared/jsonata";
import { runId } from "../../shared/runs";
import { serviceErrors } from "../../shared/serviceErrors";
import type { TrainingDefinitionArgs } from "../definition";
import { createModelPackage } from "../requests/registry";
import { judged, notJudged } from "../verdict";
import { counters, olderData } from "./admission";
import { approvalDescription } from "./promotion";
import { queryResults } from "./training";

/** The accepted model becomes a version of its group; where a person approves, the run ends there. */
export function registration<const Next extends string>(args: TrainingDefinitionArgs, next: Next) {
    return part("Register the model", {
        "Register the model": {
            Type: "Task",
            Resource: "arn:aws:states:::aws-sdk:sagemaker:createModelPackage",
            Arguments: createModelPackage(args),
            Assign: { packageArn: "{% $states.result.ModelPackageArn %}" },
            Retry: retryThrottling(...serviceErrors.sageMaker),
            Catch: failed("Register the model"),
            Next: next,
        },
    });
}

/** Where the run ends that has registered a version for a person to approve: verdict "pending". */
export function pending(args: TrainingDefinitionArgs) {
    return part("Approval pending", {
        "Approval pending": {
            Type: "Pass",
            Comment: "A person approves or rejects the version; its approval starts this state machine again",
            Assign: { verdict: judged(args, "pending") },
            Next: "Store the verdict",
        },
    });
}

/** What started the run: data that landed, or a person's approval of a version that an earlier run has registered. */
export function entrance(args: TrainingDefinitionArgs) {
    return part("What started the run?", {
        "What started the run?": {
            Type: "Choice",
            Choices: [{ Condition: "{% $states.input.source = 'aws.sagemaker' %}", Next: "Name the approval" }],
            Default: "Name the run",
        },
        "Name the approval": {
            Type: "Pass",
            Assign: {
                run: jsonata(`(
                    ${runId};
                    {'id': $id, 'name': '${args.endpointName}-' & $id}
                )`),
                packageArn: "{% $states.input.detail.ModelPackageArn %}",
                ...counters,
            },
            Next: "Take the lease",
        },
    });
}

/** Reads the version under the lease: what the event said of it may have changed since. */
export function approval(args: TrainingDefinitionArgs) {
    return part("Was a version approved?", {
        "Was a version approved?": {
            Type: "Choice",
            Choices: [{ Condition: "{% $packageArn = null %}", Next: "Is the data newer?" }],
            Default: "Read the approved version",
        },
        "Read the approved version": {
            Type: "Task",
            Resource: "arn:aws:states:::aws-sdk:sagemaker:describeModelPackage",
            Arguments: { ModelPackageName: "{% $packageArn %}" },
            Assign: {
                approvalStatus: "{% $states.result.ModelApprovalStatus %}",
                ...rememberedProperties(),
            },
            Retry: retryThrottling(...serviceErrors.sageMaker),
            Catch: failed("Read the approved version"),
            Next: "Is it still approved?",
        },
        "Is it still approved?": {
            Type: "Choice",
            Choices: [{ Condition: "{% $approvalStatus = 'Approved' %}", Next: "Query the version's results" }],
            Default: "The version is not approved",
        },
        "The version is not approved": {
            Type: "Pass",
            Output: notJudged(args, "superseded", "$packageArn & ' is ' & $approvalStatus & ' by now'"),
            End: true,
        },
        "Query the version's results": queryResults(args, "Query the version's results", "Is the data newer?"),
    });
}

/**
 * A person has approved a version of data that is older than what serves. It is not deployed, so it must not stay
 * approved: "the newest approved version" is what scores batches.
 */
export function takeBack(args: TrainingDefinitionArgs) {
    return part("Did a person approve it?", {
        "Did a person approve it?": {
            Type: "Choice",
            Choices: [{ Condition: "{% $packageArn = null %}", Next: "Newer data serves" }],
            Default: "Take the approval back",
        },
        "Take the approval back": {
            Type: "Task",
            Resource: "arn:aws:states:::aws-sdk:sagemaker:updateModelPackage",
            Arguments: {
                ModelPackageArn: "{% $packageArn %}",
                ModelApprovalStatus: "Rejected",
                ApprovalDescription: approvalDescription(`'It was not deployed: ' & ${olderData}`),
            },
            Retry: retryThrottling(...serviceErrors.sageMaker),
            Catch: failed("Take the approval back"),
            Next: "Approval taken back",
        },
        "Approval taken back": {
            Type: "Pass",
            Output: notJudged(args, "superseded", olderData, {
                modelPackageArn: "{% $packageArn %}",
                approval: "taken back",
            }),
            End: true,
        },
    });
}

/** The version's properties, as the states of a training run would have left them (requests/registry.ts). */
function rememberedProperties() {
    const property = (name: string) => `$lookup($states.result.CustomerMetadataProperties, '${name}')`;
    const text = (name: string) => `($exists(${property(name)}) ? ${property(name)} : '')`;
    const quality = (prefix: string) =>
        `{'rmse': $number(${property(`${prefix}rmse`)}), 'mae': $number(${property(`${prefix}mae`)})}`;
    return {
        modelName: `{% ${property("model-name")} %}`,
        trainingJob: { name: `{% ${property("training-job")} %}` },
        run: `{% $merge([$run, {'location': ${property("location")}}]) %}`,
        data: {
            key: `{% ${text("data")} %}`,
            version: `{% ${text("data-version")} %}`,
            time: `{% ${text("data-time")} %}`,
            sequencer: `{% ${text("data-sequencer")} %}`,
        },
        comparison: {
            rows: `{% $number(${property("rows")}) %}`,
            challenger: `{% ${quality("")} %}`,
            champion: `{% $exists(${property("champion-rmse")}) ? ${quality("champion-")} : null %}`,
            sameVector: `{% ${text("same-vector")} = 'true' %}`,
            against: `{% ${text("champion")} %}`,
        },
    };
}

/** An approved version goes on to its deployment, unless it is what serves: events may come twice. */
export function continuation(args: TrainingDefinitionArgs) {
    return part("Does the version serve?", {
        "Does the version serve?": {
            Type: "Choice",
            Choices: [
                { Condition: "{% $packageArn = null %}", Next: "Keep the data" },
                {
                    Condition: "{% $champion = null ? false : $champion.modelName = $modelName %}",
                    Next: "The version serves already",
                },
            ],
            Default: "Find the key",
        },
        "The version serves already": {
            Type: "Pass",
            Output: notJudged(args, "duplicate", "$modelName & ' serves already'"),
            End: true,
        },
    });
}

/** After the key, which both kinds of runs need. */
export function parting<const Train extends string, const Deploy extends string>(train: Train, deploy: Deploy) {
    return part("Is it trained already?", {
        "Is it trained already?": {
            Type: "Choice",
            Choices: [{ Condition: "{% $packageArn = null %}", Next: train }],
            Default: deploy,
        },
    });
}
