import type { AlgorithmDefinition, TuningRange } from "../../model/model";
import { awsTexts, validateText } from "../../validation/awsText";
import { whole } from "../../validation/numbers";
import { type Problem, problemIf, within } from "../../validation/problem";

/** SageMaker's limits: https://docs.aws.amazon.com/sagemaker/latest/dg/automatic-model-tuning-limits.html */
const limits = { ranges: 30, values: 30, jobs: 750, parallelJobs: 100 };

/** Every problem of an algorithm's search for hyperparameters, with paths in the algorithm's definition. */
export function validateTuning({ tuning, gate, image }: AlgorithmDefinition): Problem[] {
    if (tuning === undefined) return [];
    const { ranges, maxJobs, maxParallelJobs, seed = 0 } = tuning;
    const count = Object.keys(ranges).length;
    return [
        ...within(
            ["tuning"],
            [
                ...problemIf(
                    count < 1 || count > limits.ranges,
                    ["ranges"],
                    `${count} hyperparameters, and SageMaker searches 1 to ${limits.ranges}.`,
                ),
                ...Object.entries(ranges).flatMap(([name, range]) =>
                    within(
                        ["ranges", name],
                        [...validateText([], name, awsTexts.hyperparameterName), ...validateRange(range)],
                    ),
                ),
                ...whole(["maxJobs"], maxJobs, 1, limits.jobs),
                ...whole(["maxParallelJobs"], maxParallelJobs, 1, limits.parallelJobs),
                ...problemIf(
                    maxParallelJobs > maxJobs,
                    ["maxParallelJobs"],
                    `${maxParallelJobs} must not be more than maxJobs (${maxJobs}).`,
                ),
                ...whole(["seed"], seed, 0, 2 ** 31 - 1),
            ],
        ),
        // Of its own algorithms SageMaker searches by metrics of the validation data alone.
        ...problemIf(
            !("build" in image) && !gate.metric.startsWith("validation:"),
            ["gate", "metric"],
            `"${gate.metric}" is nothing that tuning can search by; take a metric of the validation data, e.g. ` +
                `validation:rmse.`,
        ),
    ];
}

function validateRange(range: TuningRange): Problem[] {
    if (range.type === "categorical") {
        const { values } = range;
        const different = new Set(values).size === values.length;
        return [
            ...problemIf(
                values.length < 1 || values.length > limits.values || !different,
                ["values"],
                `must be 1 to ${limits.values} different texts.`,
            ),
            ...values.flatMap((value, index) => validateText(["values", index], value, awsTexts.tunedValue)),
        ];
    }
    const { min, max, type, scale = "Auto" } = range;
    return [
        ...problemIf(!(min < max), [], `min (${min}) must be less than max (${max}).`),
        ...problemIf(
            type === "integer" && !(Number.isInteger(min) && Number.isInteger(max)),
            [],
            "min and max of an integer must be whole numbers.",
        ),
        ...problemIf(
            scale === "Logarithmic" && min <= 0,
            ["scale"],
            `Logarithmic needs a min above 0, which is ${min}.`,
        ),
        ...problemIf(
            scale === "ReverseLogarithmic" && (type === "integer" || min < 0 || max >= 1),
            ["scale"],
            "ReverseLogarithmic is for continuous values from 0 to less than 1.",
        ),
    ];
}
