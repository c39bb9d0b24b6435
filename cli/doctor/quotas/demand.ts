import { transformResourcesOf } from "../../../components/asl/requests";
import { attributionBaseline, explanationOf } from "../../../components/model/attribution";
import type { AlgorithmDefinition, ModelDefinition } from "../../../components/model/model";

/** How much of a quota is wanted, and what for. */
export interface Demand {
    /** The code by which Service Quotas knows the service. */
    readonly service: "sagemaker" | "vpc";
    /** The quota's name, as Service Quotas has it. */
    readonly quota: string;
    readonly wanted: number;
    /** What makes it so many. */
    readonly why: string;
    /** For what, where it is for several: `used-cars xgboost 2`. */
    readonly parts?: readonly string[];
}

/** What of SageMaker's machines models need at once: all that may run side by side does. */
export function machineDemands(models: readonly ModelDefinition[]): Demand[] {
    return summed(
        models.flatMap((model) => Object.entries(model.algorithms).flatMap(([name, one]) => of(model, name, one))),
    );
}

function of(model: ModelDefinition, name: string, definition: AlgorithmDefinition): Demand[] {
    const { endpoint, training, preprocessing, tuning } = definition;
    const transform = transformResourcesOf(definition);
    const fleet = 2 * (endpoint.scaling?.maxInstances ?? endpoint.instanceCount);
    const isFirst = Object.keys(model.algorithms)[0] === name;
    const demand = (quota: string, wanted: number, why: string): Demand => ({
        ...{ service: "sagemaker", quota, wanted, why },
        parts: [`${model.name} ${name} ${wanted}`],
    });
    return [
        demand(
            `${endpoint.instanceType} for endpoint usage`,
            fleet,
            endpoint.scaling
                ? "maxInstances, twice: an update brings up a second fleet"
                : "instanceCount, twice: an update brings up a second fleet",
        ),
        demand("Number of instances across active endpoints", fleet, "of whatever type"),
        demand(
            `${training.instanceType} for ${training.spot ? "spot training job usage" : "training job usage"}`,
            training.instanceCount * (tuning?.maxParallelJobs ?? 1),
            tuning ? "instanceCount for each training job of the tuning at once" : "instanceCount of the training job",
        ),
        demand(
            `${preprocessing.instanceType} for processing job usage`,
            processing(model, definition, isFirst),
            "pre-processing or the baselines, whichever is more, and a file that is scored",
        ),
        // A file that is scored is asked of the champion while a run compares the challenger with it.
        demand(
            `${transform.instanceType} for transform job usage`,
            3 * transform.instanceCount,
            "challenger, champion and a file that is scored",
        ),
    ];
}

/** Baselines are two jobs at once, three with attributions; a file's rows are prepared once, and explained by each. */
function processing(model: ModelDefinition, definition: AlgorithmDefinition, isFirst: boolean): number {
    const baselines = model.monitoring === false ? 0 : attributionBaseline(model, definition) === "trees" ? 3 : 2;
    const scored = explanationOf(definition) === "trees" || isFirst ? 1 : 0;
    return Math.max(definition.preprocessing.instanceCount, baselines) + scored;
}

/** One demand for each quota. */
function summed(demands: readonly Demand[]): Demand[] {
    const quotas = [...new Set(demands.map(({ quota }) => quota))];
    return quotas.map((quota) => {
        const own = demands.filter((demand) => demand.quota === quota);
        return {
            ...own[0]!,
            wanted: own.reduce((sum, { wanted }) => sum + wanted, 0),
            why: [...new Set(own.map(({ why }) => why))].join("; "),
            parts: own.flatMap(({ parts = [] }) => parts),
        };
    });
}

/** `4 wanted: used-cars xgboost 2, used-cars linear-learner 2 (instanceCount, twice: ...)`. */
export function demandText({ wanted, why, parts = [] }: Demand): string {
    return `${wanted} wanted${parts.length === 0 ? "" : `: ${parts.join(", ")}`} (${why})`;
}
