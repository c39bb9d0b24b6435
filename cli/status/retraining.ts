import { DynamoDBClient, GetItemCommand } from "@aws-sdk/client-dynamodb";
import type { ModelOutputs } from "../../contracts/outputs";
import { type RetrainingDecision, retrainingId } from "../../contracts/retraining";

/** What was last done about drift; undefined where none was found, or drift starts no training. */
export async function lastRetraining({
    ledgerTable,
    monitoring,
}: Pick<ModelOutputs, "ledgerTable" | "monitoring">): Promise<RetrainingDecision | undefined> {
    const stateMachine = monitoring.stateMachineArn.split(":").at(-1) ?? "";
    const { Item } = await new DynamoDBClient({}).send(
        new GetItemCommand({ TableName: ledgerTable, Key: { id: { S: retrainingId(stateMachine) } } }),
    );
    const decided = Item?.["decided"]?.S;
    return decided === undefined ? undefined : (JSON.parse(decided) as RetrainingDecision);
}
