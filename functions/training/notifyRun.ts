import type { Notice } from "../../contracts/notices";
import { publishNotice } from "../shared/modelNotice";
import { outcomeOf, type StatusChange } from "../shared/notices";

/**
 * Publishes one message for one change of status; none for an event that came twice, since the run that it belongs to
 * tells its own end. Environment: TOPIC_ARN, MODEL, ALGORITHM, RUNS.
 */
export async function notifyRun(event: StatusChange): Promise<Notice | null> {
    return outcomeOf(event) === "duplicate" ? null : publishNotice(event);
}
