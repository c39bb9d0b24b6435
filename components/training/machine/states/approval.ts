import { failed } from "../../../asl/failures";
import { jsonata } from "../../../asl/jsonata";
import { runId } from "../../../asl/runs";
import { serviceErrors } from "../../../asl/serviceErrors";
import { part, retryThrottling } from "../../../asl/states";
import type { TrainingDefinitionArgs } from "../definition";
import { notJudged } from "../verdict";
import { counters, olderData } from "./admission";
import { approvalDescription } from "./promotion";
import { queryResults } from "./training";

/** The property of a version that has served, which the run sets that deploys it. */
export const deployedProperty = "deployed";

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
            Catch: failed("Read the approved version", "Does it fail an approval?"),
            Next: "Is it still approved?",
        },
        "Is it still approved?": {
            Type: "Choice",
            Choices: [{ Condition: "{% $approvalStatus = 'Approved' %}", Next: "Can it be deployed?" }],
            Default: "The version is not approved",
        },
        "The version is not approved": {
            Type: "Pass",
            Output: notJudged(args, "superseded", "$packageArn & ' is ' & $approvalStatus & ' by now'"),
            End: true,
        },
        "Can it be deployed?": {
            Type: "Choice",
            Choices: [{ Condition: "{% $count($lacking) = 0 %}", Next: "Query the version's results" }],
            Default: "It cannot be deployed",
        },
        "It cannot be deployed": {
            Type: "Pass",
            Comment: "Somebody registered it by hand",
            Assign: { failure: { state: "Read the approved version", error: "UnusableVersion", cause: unusable } },
            Next: "Reject the model",
        },
        "Query the version's results": queryResults(
            args,
            "Query the version's results",
            "Is the data newer?",
            "Does it fail an approval?",
        ),
    });
}

/**
 * Where a run goes that fails before it deploys: a version that a person has approved would stay approved though it
 * does not serve, and nobody could approve it again.
 */
export function unluckyOf({ definition }: Pick<TrainingDefinitionArgs, "definition">) {
    return definition.approval === "manual" ? "Does it fail an approval?" : "Run failed";
}

/** {@link unluckyOf} */
export function unluckyApproval() {
    return part("Does it fail an approval?", {
        "Does it fail an approval?": {
            Type: "Choice",
            Choices: [{ Condition: "{% $packageArn = null %}", Next: "Run failed" }],
            Default: "Reject the model",
        },
    });
}

/**
 * A person has approved a version of data that is older than what serves, or one that was compared with a model that
 * does not serve any more. It is not deployed, so it must not stay approved: "the newest approved version" is what
 * scores batches. A version that did serve before newer data came stays what it is.
 */
export function takeBack(args: TrainingDefinitionArgs) {
    return {
        ...part("Did a person approve it?", {
            "Did a person approve it?": {
                Type: "Choice",
                Choices: [
                    { Condition: "{% $packageArn = null %}", Next: "Newer data serves" },
                    { Condition: "{% $deployed %}", Next: "The version has served" },
                ],
                Default: "Approved too late",
            },
            "The version has served": {
                Type: "Pass",
                Comment: "The same event may be delivered twice, and a change of a version's description is one, too",
                Output: notJudged(args, "duplicate", "$modelName & ' has served already, and newer data serves now'"),
                End: true,
            },
            "Approved too late": {
                Type: "Pass",
                Assign: { lateness: `{% ${olderData} %}` },
                Next: "Take the approval back",
            },
        }),
        ...part("Take the approval back", {
            "Take the approval back": {
                Type: "Task",
                Resource: "arn:aws:states:::aws-sdk:sagemaker:updateModelPackage",
                Arguments: {
                    ModelPackageArn: "{% $packageArn %}",
                    ModelApprovalStatus: "Rejected",
                    ApprovalDescription: approvalDescription("'It was not deployed: ' & $lateness"),
                },
                Retry: retryThrottling(...serviceErrors.sageMaker),
                Catch: failed("Take the approval back"),
                Next: "Approval taken back",
            },
            "Approval taken back": {
                Type: "Pass",
                Output: notJudged(args, "superseded", "$lateness", {
                    modelPackageArn: "{% $packageArn %}",
                    approval: "taken back",
                }),
                End: true,
            },
        }),
    };
}

/** Without these a version cannot be deployed, or nobody could tell how good it is. */
const needed = ["model-name", "training-job", "location", "rows", "rmse", "mae"];

const unusable = jsonata(`
    $packageArn & ' cannot be deployed: its metadata has no ' & $join($lacking, ', ') & '. Versions that training '
    & 'registers have all of it: approve one of those.'
`);

/** The version's properties, as the states of a training run would have left them (requests/registry.ts). */
function rememberedProperties() {
    const property = (name: string) => `$lookup($states.result.CustomerMetadataProperties, '${name}')`;
    const text = (name: string) => `($exists(${property(name)}) ? ${property(name)} : '')`;
    const number = (name: string) => `($exists(${property(name)}) ? $number(${property(name)}) : 0)`;
    const quality = (prefix: string) => `{'rmse': ${number(`${prefix}rmse`)}, 'mae': ${number(`${prefix}mae`)}}`;
    return {
        lacking: jsonata(`[$filter(${JSON.stringify(needed)}, function($name) {
            $not($exists($lookup($states.result.CustomerMetadataProperties, $name)))
        })]`),
        modelName: `{% ${text("model-name")} %}`,
        trainingJob: { name: `{% ${text("training-job")} %}` },
        run: `{% $merge([$run, {'location': ${text("location")}}]) %}`,
        data: {
            key: `{% ${text("data")} %}`,
            version: `{% ${text("data-version")} %}`,
            time: `{% ${text("data-time")} %}`,
            sequencer: `{% ${text("data-sequencer")} %}`,
        },
        comparison: {
            rows: `{% ${number("rows")} %}`,
            challenger: `{% ${quality("")} %}`,
            champion: `{% $exists(${property("champion-rmse")}) ? ${quality("champion-")} : null %}`,
            sameVector: `{% ${text("same-vector")} = 'true' %}`,
            against: `{% ${text("champion")} %}`,
        },
        deployed: `{% ${text(deployedProperty)} = 'true' %}`,
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
            Default: "Was it compared with what serves?",
        },
        "Was it compared with what serves?": {
            Type: "Choice",
            Comment: "Of two versions that wait, the second has never met the first one, which serves by now",
            Choices: [
                {
                    Condition: "{% $comparison.against = ($champion = null ? '' : $champion.modelName) %}",
                    Next: "Find the key",
                },
            ],
            Default: "Compared with another model",
        },
        "Compared with another model": {
            Type: "Pass",
            Assign: { lateness: otherRival },
            Next: "Take the approval back",
        },
        "The version serves already": {
            Type: "Pass",
            Output: notJudged(args, "duplicate", "$modelName & ' serves already'"),
            End: true,
        },
    });
}

const otherRival = jsonata(`
    'it was compared with ' & ($comparison.against = '' ? 'no model' : $comparison.against) & ', and '
    & ($champion = null ? 'none' : $champion.modelName) & ' serves now: push its data once more, to compare it with that'
`);

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

/** What a run of a person's approval notes of the version once it serves, instead of approving it. */
export function noteDeployment() {
    return part("Note the deployment", {
        "Note the deployment": {
            Type: "Task",
            Comment: "So that nobody takes back what has served",
            Resource: "arn:aws:states:::aws-sdk:sagemaker:updateModelPackage",
            Arguments: {
                ModelPackageArn: "{% $packageArn %}",
                CustomerMetadataProperties: { [deployedProperty]: "true" },
            },
            Retry: retryThrottling(...serviceErrors.sageMaker),
            Catch: failed("Note the deployment"),
            Next: "Remember the data",
        },
    });
}
