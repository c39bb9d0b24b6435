import { olderData } from "../../../asl/dataOrder";
import { failed } from "../../../asl/failures";
import { jsonata } from "../../../asl/jsonata";
import { approvalDescription } from "../../../asl/registryStates";
import { runId } from "../../../asl/runs";
import { serviceErrors } from "../../../asl/serviceErrors";
import { type Part, part, retryThrottling } from "../../../asl/states";
import { notJudged } from "../../../asl/verdict";
import { readProperties } from "../../../asl/versionProperties";
import type { DeploymentDefinitionArgs } from "../args";

/**
 * What the execution is about, whoever sent it, and what it makes is called.
 *
 * An execution that bears a run's id makes a configuration of that run's name: a training run names its deployment so.
 */
export function nameDeployment({ endpointName }: DeploymentDefinitionArgs) {
    const given = (name: string) => `{% $exists($states.input.${name}) ? $states.input.${name} : null %}`;
    const rollsBack = jsonata(`
        $exists($states.input.rollsBack) ? $states.input.rollsBack
            : $exists($states.input.detail.ModelApprovalStatus) ? $states.input.detail.ModelApprovalStatus = 'Rejected'
            : false
    `);
    return part("Name the deployment", {
        "Name the deployment": {
            Type: "Pass",
            Assign: {
                packageArn: jsonata(`
                    $exists($states.input.versionArn) ? $states.input.versionArn : $states.input.detail.ModelPackageArn
                `),
                sentBy: given("sentBy"),
                settles: given("settles"),
                rollsBack,
                configuration: jsonata(`(
                    ${runId};
                    $name := $states.context.Execution.Name;
                    '${endpointName}-' & ($contains($name, /^[0-9]{8}-[0-9]{6}-[0-9a-f]{8}$/) ? $name : $id)
                )`),
                ...{ tries: 0, waits: 0, polls: 0, scalingStopped: false, rejected: null },
                ...{ served: "", servedConfiguration: "" },
            },
            Next: "Take the lease",
        },
    });
}

/** The execution whose lease this one takes over, as an expression: who sent it, or what it settles. */
export const lessor = "$sentBy != null ? $sentBy : $settles != null ? $settles : $states.context.Execution.Id";

/**
 * What the ARNs of executions begin with whose lease this one takes though they run, as an expression: a rollback does
 * not wait for hours of training. The run's own deployment finds then that its model was compared with another one.
 */
export function yieldingTo({ stateMachineName, trainingName }: DeploymentDefinitionArgs): string {
    return `$rollsBack ? $substringBefore($states.context.Execution.Id, ':${stateMachineName}:') & ':${trainingName}:' : '-'`;
}

/** Reads the version under the lease: what its sender said of it may have changed since. */
export function readVersion<const Next extends string>(next: Next) {
    return part("Read the version", {
        "Read the version": {
            Type: "Task",
            Resource: "arn:aws:states:::aws-sdk:sagemaker:describeModelPackage",
            Arguments: { ModelPackageName: "{% $packageArn %}" },
            Assign: { approvalStatus: "{% $states.result.ModelApprovalStatus %}", ...readProperties() },
            Retry: retryThrottling(...serviceErrors.sageMaker),
            // Whether it serves is not known yet: its settlement finds out, and rejects it where it does not.
            Catch: failed("Read the version", "Deployment failed"),
            Next: next,
        },
    });
}

/** Whether the version may be deployed: a person has approved it, or the run sends it that has registered it. */
export function checkVersion<const Next extends string>(args: DeploymentDefinitionArgs, next: Next) {
    return part("May it be deployed?", {
        "May it be deployed?": {
            Type: "Choice",
            Choices: [{ Condition: wanted, Next: "Can it be deployed?" }],
            Default: "The version is not approved",
        },
        "The version is not approved": {
            Type: "Pass",
            Output: notJudged(args, "superseded", "$packageArn & ' is ' & $approvalStatus & ' by now'", {
                modelPackageArn: "{% $packageArn %}",
            }),
            End: true,
        },
        "Can it be deployed?": {
            Type: "Choice",
            Choices: [{ Condition: "{% $count($lacking) = 0 %}", Next: next }],
            Default: "It cannot be deployed",
        },
        "It cannot be deployed": {
            Type: "Pass",
            Comment: "Somebody registered it by hand",
            Assign: { failure: { state: "Read the version", error: "UnusableVersion", cause: unusable } },
            Next: "May it be rejected?",
        },
    });
}

/** A person has approved the version, or the run sends it that has registered it. */
const wanted = jsonata(`
    $approvalStatus = 'Approved' or ($sentBy != null and $approvalStatus = 'PendingManualApproval')
`);

/**
 * Whether the version is still to serve, since a person may have rejected it meanwhile: asked right before traffic
 * moves, and once it has.
 * @param ask the state that asks
 * @param unknown where an execution goes that cannot find out
 */
export function askAgain<const Ask extends string, const Next extends string, const Unknown extends string>(
    ask: Ask,
    next: Next,
    unknown: Unknown,
): Part<Ask, Next | Unknown | "Rejected meanwhile"> {
    const decide = `${ask}: is it wanted?`;
    return part(ask as string, {
        [ask]: {
            Type: "Task",
            Resource: "arn:aws:states:::aws-sdk:sagemaker:describeModelPackage",
            Arguments: { ModelPackageName: "{% $packageArn %}" },
            Assign: { approvalStatus: "{% $states.result.ModelApprovalStatus %}" },
            Retry: retryThrottling(...serviceErrors.sageMaker),
            Catch: failed(ask, unknown),
            Next: decide,
        },
        [decide]: {
            Type: "Choice",
            Choices: [{ Condition: wanted, Next: next }],
            Default: "Rejected meanwhile",
        },
    });
}

const unusable = jsonata(`
    $packageArn & ' cannot be deployed: its metadata has no ' & $join($lacking, ', ') & '. Versions that training '
    & 'registers have all of it: approve one of those.'
`);

/**
 * Whether the version was compared with the champion that serves now, unless it is that one: events may come twice. A
 * version that a run sends was, since the lease has gone from the run to its deployment.
 */
export function compareChampion<const Next extends string>(args: DeploymentDefinitionArgs, next: Next) {
    return part("Does the version serve?", {
        "Does the version serve?": {
            Type: "Choice",
            Choices: [
                {
                    Condition: "{% $champion = null ? false : $champion.modelName = $modelName %}",
                    Next: "The version serves already",
                },
            ],
            Default: "Was it compared with what serves?",
        },
        "The version serves already": {
            Type: "Pass",
            Output: notJudged(args, "duplicate", "$modelName & ' serves already'"),
            End: true,
        },
        "Was it compared with what serves?": {
            Type: "Choice",
            Comment: "Of two versions that wait, the second has never met the first one, which serves by now",
            Choices: [
                {
                    Condition: "{% $comparison.against = ($champion = null ? '' : $champion.modelName) %}",
                    Next: next,
                },
                // It comes from another stage, where it met other rivals, and its promotion has checked it.
                { Condition: "{% $promotedFrom != '' %}", Next: next },
                // A person wants it back: it has been a champion.
                { Condition: "{% $deployed %}", Next: next },
            ],
            Default: "Compared with another model",
        },
        "Compared with another model": {
            Type: "Pass",
            Assign: { lateness: otherRival },
            Next: "Withdraw the approval",
        },
    });
}

const otherRival = jsonata(`
    'it was compared with ' & ($comparison.against = '' ? 'no model' : $comparison.against) & ', and '
    & ($champion = null ? 'none' : $champion.modelName) & ' serves now: push its data once more, to compare it with that'
`);

/**
 * A version of data that is older than what serves, or one that was compared with a model that does not serve any more.
 * It is not deployed, so it must not stay approved: a rollback brings back what is approved. A version
 * that did serve before newer data came stays what it is.
 */
export function withdrawApproval(args: DeploymentDefinitionArgs) {
    return {
        ...part("Has it served?", {
            "Has it served?": {
                Type: "Choice",
                Choices: [{ Condition: "{% $deployed %}", Next: "The version has served" }],
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
                Next: "Withdraw the approval",
            },
        }),
        ...part("Withdraw the approval", {
            "Withdraw the approval": {
                Type: "Task",
                Resource: "arn:aws:states:::aws-sdk:sagemaker:updateModelPackage",
                Arguments: {
                    ModelPackageArn: "{% $packageArn %}",
                    ModelApprovalStatus: "Rejected",
                    ApprovalDescription: approvalDescription("'It was not deployed: ' & $lateness"),
                },
                Retry: retryThrottling(...serviceErrors.sageMaker),
                Catch: failed("Withdraw the approval", "Deployment failed"),
                Next: "Approval withdrawn",
            },
            "Approval withdrawn": {
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
