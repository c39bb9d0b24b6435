import { claimId, type CreatedObject } from "../../contracts/ledger";
import { parsedObject, type StatusChange } from "./notices";

/** What ending a run asks of the ledger. Both do nothing where the item is another execution's, or gone. */
export interface Ledger {
    /** Takes `execution` and `expiresAt` from the lease; what it says of the data that serves stays. */
    releaseLease(id: string, execution: string): Promise<void>;
    deleteClaim(id: string, execution: string): Promise<void>;
}

export interface EndedRun {
    readonly execution: string;
    /** The claim that was given back; null where the run keeps it, or claimed nothing. */
    readonly claim: string | null;
}

export interface EndNames {
    readonly stateMachine: string;
    /** The ledger's key of the endpoint's lease; empty where runs change no endpoint. */
    readonly lease: string;
}

/**
 * Cleans up after an execution that ended, however it did: no state can, since none runs after a timeout or an abort.
 *
 * The lease goes back to the endpoint's other runs. A run that did not succeed gives its claim back too, so that the
 * same version of the file may be tried again.
 */
export async function end(ledger: Ledger, { detail }: StatusChange, names: EndNames): Promise<EndedRun> {
    const execution = detail.executionArn;
    const claim = detail.status === "SUCCEEDED" ? null : claimOf(names.stateMachine, detail.input);
    if (claim !== null) {
        await ledger.deleteClaim(claim, execution);
    }
    if (names.lease !== "") {
        await ledger.releaseLease(names.lease, execution);
    }
    return { execution, claim };
}

/** The claim that the run's input made; null where something else than an object started it. */
function claimOf(stateMachine: string, input: string | null | undefined): string | null {
    const { detail } = parsedObject(input) as { detail?: Partial<CreatedObject> };
    const { bucket, object } = detail ?? {};
    return bucket?.name && object?.key ? claimId(stateMachine, { bucket, object }) : null;
}

/**
 * May run twice for one event. Environment: LEDGER_TABLE, STATE_MACHINE (its name), LEASE_ID (`lease#<endpoint>`;
 * absent for a pipeline without an endpoint).
 */
export async function endRun(event: StatusChange): Promise<EndedRun> {
    const { DynamoDBClient, DeleteItemCommand, UpdateItemCommand } = await import("@aws-sdk/client-dynamodb");
    const client = new DynamoDBClient({});
    const ours = (id: string, execution: string) => ({
        TableName: process.env.LEDGER_TABLE,
        Key: { id: { S: id } },
        ConditionExpression: "#execution = :execution",
        ExpressionAttributeValues: { ":execution": { S: execution } },
    });
    const ledger: Ledger = {
        async releaseLease(id, execution) {
            const command = new UpdateItemCommand({
                ...ours(id, execution),
                ExpressionAttributeNames: { "#execution": "execution", "#expiresAt": "expiresAt" },
                UpdateExpression: "REMOVE #execution, #expiresAt",
            });
            await client.send(command).catch(unlessOthers);
        },
        async deleteClaim(id, execution) {
            const names = { ExpressionAttributeNames: { "#execution": "execution" } };
            await client.send(new DeleteItemCommand({ ...ours(id, execution), ...names })).catch(unlessOthers);
        },
    };
    const names = { stateMachine: process.env.STATE_MACHINE ?? "", lease: process.env.LEASE_ID ?? "" };
    return end(ledger, event, names);
}

function unlessOthers(error: Error): void {
    if (error.name !== "ConditionalCheckFailedException") {
        throw error;
    }
}
