import { setTimeout as delay } from "node:timers/promises";
import type { DescribeEndpointOutput, VariantStatus } from "@aws-sdk/client-sagemaker";
import type { DeploymentPlan } from "./deploymentPlan";
import type { EndpointConfig } from "./endpointConfigs";
import type { Fleet } from "./fleet";
import type { RollbackAlarms } from "./rollbackAlarms";
import { Traffic } from "./traffic";
import { summarizeVariants } from "./variantSummary";

/** How often the alarms are read while a deployment waits. */
const pollMilliseconds = 500;

/** A blue/green deployment that is under way: shifts traffic step by step, and watches the alarms as it waits. */
export class Deployment {
    private readonly started = new Date();
    private stage: VariantStatus = "Creating";
    private stageStarted = this.started;
    private readonly aborted = new AbortController();

    /** @param alarms what takes the deployment back; closed by it when it is over */
    constructor(
        private readonly config: EndpointConfig,
        private readonly plan: DeploymentPlan,
        private readonly alarms: RollbackAlarms | undefined,
    ) {}

    /** What `DescribeEndpoint` tells of it, the new fleet being there or not. */
    summary(green: Fleet | undefined): DescribeEndpointOutput["PendingDeploymentSummary"] {
        const status = [{ Status: this.stage, StartTime: this.stageStarted }];
        return {
            EndpointConfigName: this.config.name,
            ProductionVariants: summarizeVariants(this.config, green, this.started).map((variant) => ({
                ...variant,
                VariantStatus: status,
            })),
            StartTime: this.started,
        };
    }

    /**
     * Shifts all traffic from one fleet to another; blue serves nothing more when it is done.
     *
     * @param route sends the traffic where it is to go
     * @throws Error with the failure reason when an alarm trips, the time is over, or the deployment is ended
     */
    async shift(blue: Fleet, green: Fleet, route: (traffic: Traffic) => void): Promise<void> {
        for (const shares of this.plan.shifts) {
            this.enter("ActivatingTraffic");
            route(shared(blue, green, shares));
            this.enter("Baking");
            await this.wait(this.plan.bakeSeconds);
        }
        await this.wait(this.plan.terminationSeconds);
    }

    /** Ends it early. */
    abort(): void {
        this.aborted.abort(new Error("The deployment was ended."));
    }

    /** Lets go of what it holds. */
    close(): void {
        this.alarms?.close();
    }

    /** Waits, and looks at the alarms at the beginning, meanwhile, and at the end. */
    private async wait(seconds: number): Promise<void> {
        const end = Date.now() + seconds * 1000;
        for (;;) {
            await this.check();
            const left = end - Date.now();
            if (left <= 0) {
                return;
            }
            await delay(Math.min(left, pollMilliseconds), undefined, { signal: this.aborted.signal });
        }
    }

    private async check(): Promise<void> {
        this.aborted.signal.throwIfAborted();
        const { timeoutSeconds } = this.plan;
        if (timeoutSeconds !== undefined && Date.now() - this.started.getTime() > timeoutSeconds * 1000) {
            throw new Error(
                `The deployment did not complete within the maximum execution timeout of ${timeoutSeconds} seconds ` +
                    "and was rolled back.",
            );
        }
        const tripped = (await this.alarms?.tripped()) ?? [];
        if (tripped.length > 0) {
            throw new Error(
                `One or more of the configured alarms went into ALARM state: [${tripped.join(", ")}]. The deployment ` +
                    "was rolled back.",
            );
        }
    }

    private enter(stage: VariantStatus): void {
        this.stage = stage;
        this.stageStarted = new Date();
    }
}

/** Each variant's traffic in parts; a variant that only one fleet has is that fleet's as far as the shift has gone. */
function shared(blue: Fleet, green: Fleet, shares: ReadonlyMap<string, number>): Traffic {
    const least = Math.min(...shares.values());
    if (least === 1) {
        return Traffic.to(green);
    }
    const shareOf = (name: string) => shares.get(name) ?? least;
    return new Traffic([
        { fleet: blue, share: (name) => 1 - shareOf(name) },
        { fleet: green, share: shareOf },
    ]);
}
