import type { AlgorithmDefinition, JobResources, ModelDefinition } from "../../components/model/model";

const job: JobResources = { instanceType: "ml.m5.large", instanceCount: 1, volumeSize: 10, maxRuntime: 3600 };
const endpoint = { instanceType: "ml.m5.large", instanceCount: 1 };

/** Many shallow trees: 900 sales are few for prices that differ by district. */
const xgboost: AlgorithmDefinition = {
    image: { repository: "sagemaker-xgboost", tag: "1.7-1" },
    hyperparameters: {
        objective: "reg:squarederror",
        eval_metric: "rmse",
        num_round: 600,
        early_stopping_rounds: 40,
        max_depth: 3,
        eta: 0.05,
        min_child_weight: 3,
        subsample: 0.7,
        colsample_bytree: 0.7,
        seed: 42,
    },
    preprocessing: job,
    training: job,
    endpoint,
    gate: { metric: "validation:rmse", threshold: 80000, margin: 250 },
};

/** Weight decay, since most of the places of `city` and `zip` have a handful of sales. */
const linearLearner: AlgorithmDefinition = {
    image: { repository: "linear-learner", tag: "1" },
    hyperparameters: {
        predictor_type: "regressor",
        loss: "squared_loss",
        epochs: 40,
        mini_batch_size: 32,
        learning_rate: 0.01,
        wd: 0.01,
        normalize_data: "true",
        normalize_label: "true",
    },
    preprocessing: job,
    training: job,
    batchFormat: "application/jsonlines",
    endpoint,
    gate: { metric: "validation:rmse", threshold: 88000, compare: "mae", margin: 250 },
};

/** XGBoost errs less, so it counts twice; where only one of the two answers, its score stands alone. */
const weights: Readonly<Record<string, number>> = { xgboost: 2, "linear-learner": 1 };

function weightedMean(scores: Readonly<Record<string, number>>): number {
    let sum = 0;
    let total = 0;
    for (const [algorithm, score] of Object.entries(scores)) {
        const weight = weights[algorithm] ?? 1;
        sum += weight * score;
        total += weight;
    }
    return sum / total;
}

/** What a home sells for, in dollars: 932 sales in and around Sacramento (data/README.md). */
export const homes: ModelDefinition = {
    name: "homes",
    identifier: "sale_id",
    target: "price",
    columns: [
        { name: "sale_id", type: "integer", description: "Number of the sale" },
        { name: "price", type: "number", min: 1, description: "What the home was sold for, in dollars" },
        // Free text: a city or a zip code that training never met is simply none of those that it knows.
        { name: "city", type: "string", description: "City, in capitals, e.g. ELK_GROVE" },
        { name: "zip", type: "string", required: false, description: "Zip code with a z before it, e.g. z95838" },
        { name: "beds", type: "integer", min: 0, max: 20, description: "Bedrooms" },
        { name: "baths", type: "number", min: 0, max: 20, description: "Bathrooms; half ones have no bath" },
        { name: "sqft", type: "number", min: 100, description: "Living space, in square feet" },
        {
            name: "type",
            type: "string",
            values: ["Residential", "Condo", "Multi_Family"],
            description: "Kind of home",
        },
        { name: "latitude", type: "number", required: false, min: -90, max: 90, description: "Degrees north" },
        { name: "longitude", type: "number", required: false, min: -180, max: 180, description: "Degrees east" },
    ],
    split: { train: 0.7, validation: 0.15, test: 0.15 },
    maxQuarantinedShare: 0.05,
    algorithms: { xgboost, "linear-learner": linearLearner },
    combine: weightedMean,
};
