import type { CapacitySize, DeploymentConfig, TrafficRoutingConfig } from "@aws-sdk/client-sagemaker";
import { invalid, unsupported } from "../core/errors";

/** How traffic moves from the fleet that serves (blue) to a new one (green), and what takes it back. */
export interface DeploymentPlan {
    /**
     * The share of each variant's traffic that green gets after each shift, 0 to 1 by variant; all of it at the end.
     */
    readonly shifts: readonly ReadonlyMap<string, number>[];
    /** The baking period after each shift, in seconds. */
    readonly bakeSeconds: number;
    /** How long blue is kept after the last baking period, in seconds. */
    readonly terminationSeconds: number;
    /** How long all of it may take, in seconds. */
    readonly timeoutSeconds?: number;
    /** Names of the alarms that take all traffic back to blue. */
    readonly alarms: readonly string[];
}

/**
 * Refuses what the local stage does not do, and what SageMaker refuses of a deployment configuration by itself.
 *
 * https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_BlueGreenUpdatePolicy.html
 */
export function checkDeployment(config: DeploymentConfig | undefined): void {
    if (config?.RollingUpdatePolicy) {
        throw unsupported("RollingUpdatePolicy in DeploymentConfig", "Use BlueGreenUpdatePolicy.");
    }
    const routing = config?.BlueGreenUpdatePolicy?.TrafficRoutingConfiguration;
    if (routing) {
        checkSize(routing, "CANARY", "CanarySize");
        checkSize(routing, "LINEAR", "LinearStepSize");
    }
}

function checkSize(routing: TrafficRoutingConfig, type: string, member: "CanarySize" | "LinearStepSize"): void {
    if (routing.Type === type && !routing[member]) {
        throw invalid(`${member} must be specified when the traffic routing type is ${type}.`);
    }
    if (routing.Type !== type && routing[member]) {
        throw invalid(`${member} can only be specified when the traffic routing type is ${type}.`);
    }
}

/**
 * Works out a deployment for the variants of the new fleet.
 *
 * @param instances the instance count of each variant
 * @throws ServiceError `ValidationException` where a step is too large for a variant, or the waits too long for the
 *     timeout
 */
export function planDeployment(
    config: DeploymentConfig | undefined,
    instances: ReadonlyMap<string, number>,
): DeploymentPlan {
    const policy = config?.BlueGreenUpdatePolicy;
    const plan = {
        shifts: shiftsOf(policy?.TrafficRoutingConfiguration, instances),
        bakeSeconds: policy?.TrafficRoutingConfiguration?.WaitIntervalInSeconds ?? 0,
        terminationSeconds: policy?.TerminationWaitInSeconds ?? 0,
        timeoutSeconds: policy?.MaximumExecutionTimeoutInSeconds,
        alarms: (config?.AutoRollbackConfiguration?.Alarms ?? []).map((alarm) => alarm.AlarmName!),
    };
    const waits = plan.bakeSeconds * plan.shifts.length + plan.terminationSeconds;
    if (plan.timeoutSeconds !== undefined && plan.timeoutSeconds <= waits) {
        throw invalid(
            `MaximumExecutionTimeoutInSeconds ${plan.timeoutSeconds} must be larger than the total waiting time of ` +
                `${waits} seconds in TerminationWaitInSeconds and WaitIntervalInSeconds.`,
        );
    }
    return plan;
}

function shiftsOf(
    routing: TrafficRoutingConfig | undefined,
    instances: ReadonlyMap<string, number>,
): ReadonlyMap<string, number>[] {
    const whole = new Map([...instances].map(([variant]) => [variant, 1]));
    const size = routing?.CanarySize ?? routing?.LinearStepSize;
    if (!size) {
        return [whole];
    }
    const steps = [...instances].map(
        ([variant, count]) => [variant, stepShare(routing!, size, variant, count)] as const,
    );
    const linear = Math.max(...steps.map(([, share]) => Math.ceil(1 / share - 1e-9)));
    const count = routing!.Type === "LINEAR" ? linear : 2;
    return Array.from({ length: count }, (_, index) =>
        index === count - 1
            ? whole
            : new Map(steps.map(([variant, share]) => [variant, Math.min(1, share * (index + 1))])),
    );
}

/** The share of a variant's capacity that one step turns on: whole instances, a half of them at most. */
function stepShare(routing: TrafficRoutingConfig, size: CapacitySize, variant: string, instances: number): number {
    const percent = size.Type === "CAPACITY_PERCENT";
    const count = percent ? Math.max(1, Math.floor((instances * size.Value!) / 100)) : size.Value!;
    const share = count / instances;
    const linear = routing.Type === "LINEAR";
    if (share > 0.5 || (percent && size.Value! > 50) || (linear && (percent ? size.Value! / 100 : share) < 0.1)) {
        throw invalid(
            `Value ${size.Value} of ${linear ? "LinearStepSize" : "CanarySize"} (${size.Type}) is not valid: it must be ` +
                `${linear ? "10-50%" : "less than or equal to 50%"} of the variant's total instance count, and variant ` +
                `${variant} has ${instances}.`,
        );
    }
    return share;
}
