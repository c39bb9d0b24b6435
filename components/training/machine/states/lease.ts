import { conditionFailed } from "../../../asl/claims";
import { failed } from "../../../asl/failures";
import { jsonata } from "../../../asl/jsonata";
import { serviceErrors } from "../../../asl/serviceErrors";
import { type Assign, part, retryThrottling } from "../../../asl/states";
import type { TrainingDefinitionArgs } from "../definition";
import { unluckyOf } from "./approval";

/**
 * Seconds between two tries to take a lease, at most. A try leaves some 20 events in the execution's history, which
 * ends at 25,000, and a run may last for seven days.
 */
const longestWait = 900;

/**
 * The one run that may change the endpoint: it holds a lease from here to its end, and any other one waits.
 *
 * No state gives the lease back, since none would run after a timeout or an abort: functions/shared/endRun.ts does,
 * on the execution's status-change event. A run that waits takes the lease over where its holder no longer runs.
 */
export function lease<const Next extends string>(args: TrainingDefinitionArgs, next: Next) {
    const Key = { id: { S: args.lease } };
    const TableName = args.ledgerTable;
    const holder = { ":holder": { S: "{% $holder %}" } };
    const retry = retryThrottling(...serviceErrors.dynamoDb);
    const unlucky = unluckyOf(args);
    return part("Take the lease", {
        "Take the lease": {
            Type: "Task",
            Resource: "arn:aws:states:::dynamodb:updateItem",
            Arguments: {
                ...{ TableName, Key },
                ...take,
                ConditionExpression: "attribute_not_exists(execution) OR execution = :execution OR expiresAt < :now",
                ExpressionAttributeValues: { ...takeValues(args), ":now": { N: epochSeconds() } },
            },
            Assign: { serving },
            Retry: retry,
            Catch: [{ ErrorEquals: [conditionFailed], Next: "Read the lease" }, ...failed("Take the lease", unlucky)],
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
            Catch: failed("Read the lease", unlucky),
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
            Assign: { holderStatus: "{% $states.result.Status %}" },
            Retry: retryThrottling(...serviceErrors.sfn),
            Catch: [
                { ErrorEquals: ["Sfn.ExecutionDoesNotExistException"], Next: "Take over the lease" },
                ...failed("Look at the holder", unlucky),
            ],
            Next: "Does the holder run?",
        },
        "Does the holder run?": {
            Type: "Choice",
            Choices: [
                { Condition: "{% $holderStatus in ['RUNNING', 'PENDING_REDRIVE'] %}", Next: "Wait for the lease" },
            ],
            Default: "Take over the lease",
        },
        "Wait for the lease": {
            Type: "Wait",
            Seconds: waitForLease(args.endpointWait.pollSeconds),
            Assign: { waits: "{% $waits + 1 %}" },
            Next: "Take the lease",
        },
        "Take over the lease": {
            Type: "Task",
            Comment: "An orphan: its run has ended without giving it back",
            Resource: "arn:aws:states:::dynamodb:updateItem",
            Arguments: {
                ...{ TableName, Key },
                ...take,
                ConditionExpression: "execution = :holder OR execution = :execution",
                ExpressionAttributeValues: { ...takeValues(args), ...holder },
            },
            Assign: { serving },
            Retry: retry,
            Catch: [
                { ErrorEquals: [conditionFailed], Next: "Take the lease" },
                ...failed("Take over the lease", unlucky),
            ],
            Next: next,
        },
    });
}

/**
 * Right before a run changes what serves: it goes on only while the lease is its own. Another run has it where this
 * one was redriven after its end, or where somebody changed the ledger.
 *
 * The version does not come to serve, so it is rejected, also where a person has approved it: what is approved scores
 * batches, and that is to be what was deployed. A person may approve it again, which starts a run that waits its turn.
 */
export function holdLease<const Next extends string>(args: TrainingDefinitionArgs, next: Next) {
    return part("Hold the lease", {
        "Hold the lease": {
            Type: "Task",
            Resource: "arn:aws:states:::dynamodb:updateItem",
            Arguments: {
                TableName: args.ledgerTable,
                Key: { id: { S: args.lease } },
                UpdateExpression: "SET expiresAt = :until",
                ConditionExpression: "execution = :execution",
                ExpressionAttributeValues: takeValues(args),
            },
            Retry: retryThrottling(...serviceErrors.dynamoDb),
            Catch: [
                { ErrorEquals: [conditionFailed], Assign: { failure: leaseLost(args) }, Next: "Reject the model" },
                ...failed("Hold the lease", "Reject the model"),
            ],
            Next: next,
        },
    });
}

function leaseLost({ endpointName, definition }: TrainingDefinitionArgs) {
    const again = "Push the data file once more to start a new run";
    return {
        state: "Hold the lease",
        error: "LeaseLost",
        cause:
            `The lease on ${endpointName} is no longer this run's, so another run may be changing the endpoint, and ` +
            "this one has left it as it is. " +
            (definition.approval === "manual" ? `${again}, or approve the version again.` : `${again}.`),
    };
}

/** What the run's model was trained on, in the lease's item, on condition that the lease is still this run's. */
export function rememberData(args: TrainingDefinitionArgs) {
    return {
        TableName: args.ledgerTable,
        Key: { id: { S: args.lease } },
        UpdateExpression: "SET dataTime = :time, dataKey = :key, dataSequencer = :sequencer",
        ConditionExpression: "execution = :execution",
        ExpressionAttributeValues: {
            ":time": { S: "{% $data.time %}" },
            ":key": { S: "{% $data.key %}" },
            ":sequencer": { S: "{% $data.sequencer %}" },
            ":execution": { S: "{% $states.context.Execution.Id %}" },
        },
    };
}

const take = { UpdateExpression: "SET execution = :execution, expiresAt = :until", ReturnValues: "ALL_NEW" };

/** A lease outlasts any run: the execution's own timeout comes before. */
function takeValues({ timeoutSeconds }: TrainingDefinitionArgs) {
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

/** What the serving model was trained on, as its run has left it in the lease's item. */
const serving = jsonata(`(
    $item := $states.result.Attributes;
    $exists($item.dataTime)
        ? {'time': $item.dataTime.S, 'key': $item.dataKey.S, 'sequencer': $item.dataSequencer.S}
        : null
)`) satisfies Assign[string];
