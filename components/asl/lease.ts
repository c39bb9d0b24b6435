import { conditionFailed } from "./claims";
import { failed } from "./failures";
import { jsonata } from "./jsonata";
import { serviceErrors } from "./serviceErrors";
import { type Assign, part, retryThrottling } from "./states";

export interface LeaseArgs {
    /** Name of the ledger's table. */
    readonly ledgerTable: string;
    /** The ledger's key of the endpoint's lease. */
    readonly lease: string;
    /** Longest execution, in seconds: a lease outlasts it. */
    readonly timeoutSeconds: number;
    /** Seconds between two looks at the endpoint, and between the first two at a lease that is held. */
    readonly pollSeconds: number;
    /** Name of the state machine whose executions are settled where they do not succeed. @default none are */
    readonly deploymentName?: string;
}

/**
 * Seconds between two tries to take a lease, at most. A try leaves some 20 events in the execution's history, which
 * ends at 25,000, and a run may last for seven days.
 */
const longestWait = 900;

/** How many looks at an endpoint a deployment that ended badly keeps its lease, for its settlement to take it. */
const settlementLooks = 20;

/**
 * The one execution that may change the endpoint: it holds a lease from here to its end, and any other one waits.
 *
 * No state gives the lease back, since none would run after a timeout or an abort: functions do, on the execution's
 * status-change event. Who waits takes the lease over where its holder no longer runs; a deployment that ended badly
 * still counts as the holder for a while, since its settlement comes next.
 *
 * @param from an expression: the execution that hands its lease over to this one, or this one itself
 * @param yielding an expression: what the ARNs of executions begin with that give way to this one
 */
export function takeLease<const Next extends string, const Failed extends string>(
    args: LeaseArgs,
    next: Next,
    onFailure: Failed,
    from = "$states.context.Execution.Id",
    yielding?: string,
) {
    const Key = { id: { S: args.lease } };
    const TableName = args.ledgerTable;
    const holder = { ":holder": { S: "{% $holder %}" } };
    const retry = retryThrottling(...serviceErrors.dynamoDb);
    return part("Take the lease", {
        "Take the lease": {
            Type: "Task",
            Resource: "arn:aws:states:::dynamodb:updateItem",
            Arguments: {
                ...{ TableName, Key },
                ...take,
                ConditionExpression:
                    "attribute_not_exists(execution) OR execution = :execution OR execution = :from OR expiresAt < :now" +
                    (yielding === undefined ? "" : " OR begins_with(execution, :yielding)"),
                ExpressionAttributeValues: {
                    ...leaseValues(args),
                    ":from": { S: `{% ${from} %}` },
                    ":now": { N: epochSeconds() },
                    ...(yielding !== undefined && { ":yielding": { S: `{% ${yielding} %}` } }),
                },
            },
            Assign: { serving },
            Retry: retry,
            Catch: [{ ErrorEquals: [conditionFailed], Next: "Read the lease" }, ...failed("Take the lease", onFailure)],
            Next: next,
        },
        "Read the lease": {
            Type: "Task",
            Resource: "arn:aws:states:::dynamodb:getItem",
            Arguments: { TableName, Key, ConsistentRead: true },
            Assign: {
                holder: "{% $exists($states.result.Item.execution.S) ? $states.result.Item.execution.S : '' %}",
            },
            Retry: retry,
            Catch: failed("Read the lease", onFailure),
            Next: "Is it held?",
        },
        "Is it held?": {
            Type: "Choice",
            Comment: "It may have been given back since",
            Choices: [{ Condition: "{% $holder = '' %}", Next: "Take the lease" }],
            Default: "Look at the holder",
        },
        "Look at the holder": {
            Type: "Task",
            Resource: "arn:aws:states:::aws-sdk:sfn:describeExecution",
            Arguments: { ExecutionArn: "{% $holder %}" },
            Assign: { held: held(args) },
            Retry: retryThrottling(...serviceErrors.sfn),
            Catch: [
                { ErrorEquals: ["Sfn.ExecutionDoesNotExistException"], Next: "Take over the lease" },
                ...failed("Look at the holder", onFailure),
            ],
            Next: "Does the holder run?",
        },
        "Does the holder run?": {
            Type: "Choice",
            Choices: [{ Condition: "{% $held %}", Next: "Wait for the lease" }],
            Default: "Take over the lease",
        },
        "Wait for the lease": {
            Type: "Wait",
            Seconds: waitForLease(args.pollSeconds),
            Assign: { waits: "{% $waits + 1 %}" },
            Next: "Take the lease",
        },
        "Take over the lease": {
            Type: "Task",
            Comment: "An orphan: its holder has ended without giving it back",
            Resource: "arn:aws:states:::dynamodb:updateItem",
            Arguments: {
                ...{ TableName, Key },
                ...take,
                ConditionExpression: "execution = :holder OR execution = :execution",
                ExpressionAttributeValues: { ...leaseValues(args), ...holder },
            },
            Assign: { serving },
            Retry: retry,
            Catch: [
                { ErrorEquals: [conditionFailed], Next: "Take the lease" },
                ...failed("Take over the lease", onFailure),
            ],
            Next: next,
        },
    });
}

const take = { UpdateExpression: "SET execution = :execution, expiresAt = :until", ReturnValues: "ALL_NEW" };

/** This execution, and until when it holds the lease: its own timeout comes before. */
export function leaseValues({ timeoutSeconds }: Pick<LeaseArgs, "timeoutSeconds">) {
    return {
        ":execution": { S: "{% $states.context.Execution.Id %}" },
        ":until": { N: epochSeconds(timeoutSeconds + 300) },
    };
}

/** Now, or some seconds later, as DynamoDB writes a number. */
function epochSeconds(later = 0): string {
    return `{% $string($floor($millis() / 1000) + ${later}) %}`;
}

/** Longer each time, since every look fills the execution's history, and holders may run for hours. */
function waitForLease(pollSeconds: number): string {
    return `{% $min([($waits + 1) * ${pollSeconds}, ${Math.max(pollSeconds, longestWait)}]) %}`;
}

/** Whether the holder runs, or is a deployment that ended badly, and so lately that its settlement may yet come. */
function held({ deploymentName, pollSeconds }: LeaseArgs): string {
    if (deploymentName === undefined) return "{% $states.result.Status in ['RUNNING', 'PENDING_REDRIVE'] %}";
    return jsonata(`(
        $status := $states.result.Status;
        $unsettled := $contains($holder, ':${deploymentName}:') and $status != 'SUCCEEDED'
            and $exists($states.result.StopDate);
        $status in ['RUNNING', 'PENDING_REDRIVE']
            or ($unsettled ? $millis() - $toMillis($states.result.StopDate) < ${settlementLooks * pollSeconds * 1000}
                : false)
    )`);
}

/** What the serving model was trained on, as its deployment has left it in the lease's item; an old one left less. */
const serving = jsonata(`(
    $item := $states.result.Attributes;
    $exists($item.dataTime)
        ? {
            'time': $item.dataTime.S,
            'key': $item.dataKey.S,
            'sequencer': $item.dataSequencer.S,
            'keyHash': $exists($item.dataKeyHash) ? $item.dataKeyHash.S : '',
            'version': $exists($item.dataVersion) ? $item.dataVersion.S : ''
        }
        : null
)`) satisfies Assign[string];
