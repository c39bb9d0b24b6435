import { deploymentRequestIn } from "../../contracts/deployments";
import type { Notice } from "../../contracts/notices";
import { publishNotice } from "../shared/modelNotice";
import { outcomeOf, parsedObject, type StatusChange } from "../shared/notices";

/**
 * Publishes one message for one change of status. None where somebody else tells: the run that sent the version, the
 * deployment that an event belongs to which came twice, or the execution of which nothing was left to settle.
 * Environment: TOPIC_ARN, MODEL, ALGORITHM, RUNS.
 */
export async function notifyDeployment(event: StatusChange): Promise<Notice | null> {
    const quiet = ["duplicate", "settled"].includes(outcomeOf(event)) || isSentByRun(event);
    return quiet ? null : publishNotice(event);
}

function isSentByRun({ detail }: StatusChange): boolean {
    return deploymentRequestIn(parsedObject(detail.input))?.sentBy !== undefined;
}
