import { claimId, type CreatedObject, versionClaimId } from "../../contracts/ledger";
import { connectLeases, type ReleaseLease, unlessOthers } from "./leases";
import { outcomeOf, parsedObject, type StatusChange, versionIn } from "./notices";
import { recordRun } from "./recordRun";

/** What ending a run asks of the ledger. Both do nothing where the item is another execution's, or gone. */
export interface Ledger {
    readonly releaseLease: ReleaseLease;
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
 * same version of the file, or of the model, may be tried again; so does a promotion that refused its version.
 */
export async function end(ledger: Ledger, event: StatusChange, names: EndNames): Promise<EndedRun> {
    const { detail } = event;
    const execution = detail.executionArn;
    const done = detail.status === "SUCCEEDED" && outcomeOf(event) !== "refused";
    const claim = done ? null : claimOf(names.stateMachine, detail.input);
    if (claim !== null) {
        await ledger.deleteClaim(claim, execution);
    }
    if (names.lease !== "") {
        await ledger.releaseLease(names.lease, execution);
    }
    return { execution, claim };
}

/** The claim that the run's input made, an object or a version; null where something else started it. */
function claimOf(stateMachine: string, input: string | null | undefined): string | null {
    const { detail } = parsedObject(input) as { detail?: Partial<CreatedObject> };
    const { bucket, object } = detail ?? {};
    if (bucket?.name && object?.key) return claimId(stateMachine, { bucket, object });
    const version = versionIn(input);
    return version === undefined ? null : versionClaimId(stateMachine, version);
}

/**
 * May run twice for one event. Environment: LEDGER_TABLE, STATE_MACHINE (its name), LEASE_ID (`lease#<endpoint>`;
 * absent for a pipeline without an endpoint), RUN_RECORD (see recordRun).
 */
export async function endRun(event: StatusChange): Promise<EndedRun> {
    const { DynamoDBClient, DeleteItemCommand } = await import("@aws-sdk/client-dynamodb");
    const table = process.env.LEDGER_TABLE ?? "";
    const client = new DynamoDBClient({});
    const ledger: Ledger = {
        releaseLease: await connectLeases(table),
        async deleteClaim(id, execution) {
            const command = new DeleteItemCommand({
                TableName: table,
                Key: { id: { S: id } },
                ConditionExpression: "#execution = :execution",
                ExpressionAttributeNames: { "#execution": "execution" },
                ExpressionAttributeValues: { ":execution": { S: execution } },
            });
            await client.send(command).catch(unlessOthers);
        },
    };
    const names = { stateMachine: process.env.STATE_MACHINE ?? "", lease: process.env.LEASE_ID ?? "" };
    const ended = await end(ledger, event, names);
    await recordRun(event);
    return ended;
}
