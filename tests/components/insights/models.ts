import type { AlgorithmDefinition, JobResources, ModelDefinition } from "../../../components/model/model";

const job: JobResources = { instanceType: "ml.m5.large", instanceCount: 1, volumeSize: 10, maxRuntime: 3600 };
const algorithm: AlgorithmDefinition = {
    image: { repository: "sagemaker-xgboost", tag: "1.7-1" },
    hyperparameters: {},
    preprocessing: job,
    training: job,
    endpoint: { instanceType: "ml.m5.large", instanceCount: 1 },
    gate: { metric: "validation:rmse", threshold: 1 },
};

/** A model with columns of every type, and names that Athena does not take. */
export const cars: ModelDefinition = {
    name: "cars",
    identifier: "Listing ID",
    target: "price",
    columns: [
        { name: "Listing ID", type: "integer" },
        { name: "price", type: "number" },
        { name: "Mileage (km)", type: "number", description: "Distance\n driven" },
        { name: "mileage_km", type: "integer" },
        { name: "make", type: "string" },
        { name: "source", type: "string", ignored: true },
        { name: "sold", type: "boolean" },
        { name: "2nd owner's", type: "date" },
        { name: "Пробег", type: "integer" },
    ],
    split: { train: 0.7, validation: 0.15, test: 0.15 },
    maxQuarantinedShare: 0,
    algorithms: { xgboost: algorithm, "linear-learner": algorithm },
    combine: "max",
};
