import { DynamoDBClient, GetItemCommand } from "@aws-sdk/client-dynamodb";
import { DescribeExecutionCommand, SFNClient } from "@aws-sdk/client-sfn";
import { deploymentRequestIn } from "../../contracts/deployments";
import { leaseId } from "../../contracts/ledger";
import type { Report } from "../terminal/progress";
import { versionOf } from "./registry";
import { machinesText } from "./waits";

/** The state in which a run waits for another one of its endpoint to end (components/asl/lease.ts). */
export const waitingState = "Wait for the lease";

/** What tells whose lease a run waits for. */
export interface LeaseQuestion {
    /** The ledger's name. */
    readonly table: string;
    readonly endpointName: string;
    /** The run that waits. */
    readonly executionArn: string;
}

/** Reports states as they pass, and for a run that waits what it waits for: another run, or machines. */
export function leaseReport(question: LeaseQuestion, report: Report): (state: string) => Promise<void> {
    return async (state) => {
        report(
            state === waitingState ? await waitingText(question).catch(() => state) : (machinesText(state) ?? state),
        );
    };
}

/** Who holds the endpoint's lease, in a sentence. */
export async function waitingText(
    { table, endpointName, executionArn }: LeaseQuestion,
    clients = { ledger: new DynamoDBClient({}), sfn: new SFNClient({}) },
): Promise<string> {
    const Key = { id: { S: leaseId(endpointName) } };
    const { Item } = await clients.ledger.send(new GetItemCommand({ TableName: table, Key, ConsistentRead: true }));
    const holder = Item?.execution?.S;
    const waiting = `waits for ${endpointName}, which one run at a time may change`;
    if (holder === undefined || holder === executionArn) return `${waiting}: it is free now`;
    const { startDate, input = "{}" } = await clients.sfn.send(new DescribeExecutionCommand({ executionArn: holder }));
    const since = startDate ? ` of ${startDate.toISOString().slice(11, 19)} UTC` : "";
    return `${waiting}: now the ${workOf(JSON.parse(input), since)} does (execution ${holder.split(":").at(-1)})`;
}

/** What the holder is about: a run on data that landed, or a version's deployment. */
function workOf(input: unknown, since: string): string {
    const request = deploymentRequestIn(input);
    if (request !== undefined) return `deployment${since} of version ${versionOf(request.versionArn)}`;
    const { detail } = input as { detail?: { object?: { key?: string } } };
    return `run${since}${detail?.object?.key ? ` on ${detail.object.key}` : ""}`;
}
