import { namePattern } from "../../../contracts/names";
import type { Scope } from "../../access/scope";
import { validateImage } from "../../blocks/image";
import type { RunSettings } from "../../deployment/runSettings";
import { validateEndpoint, validateInstances } from "../../deployment/validate/endpoint";
import { validateRunSettings } from "../../deployment/validate/runSettings";
import { validateLocations } from "../../model/locations";
import type { AlgorithmDefinition, Gate, JobResources, Locations } from "../../model/model";
import { positive, whole } from "../../model/numbers";
import { validateNames } from "../builtInAlgorithms";
import { validateTrainingNames } from "../names";
import { validateTuning } from "./tuning";

export interface TrainingShape extends Required<RunSettings> {
    readonly scope: Scope;
    readonly model: string;
    readonly algorithm: string;
    readonly definition: AlgorithmDefinition;
    readonly locations?: Locations;
}

/** Every problem of a training pipeline's arguments, each one a sentence that begins with the path of what is wrong. */
export function validateTraining(shape: TrainingShape): string[] {
    return [
        ...validateTrainingNames(shape.scope, shape.model, shape.algorithm),
        ...validateAlgorithm(shape.algorithm, shape.definition),
        ...validateTimes(shape),
        ...validateLocations(shape.locations),
        ...validateRunSettings(shape),
    ];
}

/** A job that may outlast the run is never heard of: the run times out first, and tells of no job. */
function validateTimes({ algorithm, definition, timeoutSeconds }: TrainingShape): string[] {
    const { preprocessing, training } = definition;
    const limits = {
        "preprocessing.maxRuntime": preprocessing.maxRuntime,
        ...(training.spot
            ? { "training.spot.maxWait": training.spot.maxWait }
            : { "training.maxRuntime": training.maxRuntime }),
    };
    return Object.entries<number>(limits)
        .filter(([, limit]) => limit >= timeoutSeconds)
        .map(
            ([path, limit]) =>
                `algorithms.${algorithm}.${path}: ${limit} must be less than timeoutSeconds (${timeoutSeconds}), the ` +
                `longest run, or a run times out before its job does and cannot tell of it.`,
        );
}

/** Every problem of one algorithm's definition, with paths below `algorithms.<name>`. */
export function validateAlgorithm(name: string, definition: AlgorithmDefinition): string[] {
    const at = `algorithms.${name}`;
    const { image, preprocessing, training, transform, endpoint, gate, hyperparameters } = definition;
    return [
        ...(namePattern.test(name)
            ? []
            : [`${at}: the name becomes part of physical names; use lower case letters, digits and single hyphens.`]),
        ...validateImage(`${at}.image`, image),
        ...validateJob(`${at}.preprocessing`, preprocessing),
        ...(preprocessing.instanceCount === 1
            ? []
            : [`${at}.preprocessing.instanceCount: must be 1, since one transform is fitted on all rows.`]),
        ...validateJob(`${at}.training`, training),
        ...validateSpot(`${at}.training.spot.maxWait`, definition),
        ...(transform === undefined ? [] : validateInstances(`${at}.transform`, transform)),
        ...validateBatchFormat(`${at}.batchFormat`, definition),
        ...validateEndpoint(`${at}.endpoint`, endpoint),
        ...validateGate(`${at}.gate`, gate),
        ...validateNames(at, definition),
        ...validateTuning(at, definition),
        ...Object.entries(hyperparameters)
            .filter(([, value]) => String(value) === "" || String(value).length > 2500)
            .map(([key]) => `${at}.hyperparameters.${key}: SageMaker takes 1 to 2500 characters.`),
    ];
}

function validateGate(at: string, gate: Gate): string[] {
    return [
        ...(gate.metric.trim() === "" || /['"\\]/.test(gate.metric)
            ? [`${at}.metric: "${gate.metric}" is no metric's name; take one from the algorithm's documentation.`]
            : []),
        ...(Number.isFinite(gate.threshold) ? [] : [`${at}.threshold: must be a number.`]),
        ...(gate.margin === undefined || gate.margin >= 0 ? [] : [`${at}.margin: must not be negative.`]),
    ];
}

function validateJob(at: string, job: JobResources): string[] {
    return [
        ...validateInstances(at, job),
        ...whole(`${at}.volumeSize`, job.volumeSize, 1, 16_384),
        ...whole(`${at}.maxRuntime`, job.maxRuntime, 60, 5 * 86_400),
    ];
}

/**
 * Algorithms of SageMaker's own that leave no checkpoints, and how long they may wait for spare machines, in seconds.
 */
const withoutCheckpoints = {
    repositories: ["linear-learner", "factorization-machines", "knn", "kmeans", "pca"],
    wait: 3600,
};

/** https://docs.aws.amazon.com/sagemaker/latest/dg/model-managed-spot-training.html */
function validateSpot(at: string, { image, training: { spot, maxRuntime } }: AlgorithmDefinition): string[] {
    if (spot === undefined) return [];
    const { repositories, wait } = withoutCheckpoints;
    return [
        ...(spot.maxWait < maxRuntime
            ? [
                  `${at}: ${spot.maxWait} must be maxRuntime (${maxRuntime}) at least, as it counts from the job's creation.`,
              ]
            : positive(at, spot.maxWait)),
        ...("repository" in image && repositories.includes(image.repository) && spot.maxWait > wait
            ? [`${at}: ${spot.maxWait} must be ${wait} at most, since ${image.repository} leaves no checkpoints.`]
            : []),
    ];
}

/** What SageMaker's own containers read and answer in batch transform; a join needs the same type on both sides. */
const batchFormats: Readonly<Record<string, string>> = {
    "sagemaker-xgboost": "text/csv",
    "linear-learner": "application/jsonlines",
};

function validateBatchFormat(at: string, { image, batchFormat = "text/csv" }: AlgorithmDefinition): string[] {
    const only = "repository" in image ? batchFormats[image.repository] : undefined;
    return only === undefined || only === batchFormat
        ? []
        : [`${at}: "${batchFormat}" must be "${only}", the one type that this image both reads and answers in.`];
}
