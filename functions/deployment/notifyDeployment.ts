import { deploymentRequestIn } from "../../contracts/deployments";
import type { Notice } from "../../contracts/notices";
import { publishNotice } from "../shared/modelNotice";
import { outcomeOf, parsedObject, type StatusChange } from "../shared/notices";

/** The execution that sent a version, as far as it matters who tells of the deployment's end. */
export interface Sender {
    readonly status?: string;
    readonly stopDate?: Date;
}

/**
 * Whether nobody else tells of a deployment that a run has sent: a run that was ended while it waited does not, and the
 * deployment goes on where Step Functions could not stop it. One that fails then is settled, which is told.
 */
export function outlived({ detail }: StatusChange, sender: Sender): boolean {
    const endedBefore = sender.stopDate !== undefined && sender.stopDate.getTime() < (detail.stopDate ?? 0);
    return detail.status === "SUCCEEDED" && sender.status !== "SUCCEEDED" && endedBefore;
}

/**
 * Publishes one message for one change of status. None where somebody else tells: the run that sent the version, the
 * deployment that an event belongs to which came twice, or the execution of which nothing was left to settle.
 * Environment: TOPIC_ARN, MODEL, ALGORITHM, RUNS.
 */
export async function notifyDeployment(event: StatusChange): Promise<Notice | null> {
    if (["duplicate", "settled"].includes(outcomeOf(event))) {
        return null;
    }
    const sentBy = deploymentRequestIn(parsedObject(event.detail.input))?.sentBy;
    const told =
        sentBy !== undefined && !(event.detail.status === "SUCCEEDED" && outlived(event, await senderOf(sentBy)));
    return told ? null : publishNotice(event);
}

async function senderOf(executionArn: string): Promise<Sender> {
    const { SFNClient, DescribeExecutionCommand } = await import("@aws-sdk/client-sfn");
    return new SFNClient({}).send(new DescribeExecutionCommand({ executionArn }));
}
