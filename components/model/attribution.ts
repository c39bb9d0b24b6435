import type { AlgorithmDefinition, ModelDefinition, PrebuiltImage } from "./model";
import { monitoringOf } from "./monitoring";

/**
 * How it is told what each feature adds to an algorithm's answers: a linear one by its answers to probes, trees by the
 * library itself, in the algorithm's own image (jobs/explain).
 */
export type Explanation = "linear" | "trees";

/** XGBoost's objectives whose answer is the sum of the trees: https://xgboost.readthedocs.io/en/stable/parameter.html */
const sums: readonly unknown[] = [
    ...["reg:squarederror", "reg:linear", "reg:pseudohubererror", "reg:absoluteerror", "reg:squaredlogerror"],
    ...["reg:quantileerror"],
];

/**
 * How an algorithm's answers are explained; undefined where nobody knows: of an image of one's own, of one that runs a
 * script of one's own, and of answers that are no sum, such as a probability.
 */
export function explanationOf({ image, hyperparameters }: AlgorithmDefinition): Explanation | undefined {
    if (!("repository" in image) || "sagemaker_program" in hyperparameters) return undefined;
    const { objective = "reg:squarederror", predictor_type: predictor } = hyperparameters;
    if (image.repository === "sagemaker-xgboost") return sums.includes(objective) ? "trees" : undefined;
    return image.repository === "linear-learner" && predictor === "regressor" ? "linear" : undefined;
}

/**
 * What runs of an algorithm leave for the monitor and for explanations: of a linear one always, since it costs no job; of
 * trees where the monitor compares attributions.
 */
export function attributionBaseline(
    model: Pick<ModelDefinition, "monitoring">,
    definition: AlgorithmDefinition,
): Explanation | undefined {
    if (model.monitoring === false) return undefined;
    const explanation = explanationOf(definition);
    return explanation === "linear" || monitoringOf(model).attribution === true ? explanation : undefined;
}

/**
 * By algorithm, the image in which its trees are asked what each feature adds to their answers.
 * @param explanation tells how an algorithm is explained, where it is
 */
export function imagesOfTrees(
    { algorithms }: Pick<ModelDefinition, "algorithms">,
    explanation: (definition: AlgorithmDefinition) => Explanation | undefined = explanationOf,
): Record<string, PrebuiltImage> {
    return Object.fromEntries(
        Object.entries(algorithms).flatMap(([algorithm, definition]) =>
            explanation(definition) === "trees" && "repository" in definition.image
                ? [[algorithm, definition.image]]
                : [],
        ),
    );
}
