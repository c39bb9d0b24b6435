import { executionLine } from "../../contracts/notices";
import { jsonata } from "./jsonata";
import { serviceErrors } from "./serviceErrors";
import { type Json, retryThrottling, type Task } from "./states";

/** What an execution has to know that waits where machines are short, or a quota is full. */
export interface WaitingArgs {
    /** Seconds between two tries where machines are short or a quota is full. */
    readonly capacityRetrySeconds: number;
    /** The topic that tells people. */
    readonly topicArn: string;
    readonly model: string;
    /** Absent where several are at work. */
    readonly algorithm?: string;
}

/**
 * Tells people that an execution begins to wait for machines: its end, which tells all else, may be hours away. That
 * nobody could be told changes nothing.
 * @param what the state that waits
 * @param failure the variable that says why
 */
export function tellWait<const Next extends string>(
    what: string,
    { capacityRetrySeconds, topicArn, model, algorithm }: WaitingArgs,
    failure: string,
    next: Next,
): Task<Next> {
    const who = algorithm === undefined ? model : `${model} with ${algorithm}`;
    const attribute = (StringValue: string): Json => ({ DataType: "String", StringValue });
    return {
        Type: "Task",
        Comment: "Quotas: see the README",
        Resource: "arn:aws:states:::aws-sdk:sns:publish",
        Arguments: {
            TopicArn: topicArn,
            Subject: `[drivetrain] ${who}: waiting for machines`.slice(0, 100),
            Message: jsonata(`$join([
                'A run of ${who} waits: AWS has no machines for it, or a quota is full.', '',
                'Reason: ${what}: ' & $${failure}.cause, '',
                'What to do: nothing if it passes; the run tries again every ${capacityRetrySeconds} seconds, nine times. '
                    & 'Where the reason names a quota, ask for more of it in the console of Service Quotas; the run goes on then.',
                '', 'Model: ${model}', ${algorithm === undefined ? "" : `'Algorithm: ${algorithm}',`}
                '${executionLine("")}' & $states.context.Execution.Id
            ], '\\n')`),
            MessageAttributes: {
                model: attribute(model),
                ...(algorithm !== undefined && { algorithm: attribute(algorithm) }),
                outcome: attribute("waiting"),
            },
        },
        Retry: retryThrottling(...serviceErrors.sns),
        Catch: [{ ErrorEquals: ["States.ALL"], Next: next }],
        Next: next,
    };
}
