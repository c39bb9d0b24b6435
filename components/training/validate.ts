import type { AlgorithmDefinition, JobResources, Locations } from "../shared/model";
import type { Scope } from "../shared/scope";
import { validateLocations } from "./locations";
import { validateTrainingNames } from "./names";

export interface TrainingShape {
    readonly scope: Scope;
    readonly model: string;
    readonly algorithm: string;
    readonly definition: AlgorithmDefinition;
    readonly locations?: Locations;
    readonly capturePercentage: number;
    readonly endpointWait: { readonly timeoutSeconds: number; readonly pollSeconds: number };
    readonly timeoutSeconds: number;
}

/** Every problem of a training pipeline's arguments, each one a sentence that begins with the path of what is wrong. */
export function validateTraining(shape: TrainingShape): string[] {
    return [
        ...validateTrainingNames(shape.scope, shape.model, shape.algorithm),
        ...validateAlgorithm(shape.algorithm, shape.definition),
        ...validateLocations(shape.locations),
        ...whole("capturePercentage", shape.capturePercentage, 1, 100),
        ...whole("endpointWait.pollSeconds", shape.endpointWait.pollSeconds, 1, 3600),
        ...whole(
            "endpointWait.timeoutSeconds",
            shape.endpointWait.timeoutSeconds,
            shape.endpointWait.pollSeconds,
            86_400,
        ),
        // Jobs of SageMaker end after 5 days at the latest unless a quota says more.
        ...whole("timeoutSeconds", shape.timeoutSeconds, 60, 7 * 86_400),
    ];
}

/** Every problem of one algorithm's definition, with paths below `algorithms.<name>`. */
export function validateAlgorithm(name: string, definition: AlgorithmDefinition): string[] {
    const at = `algorithms.${name}`;
    const { preprocessing, training, endpoint, gate, hyperparameters } = definition;
    return [
        ...(/^[a-z](-?[a-z0-9])*$/.test(name)
            ? []
            : [`${at}: the name becomes part of physical names; use lower case letters, digits and single hyphens.`]),
        ...validateJob(`${at}.preprocessing`, preprocessing),
        ...(preprocessing.instanceCount === 1
            ? []
            : [`${at}.preprocessing.instanceCount: must be 1, since one transform is fitted on all rows.`]),
        ...validateJob(`${at}.training`, training),
        ...validateInstances(`${at}.endpoint`, endpoint),
        ...(gate.metric.trim() === "" || /['"\\]/.test(gate.metric)
            ? [`${at}.gate.metric: "${gate.metric}" is no metric's name; take one from the algorithm's documentation.`]
            : []),
        ...(Number.isFinite(gate.threshold) ? [] : [`${at}.gate.threshold: must be a number.`]),
        ...(gate.margin === undefined || gate.margin >= 0 ? [] : [`${at}.gate.margin: must not be negative.`]),
        ...Object.entries(hyperparameters)
            .filter(([, value]) => String(value) === "" || String(value).length > 2500)
            .map(([key]) => `${at}.hyperparameters.${key}: SageMaker takes 1 to 2500 characters.`),
    ];
}

function validateJob(at: string, job: JobResources): string[] {
    return [
        ...validateInstances(at, job),
        ...whole(`${at}.volumeSize`, job.volumeSize, 1, 16_384),
        ...whole(`${at}.maxRuntime`, job.maxRuntime, 60, 5 * 86_400),
    ];
}

function validateInstances(
    at: string,
    { instanceType, instanceCount }: { instanceType: string; instanceCount: number },
): string[] {
    return [
        ...(/^ml\.[a-z0-9-]+\.[a-z0-9-]+$/.test(instanceType)
            ? []
            : [`${at}.instanceType: "${instanceType}" is no SageMaker instance type; they look like ml.m5.large.`]),
        ...whole(`${at}.instanceCount`, instanceCount, 1, 100),
    ];
}

function whole(at: string, value: number, least: number, most: number): string[] {
    return Number.isInteger(value) && value >= least && value <= most
        ? []
        : [`${at}: ${value} must be a whole number from ${least} to ${most}.`];
}
