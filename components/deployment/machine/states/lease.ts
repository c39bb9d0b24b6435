import { conditionFailed } from "../../../asl/claims";
import { failed } from "../../../asl/failures";
import { leaseValues } from "../../../asl/lease";
import { serviceErrors } from "../../../asl/serviceErrors";
import { part, retryThrottling } from "../../../asl/states";
import type { DeploymentDefinitionArgs } from "../args";

/**
 * Right before a deployment changes what serves: it goes on only while the lease is its own. Another execution has it
 * where this one was redriven after its end, or where somebody changed the ledger.
 *
 * The version does not come to serve, so it is rejected, also where a person has approved it: what is approved scores
 * batches, and that is to be what was deployed. A person may approve it again, which starts a deployment that waits its
 * turn.
 */
export function holdLease<const Next extends string>(args: DeploymentDefinitionArgs, next: Next) {
    return part("Hold the lease", {
        "Hold the lease": {
            Type: "Task",
            Resource: "arn:aws:states:::dynamodb:updateItem",
            Arguments: {
                TableName: args.ledgerTable,
                Key: { id: { S: args.lease } },
                UpdateExpression: "SET expiresAt = :until",
                ConditionExpression: "execution = :execution",
                ExpressionAttributeValues: leaseValues(args),
            },
            Retry: retryThrottling(...serviceErrors.dynamoDb),
            Catch: [
                { ErrorEquals: [conditionFailed], Assign: { failure: leaseLost(args) }, Next: "May it be rejected?" },
                ...failed("Hold the lease", "May it be rejected?"),
            ],
            Next: next,
        },
    });
}

function leaseLost({ endpointName, definition }: DeploymentDefinitionArgs) {
    const again = "Push the data file once more to start a new run";
    return {
        state: "Hold the lease",
        error: "LeaseLost",
        cause:
            `The lease on ${endpointName} is no longer this deployment's, so another one may be changing the endpoint, and ` +
            "this one has left it as it is. " +
            (definition.approval === "manual" ? `${again}, or approve the version again.` : `${again}.`),
    };
}

/** What the version was trained on, in the lease's item, on condition that the lease is still this execution's. */
export function rememberData(args: Pick<DeploymentDefinitionArgs, "ledgerTable" | "lease">) {
    return {
        TableName: args.ledgerTable,
        Key: { id: { S: args.lease } },
        UpdateExpression:
            "SET dataTime = :time, dataKey = :key, dataKeyHash = :keyHash, dataSequencer = :sequencer, " +
            "dataVersion = :version",
        ConditionExpression: "execution = :execution",
        ExpressionAttributeValues: {
            ":time": { S: "{% $data.time %}" },
            ":key": { S: "{% $data.key %}" },
            ":keyHash": { S: "{% $data.keyHash %}" },
            ":sequencer": { S: "{% $data.sequencer %}" },
            ":version": { S: "{% $data.version %}" },
            ":execution": { S: "{% $states.context.Execution.Id %}" },
        },
    };
}
