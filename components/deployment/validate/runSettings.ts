import { whole } from "../../validation/numbers";
import type { Problem } from "../../validation/problem";
import type { RunSettings } from "../runSettings";

/** Looks at an endpoint before giving up: each fills the execution's history, which ends at 25,000 events. */
const mostLooks = 1000;

/** Every problem of how runs and deployments go about it. */
export function validateRunSettings(settings: Required<RunSettings>): Problem[] {
    const { pollSeconds, timeoutSeconds } = settings.endpointWait;
    return [
        ...whole(["capturePercentage"], settings.capturePercentage, 0, 100),
        ...whole(["endpointWait", "pollSeconds"], pollSeconds, 1, 3600),
        ...whole(["endpointWait", "timeoutSeconds"], timeoutSeconds, pollSeconds, pollSeconds * mostLooks),
        ...whole(["bakeSeconds"], settings.bakeSeconds, 0, 3600),
        ...whole(["capacityRetrySeconds"], settings.capacityRetrySeconds, 1, 86_400),
        // Jobs of SageMaker end after 5 days at the latest unless a quota says more.
        ...whole(["timeoutSeconds"], settings.timeoutSeconds, 60, 7 * 86_400),
    ];
}
