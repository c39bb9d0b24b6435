import type { DeploymentDefinitionArgs } from "./machine/args";

/** How training runs and deployments go about it; times are in seconds. */
export interface RunSettings {
    /** Share of requests that endpoints capture, in percent; 0 turns data capture off. @default 100 */
    readonly capturePercentage?: number;
    /** How long to wait for an endpoint, and how often to look, in seconds. @default an hour, every 15 seconds */
    readonly endpointWait?: DeploymentDefinitionArgs["endpointWait"];
    /** How long alarms watch each step of a deployment before the next one. @default 300 */
    readonly bakeSeconds?: number;
    /** Time between two tries where machines are short or a quota is full. @default 900 */
    readonly capacityRetrySeconds?: number;
    /** Longest run, and longest deployment. @default a day */
    readonly timeoutSeconds?: number;
}

/** The settings, with defaults for what is not given. */
export function runSettings(given: RunSettings): Required<RunSettings> {
    return {
        capturePercentage: given.capturePercentage ?? 100,
        endpointWait: given.endpointWait ?? { timeoutSeconds: 3600, pollSeconds: 15 },
        bakeSeconds: given.bakeSeconds ?? 300,
        capacityRetrySeconds: given.capacityRetrySeconds ?? 900,
        timeoutSeconds: given.timeoutSeconds ?? 86_400,
    };
}
