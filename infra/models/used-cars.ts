import type { AlgorithmDefinition, JobResources, ModelDefinition } from "../../components/model/model";

const job: JobResources = { instanceType: "ml.m5.large", instanceCount: 1, volumeSize: 10, maxRuntime: 3600 };
const endpoint = { instanceType: "ml.m5.large", instanceCount: 1 };

/** https://docs.aws.amazon.com/sagemaker/latest/dg/xgboost_hyperparameters.html */
const xgboost: AlgorithmDefinition = {
    image: { repository: "sagemaker-xgboost", tag: "1.7-1" },
    hyperparameters: {
        objective: "reg:squarederror",
        eval_metric: "rmse",
        num_round: 200,
        early_stopping_rounds: 20,
        max_depth: 5,
        eta: 0.1,
        subsample: 0.8,
        colsample_bytree: 0.8,
        seed: 42,
    },
    preprocessing: job,
    training: job,
    endpoint,
    gate: { metric: "validation:rmse", threshold: 3000 },
};

/** https://docs.aws.amazon.com/sagemaker/latest/dg/ll_hyperparameters.html */
const linearLearner: AlgorithmDefinition = {
    image: { repository: "linear-learner", tag: "1" },
    hyperparameters: {
        predictor_type: "regressor",
        loss: "squared_loss",
        epochs: 60,
        mini_batch_size: 32,
        normalize_data: "true",
        normalize_label: "true",
    },
    preprocessing: job,
    training: job,
    batchFormat: "application/jsonlines",
    endpoint,
    gate: { metric: "validation:rmse", threshold: 3600 },
};

/** What a used car sells for, in dollars: 804 sales of 2005 (data/README.md). */
export const usedCars: ModelDefinition = {
    name: "used-cars",
    identifier: "listing_id",
    target: "price",
    columns: [
        { name: "listing_id", type: "integer", description: "Number of the listing" },
        { name: "price", type: "number", min: 0, description: "Resale price, in dollars" },
        { name: "mileage", type: "number", min: 0, description: "Distance driven, in miles" },
        // Any make: one that training never saw goes to the model as unknown, and the monitor tells of it.
        { name: "make", type: "string", description: "Who made it" },
        {
            name: "body",
            type: "string",
            values: ["convertible", "coupe", "hatchback", "sedan", "wagon"],
            description: "Shape of the body",
        },
        { name: "cylinders", type: "integer", min: 1, max: 16, description: "Cylinders of the engine" },
        { name: "doors", type: "integer", min: 1, max: 6, description: "Doors" },
        { name: "cruise_control", type: "integer", min: 0, max: 1, description: "Has cruise control: 0 or 1" },
        { name: "upgraded_sound", type: "integer", min: 0, max: 1, description: "Has the better sound system: 0 or 1" },
        { name: "leather", type: "integer", min: 0, max: 1, description: "Has leather seats: 0 or 1" },
    ],
    split: { train: 0.7, validation: 0.15, test: 0.15 },
    maxQuarantinedShare: 0.05,
    algorithms: { xgboost, "linear-learner": linearLearner },
    combine: "max",
};
