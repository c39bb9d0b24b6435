/** Gives an endpoint's lease back: takes its holder away, and nothing where it is another execution's. */
export type ReleaseLease = (lease: string, execution: string) => Promise<void>;

/**
 * {@link ReleaseLease} in a ledger's table. What the lease's item says of the data that serves stays.
 * @param table name of the ledger's table
 */
export async function connectLeases(table: string): Promise<ReleaseLease> {
    const { DynamoDBClient, UpdateItemCommand } = await import("@aws-sdk/client-dynamodb");
    const client = new DynamoDBClient({});
    return async (lease, execution) => {
        const command = new UpdateItemCommand({
            TableName: table,
            Key: { id: { S: lease } },
            ConditionExpression: "#execution = :execution",
            ExpressionAttributeNames: { "#execution": "execution", "#expiresAt": "expiresAt" },
            ExpressionAttributeValues: { ":execution": { S: execution } },
            UpdateExpression: "REMOVE #execution, #expiresAt",
        });
        await client.send(command).catch(unlessOthers);
    };
}

/** A conditional write that found the item to be another execution's, or gone, is no failure. */
export function unlessOthers(error: Error): void {
    if (error.name !== "ConditionalCheckFailedException") {
        throw error;
    }
}
