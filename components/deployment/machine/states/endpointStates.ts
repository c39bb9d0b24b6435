import { failed } from "../../../asl/failures";
import { isShortOfMachines, mostTries } from "../../../asl/jobStates";
import { serviceErrors } from "../../../asl/serviceErrors";
import { retryThrottling } from "../../../asl/states";
import type { DeploymentDefinitionArgs } from "../args";
import { longestUpdate } from "../requests/endpoint";

/** What the states that look at an endpoint, and change it, have in common. */

export const retry = retryThrottling(...serviceErrors.sageMaker);
/** Whatever goes wrong from here on, the version is not to be taken for one that serves. */
export const rejecting = (state: string) => failed(state, "May it be rejected?");
export const sageMaker = (operation: string) => `arn:aws:states:::aws-sdk:sagemaker:${operation}`;

/** Statuses of an endpoint that is not at rest, as a list in an expression. */
export const changing = "['Creating', 'Updating', 'SystemUpdating', 'RollingBack', 'Deleting']";

/** The endpoint's status in the answer of ListEndpoints; `None` where there is none. */
export function statusOf(endpointName: string): string {
    return `{% ($found := $states.result.Endpoints[EndpointName = '${endpointName}'][0]; $exists($found) ? $found.EndpointStatus : 'None') %}`;
}

export const outOfMachines = `{% ${isShortOfMachines("failure")} and $tries < ${mostTries} %}`;

/**
 * How often to look at an endpoint before giving up. SageMaker's own limit of an update and its rollback come first.
 */
export function mostPolls(args: Pick<DeploymentDefinitionArgs, "endpointWait" | "bakeSeconds">) {
    const { timeoutSeconds, pollSeconds } = args.endpointWait;
    return {
        create: Math.ceil(timeoutSeconds / pollSeconds),
        update: Math.ceil((timeoutSeconds + longestUpdate(args)) / pollSeconds),
    };
}
