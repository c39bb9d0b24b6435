import type { RetrainingSettings } from "../../contracts/retraining";
import type { Scope } from "../access/scope";
import { explanationOf } from "../model/attribution";
import { validateLocations } from "../model/locations";
import type { ModelDefinition } from "../model/model";
import { monitoringOf } from "../model/monitoring";
import { validateMonitoring } from "../model/validateMonitoring";
import { whole } from "../validation/numbers";
import { type Problem, problemIf, within } from "../validation/problem";
import { validateMonitorNames } from "./names";
import { validateSchedule } from "./schedule";

export interface MonitorShape {
    readonly scope: Scope;
    readonly model: Omit<ModelDefinition, "combine">;
    /** The algorithms that have a training pipeline. */
    readonly champions: readonly string[];
    readonly schedule: string;
    /** @default none: drift starts no training */
    readonly retrain?: RetrainingSettings;
    readonly capacityRetrySeconds: number;
    readonly pollSeconds: number;
    readonly timeoutSeconds: number;
}

/** An analysis has ten inputs at most: each version's baseline, and five others (machine/requests.ts). */
const mostAlgorithms = 5;

/** Every problem of a monitor's arguments; those of the model have their paths in it. */
export function validateMonitor({ scope, model, champions, schedule, retrain, ...waits }: MonitorShape): Problem[] {
    const algorithms = Object.keys(model.algorithms);
    return [
        ...problemIf(algorithms.length === 0, ["algorithms"], "the model has none, so nothing would be watched."),
        ...problemIf(
            algorithms.length > mostAlgorithms,
            ["algorithms"],
            `${algorithms.length} are more than the ${mostAlgorithms} that one monitor can watch.`,
        ),
        ...algorithms.flatMap((algorithm) =>
            problemIf(
                !champions.includes(algorithm),
                ["champions", algorithm],
                "is missing, so nobody would know which of its versions serves.",
            ),
        ),
        ...validateSchedule(schedule),
        ...within(["retrain"], retrain === undefined ? [] : validateRetraining(retrain)),
        ...within(["monitoring"], validateAttribution(model)),
        ...validateMonitorNames(scope, model.name, algorithms),
        ...validateLocations(model),
        ...validateMonitoring(model, scope.region),
        ...whole(["capacityRetrySeconds"], waits.capacityRetrySeconds, 1, 86_400),
        ...whole(["pollSeconds"], waits.pollSeconds, 1, 3600),
        ...whole(["timeoutSeconds"], waits.timeoutSeconds, 60, 7 * 86_400),
    ];
}

function validateRetraining({ on, fewest, coolDownDays }: RetrainingSettings): Problem[] {
    return [
        ...problemIf(
            !["data", "model", "both"].includes(on),
            ["on"],
            `"${on}" must be "data", "model", "both" or "nothing".`,
        ),
        ...whole(["fewest"], fewest, 1, 10_000),
        ...problemIf(
            !(coolDownDays > 0 && coolDownDays <= 365),
            ["coolDownDays"],
            `${coolDownDays} must be above 0, and 365 at most.`,
        ),
    ];
}

/** Somebody who asks for attributions must get some, though an image of one's own beside others has none. */
function validateAttribution(model: MonitorShape["model"]): Problem[] {
    const { attribution } = monitoringOf(model);
    return [
        ...problemIf(
            attribution === true && Object.values(model.algorithms).every((one) => explanationOf(one) === undefined),
            ["attribution"],
            "none of the algorithms tells what each feature adds: that is known of XGBoost whose objective answers the " +
                "sum of its trees, and of Linear Learner as a regressor.",
        ),
    ];
}
