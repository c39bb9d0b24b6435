import { DescribeExecutionCommand, ListExecutionsCommand, type SFNClient } from "@aws-sdk/client-sfn";
import { deploymentRequestIn, isSettled, settlementName } from "../../contracts/deployments";
import { unlessGone } from "./gone";
import type { SweepScope } from "./scope";

const badEnds = ["FAILED", "TIMED_OUT", "ABORTED"] as const;

/**
 * The deployments that ended badly a short while ago and whose settlement has not started: EventBridge tells of the end
 * after it, and a function starts the settlement after that.
 * @param withinMs after that time, in milliseconds, none is expected any more
 */
export async function unsettledDeployments(
    { pipelines }: SweepScope,
    client: SFNClient,
    withinMs: number,
): Promise<string[]> {
    const machines = Object.values(pipelines).flatMap(
        ({ deploymentStateMachineArn }) => deploymentStateMachineArn ?? [],
    );
    const ended = await Promise.all(machines.map((machine) => recentlyEnded(machine, client, Date.now() - withinMs)));
    const unsettled: string[] = [];
    for (const executionArn of ended.flat()) {
        if (await isUnsettled(executionArn, client)) unsettled.push(executionArn);
    }
    return unsettled;
}

/** Executions are listed by their start, the latest first: a page has all that can have ended a short while ago. */
async function recentlyEnded(stateMachineArn: string, client: SFNClient, since: number): Promise<string[]> {
    const found: string[] = [];
    for (const statusFilter of badEnds) {
        const page = await unlessGone(client.send(new ListExecutionsCommand({ stateMachineArn, statusFilter })));
        for (const { executionArn, stopDate } of page?.executions ?? []) {
            if (executionArn && stopDate && stopDate.getTime() >= since) found.push(executionArn);
        }
    }
    return found;
}

async function isUnsettled(executionArn: string, client: SFNClient): Promise<boolean> {
    const ended = await unlessGone(client.send(new DescribeExecutionCommand({ executionArn })));
    const request = ended && deploymentRequestIn(parsed(ended.input));
    if (!request || !isSettled(ended, request)) return false;
    const [, machine = "", name = ""] = /^(.*:)([^:]+)$/.exec(executionArn) ?? [];
    const settlement = new DescribeExecutionCommand({ executionArn: `${machine}${settlementName(name)}` });
    return (await unlessGone(client.send(settlement))) === undefined;
}

function parsed(input: string | undefined): unknown {
    try {
        return JSON.parse(input ?? "");
    } catch {
        return undefined;
    }
}
