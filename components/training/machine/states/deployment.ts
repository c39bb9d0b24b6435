import { jsonata } from "../../../asl/jsonata";
import { rejectVersion } from "../../../asl/registryStates";
import { serviceErrors } from "../../../asl/serviceErrors";
import { part, retryThrottling } from "../../../asl/states";
import type { TrainingDefinitionArgs } from "../args";

/**
 * Sends the version to its deployment, an execution of the run's own name that takes the lease over, and waits for its
 * end; its output is the run's.
 */
export function deploy({ deploymentArn }: TrainingDefinitionArgs) {
    const execution = "{% $states.context.Execution.Id %}";
    return {
        ...part("Deploy the model", {
            "Deploy the model": {
                Type: "Task",
                Resource: "arn:aws:states:::states:startExecution.sync:2",
                Arguments: {
                    StateMachineArn: deploymentArn,
                    Name: "{% $run.id %}",
                    Input: {
                        versionArn: "{% $packageArn %}",
                        sentBy: execution,
                        // The console then shows each of the two beside the other.
                        AWS_STEP_FUNCTIONS_STARTED_BY_EXECUTION_ID: execution,
                    },
                },
                Assign: { verdict: "{% $states.result.Output %}" },
                Retry: retryThrottling(...serviceErrors.states),
                Catch: [
                    {
                        ErrorEquals: ["States.ALL"],
                        Assign: {
                            failure: deploymentFailure,
                            // The error of an execution that did not succeed; a request that is refused has others.
                            began: "{% $states.errorOutput.Error = 'States.TaskFailed' %}",
                        },
                        Next: "Did it begin?",
                    },
                ],
                Next: "Verdict told",
            },
            "Did it begin?": {
                Type: "Choice",
                Comment: "A deployment rejects the version itself where it fails, or its settlement does",
                Choices: [{ Condition: "{% $began %}", Next: "Run failed" }],
                Default: "Reject the model",
            },
        }),
        ...rejectVersion("Reject the model", "Run failed"),
    };
}

/**
 * The deployment's own failure, in the form of `failed`: the state that failed in it, its error and its cause.
 *
 * The cause of a `.sync` failure is the execution's description, without error or cause where it was aborted or timed
 * out: https://docs.aws.amazon.com/step-functions/latest/dg/connect-stepfunctions.html
 */
const deploymentFailure = jsonata(`(
    $cause := $states.errorOutput.Cause;
    $whole := $substring($cause, 0, 1) = '{' and $substring($cause, $length($cause) - 1) = '}';
    $deployment := $whole ? $parse($cause) : {};
    $own := $deployment.Cause;
    $deployment.Status = 'FAILED' and $exists($own) and $contains($own, ': ')
        ? {
            'state': $substringBefore($own, ': '),
            'error': $deployment.Error,
            'cause': $substringAfter($own, ': ')
        }
        : {
            'state': 'Deploy the model',
            'error': $states.errorOutput.Error,
            'cause': $exists($deployment.Status)
                ? 'the deployment ' & $deployment.ExecutionArn & ' ended as ' & $deployment.Status
                : $cause
        }
)`);
