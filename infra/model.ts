import type { JobNetwork } from "../components/access/jobNetwork";
import type { Scope } from "../components/access/scope";
import type { QuickSightGroups } from "../components/insights/quicksight/permissions";
import { Model, type ModelOutputs } from "../components/Model";
import type { ModelDefinition } from "../components/model/model";
import type { Settings } from "./config/settings";

/** What a model's stack takes from outside its configuration. */
export interface Surroundings {
    /** The code's Git commit. */
    readonly commit: string;
    /** Where jobs and models run. @default SageMaker's own network */
    readonly network?: JobNetwork;
    /** Whom QuickSight is shown to. @default nobody: QuickSight is off */
    readonly quickSight?: QuickSightGroups;
}

/** One model at one stage, by its settings; returns the stack's outputs. */
export function deployModel(
    settings: Settings,
    model: ModelDefinition,
    scope: Scope,
    { commit, network, quickSight }: Surroundings,
): ModelOutputs {
    const { endpointTimeoutSeconds, endpointPollSeconds, runTimeoutSeconds, monitorSchedule, quicksight, ...rest } =
        settings;
    const { outputs } = new Model(model.name, {
        ...rest,
        ...{ model, scope, commit, network },
        endpointWait: { timeoutSeconds: endpointTimeoutSeconds, pollSeconds: endpointPollSeconds },
        timeoutSeconds: runTimeoutSeconds,
        ...(monitorSchedule !== "" && { monitorSchedule }),
        ...(quicksight !== "off" && quickSight && { quickSight: { groups: quickSight, assets: quicksight } }),
    });
    return outputs;
}
