import type { AlgorithmDefinition, TuningRange } from "../../model/model";
import { whole } from "../../model/numbers";

/** SageMaker's limits: https://docs.aws.amazon.com/sagemaker/latest/dg/automatic-model-tuning-limits.html */
const limits = { ranges: 30, values: 30, jobs: 750, parallelJobs: 100 };

/** Every problem of an algorithm's search for hyperparameters, with paths below `at`, the algorithm's own. */
export function validateTuning(at: string, { tuning, gate, image }: AlgorithmDefinition): string[] {
    if (tuning === undefined) return [];
    const { ranges, maxJobs, maxParallelJobs, seed = 0 } = tuning;
    const count = Object.keys(ranges).length;
    return [
        ...(count >= 1 && count <= limits.ranges
            ? []
            : [`${at}.tuning.ranges: ${count} hyperparameters, and SageMaker searches 1 to ${limits.ranges}.`]),
        ...Object.entries(ranges).flatMap(([name, range]) => validateRange(`${at}.tuning.ranges.${name}`, range)),
        ...whole(`${at}.tuning.maxJobs`, maxJobs, 1, limits.jobs),
        ...whole(`${at}.tuning.maxParallelJobs`, maxParallelJobs, 1, limits.parallelJobs),
        ...(maxParallelJobs > maxJobs
            ? [`${at}.tuning.maxParallelJobs: ${maxParallelJobs} must not be more than maxJobs (${maxJobs}).`]
            : []),
        ...whole(`${at}.tuning.seed`, seed, 0, 2 ** 31 - 1),
        // Of its own algorithms SageMaker searches by metrics of the validation data alone.
        ...("build" in image || gate.metric.startsWith("validation:")
            ? []
            : [
                  `${at}.gate.metric: "${gate.metric}" is nothing that tuning can search by; take a metric of the ` +
                      `validation data, e.g. validation:rmse.`,
              ]),
    ];
}

function validateRange(at: string, range: TuningRange): string[] {
    if (range.type === "categorical") {
        const { values } = range;
        return values.length >= 1 && values.length <= limits.values && new Set(values).size === values.length
            ? []
            : [`${at}.values: must be 1 to ${limits.values} different texts.`];
    }
    const { min, max, type, scale = "Auto" } = range;
    const entire = type !== "integer" || (Number.isInteger(min) && Number.isInteger(max));
    return [
        ...(min < max ? [] : [`${at}: min (${min}) must be less than max (${max}).`]),
        ...(entire ? [] : [`${at}: min and max of an integer must be whole numbers.`]),
        ...(scale === "Logarithmic" && min <= 0
            ? [`${at}.scale: Logarithmic needs a min above 0, which is ${min}.`]
            : []),
        ...(scale === "ReverseLogarithmic" && (type === "integer" || min < 0 || max >= 1)
            ? [`${at}.scale: ReverseLogarithmic is for continuous values from 0 to less than 1.`]
            : []),
    ];
}
