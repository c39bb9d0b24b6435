import { outsideOfContainer } from "../../contracts/jobFailures";
import { jsonata } from "./jsonata";
import type { Catch } from "./states";

/**
 * Where an error of a state leads, any one if none is named: to `next`, with `{ state, error, cause }` in a variable.
 * What a job says of itself is in the JSON that a `.sync` state leaves as the cause: its own message, else SageMaker's
 * reason. A cause that is no whole object of JSON is told as it is: Step Functions cuts long ones, and an expression
 * that fails here would hide the failure that it is to tell.
 */
export function failed(state: string): Catch<"Run failed">[];
export function failed<const Next extends string>(
    state: string,
    next: Next,
    variable?: string,
    errors?: readonly string[],
): Catch<Next>[];
export function failed(
    state: string,
    next = "Run failed",
    variable = "failure",
    errors: readonly string[] = ["States.ALL"],
): Catch<string>[] {
    const cause = jsonata(`(
        $cause := $exists($states.errorOutput.Cause) ? $states.errorOutput.Cause : 'no cause was given';
        $isObject := $substring($cause, 0, 1) = '{' and $substring($cause, $length($cause) - 1) = '}';
        $job := $isObject ? $parse($cause) : {};
        $isOutside := $exists($job.FailureReason) and $contains($job.FailureReason, /${outsideOfContainer}/);
        $exists($job.ExitMessage) and $not($isOutside) ? $job.ExitMessage
            : $exists($job.FailureReason) ? $job.FailureReason
            : $exists($job.ErrorMessage) ? $job.ErrorMessage
            : $exists($job.errorMessage) ? $job.errorMessage
            : $cause
    )`);
    return [
        {
            ErrorEquals: errors,
            Assign: { [variable]: { state, error: "{% $states.errorOutput.Error %}", cause } },
            Next: next,
        },
    ];
}

/** The state that {@link failed} leads to: the execution's error is the state's, its cause begins with the state. */
export function failWith<const Name extends string>(name: Name, variable = "failure") {
    return {
        [name]: {
            Type: "Fail",
            Error: `{% $${variable}.error %}`,
            Cause: `{% $${variable}.state & ': ' & $${variable}.cause %}`,
        },
    } as { readonly [name in Name]: { readonly Type: "Fail"; readonly Error: string; readonly Cause: string } };
}
