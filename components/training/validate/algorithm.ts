import { namePattern, nameRule } from "../../../contracts/names";
import { validateImage } from "../../blocks/image";
import { validateEndpoint, validateInstances } from "../../deployment/validate/endpoint";
import type { AlgorithmDefinition, Gate, JobResources } from "../../model/model";
import { awsTexts, validateText } from "../../validation/awsText";
import { positive, whole } from "../../validation/numbers";
import { type Problem, problemIf, within } from "../../validation/problem";
import { validateNames } from "../builtInAlgorithms";
import { validateTuning } from "./tuning";

/** Every problem of one algorithm's name and definition. */
export function validateAlgorithm(name: string, definition: AlgorithmDefinition): Problem[] {
    const { image, preprocessing, training, transform, endpoint, gate, hyperparameters } = definition;
    return [
        ...problemIf(!namePattern.test(name), [], `the name becomes part of physical names; use ${nameRule}.`),
        ...within(["image"], validateImage(image)),
        ...within(["preprocessing"], validateJob(preprocessing)),
        ...within(["training"], validateJob(training)),
        ...within(["training", "spot", "maxWait"], validateSpot(definition)),
        ...(transform === undefined ? [] : within(["transform"], validateInstances(transform))),
        ...within(["batchFormat"], validateBatchFormat(definition)),
        ...within(["endpoint"], validateEndpoint(endpoint)),
        ...within(["gate"], validateGate(gate)),
        ...validateNames(definition),
        ...validateTuning(definition),
        ...within(["hyperparameters"], validateHyperparameters(hyperparameters)),
    ];
}

/** SageMaker's limit for one job. */
const mostHyperparameters = 100;

function validateHyperparameters(hyperparameters: AlgorithmDefinition["hyperparameters"]): Problem[] {
    const entries = Object.entries(hyperparameters);
    return [
        ...problemIf(
            entries.length > mostHyperparameters,
            [],
            `${entries.length} are more than the ${mostHyperparameters} that SageMaker takes.`,
        ),
        ...entries.flatMap(([name, value]) => [
            ...validateText([name], name, awsTexts.hyperparameterName),
            ...validateText([name], String(value), awsTexts.hyperparameter),
        ]),
    ];
}

function validateGate({ metric, threshold, margin = 0 }: Gate): Problem[] {
    return [
        ...problemIf(
            metric.trim() === "" || /['"\\]/.test(metric),
            ["metric"],
            `"${metric}" is no metric's name; take one from the algorithm's documentation.`,
        ),
        ...(metric === "" ? [] : validateText(["metric"], metric, awsTexts.metricName)),
        ...problemIf(!Number.isFinite(threshold), ["threshold"], "must be a number."),
        ...problemIf(!(margin >= 0), ["margin"], "must not be negative."),
    ];
}

function validateJob(job: JobResources): Problem[] {
    return [
        ...validateInstances(job),
        ...whole(["volumeSize"], job.volumeSize, 1, 16_384),
        ...whole(["maxRuntime"], job.maxRuntime, 60, 5 * 86_400),
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
function validateSpot({ image, training: { spot, maxRuntime } }: AlgorithmDefinition): Problem[] {
    if (spot === undefined) return [];
    const { maxWait } = spot;
    const { repositories, wait } = withoutCheckpoints;
    const least = `${maxWait} must be maxRuntime (${maxRuntime}) at least, as it counts from the job's creation.`;
    const most = (repository: string) =>
        `${maxWait} must be ${wait} at most, since ${repository} leaves no checkpoints.`;
    return [
        ...(maxWait < maxRuntime ? [{ path: [], message: least }] : positive([], maxWait)),
        ...("repository" in image && repositories.includes(image.repository)
            ? problemIf(maxWait > wait, [], most(image.repository))
            : []),
    ];
}

/** What SageMaker's own containers read and answer in batch transform; a join needs the same type on both sides. */
const batchFormats: Readonly<Record<string, string>> = {
    "sagemaker-xgboost": "text/csv",
    "linear-learner": "application/jsonlines",
};

function validateBatchFormat({ image, batchFormat = "text/csv" }: AlgorithmDefinition): Problem[] {
    const only = "repository" in image ? batchFormats[image.repository] : undefined;
    return problemIf(
        only !== undefined && only !== batchFormat,
        [],
        `"${batchFormat}" must be "${only}", the one type that this image both reads and answers in.`,
    );
}
