import { failed } from "./failures";
import { serviceErrors } from "./serviceErrors";
import { type Part, part, retryUntilKeyCounts } from "./states";

/** Days that a claim is kept: events are delivered within a day at most, so this is for people who look back. */
const claimDays = 30;

export interface ClaimArgs<Next extends string, Taken extends string> {
    /** Name of the ledger's table. */
    readonly ledgerTable: string;
    readonly next: Next;
    /** Where a run goes whose data another one has claimed. */
    readonly taken: Taken;
}

/**
 * One run for each version of a file: EventBridge may deliver an event twice and cannot give an execution a name, so
 * the run writes that the data (`$data.claim`) is its own, unless another one has.
 */
export function claimStates<const Next extends string, const Taken extends string>({
    ledgerTable,
    next,
    taken,
}: ClaimArgs<Next, Taken>): Part<"Claim the data", Next | Taken | "Run failed"> {
    return part("Claim the data", {
        "Claim the data": {
            Type: "Task",
            Resource: "arn:aws:states:::dynamodb:putItem",
            Arguments: {
                TableName: ledgerTable,
                Item: {
                    id: { S: "{% $data.claim %}" },
                    execution: { S: "{% $states.context.Execution.Id %}" },
                    forgetAt: { N: `{% $string($floor($millis() / 1000) + ${claimDays * 86_400}) %}` },
                },
                // A repeated request of this execution finds its own claim.
                ConditionExpression: "attribute_not_exists(id) OR execution = :execution",
                ExpressionAttributeValues: { ":execution": { S: "{% $states.context.Execution.Id %}" } },
            },
            Retry: retryUntilKeyCounts(...serviceErrors.dynamoDb),
            Catch: [{ ErrorEquals: [conditionFailed], Next: taken }, ...failed("Claim the data")],
            Next: next,
        },
    });
}

/** What a conditional write to the ledger ends with where its condition does not hold. */
export const conditionFailed = "DynamoDB.ConditionalCheckFailedException";
