import type { ModelDefinition } from "drivetrain/components";

const job = { instanceType: "ml.m5.large", instanceCount: 1, volumeSize: 10, maxRuntime: 3600 };

/** What a flat is let for, in euros a month. */
export const rents: ModelDefinition = {
    name: "rents",
    identifier: "flat_id",
    target: "rent",
    columns: [
        { name: "flat_id", type: "string", description: "Names a flat" },
        { name: "rent", type: "number", min: 0, description: "Euros a month, without heating" },
        { name: "area", type: "number", min: 5, description: "Living area, in square metres" },
        { name: "floor", type: "integer", required: false, description: "0 is the ground floor" },
        { name: "district", type: "string", description: "Any text; one that training never met is none of the known" },
        { name: "balcony", type: "integer", min: 0, max: 1, description: "Has a balcony: 0 or 1" },
    ],
    split: { train: 0.7, validation: 0.15, test: 0.15 },
    maxQuarantinedShare: 0.05,
    algorithms: {
        xgboost: {
            image: { repository: "sagemaker-xgboost", tag: "1.7-1" },
            hyperparameters: {
                objective: "reg:squarederror",
                eval_metric: "rmse",
                num_round: 200,
                max_depth: 4,
                seed: 1,
            },
            preprocessing: job,
            training: job,
            endpoint: { instanceType: "ml.m5.large", instanceCount: 1 },
            gate: { metric: "validation:rmse", threshold: 150 },
        },
    },
    // A function of the model's own travels into the Lambda, with the constants that it uses.
    combine: (scores) => Math.max(0, ...Object.values(scores)),
};
