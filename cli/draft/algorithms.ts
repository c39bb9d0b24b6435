import type { AlgorithmDefinition } from "../../components/model/model";

/** Fewer rows leave a side of the split empty, or a batch of training. */
export const fewRows = 100;

/**
 * From here on trees are grown on histograms: XGBoost's own choice below four million rows is the exact method, which is
 * a little better on few rows, takes as long on 1,000 to 2,000, and then ever longer: 38 s for 13,581 rows of 190
 * columns, where histograms take 2 (`npm run bench:training`).
 */
const manyRows = 2000;

/** So many rows tell of more than four columns together. */
const rowsOfDeepTrees = 20_000;

/** The algorithms of every draft. @param threshold the greatest error that may serve */
export function algorithmsFor(threshold: number, rows: number): Record<string, AlgorithmDefinition> {
    const job = { instanceType: "ml.m5.large", instanceCount: 1, volumeSize: 10, maxRuntime: 3600 };
    const resources = {
        preprocessing: job,
        training: job,
        endpoint: { instanceType: "ml.m5.large", instanceCount: 1 },
    };
    const gate = { metric: "validation:rmse", threshold };
    return {
        xgboost: {
            image: { repository: "sagemaker-xgboost", tag: "1.7-1" },
            hyperparameters: {
                objective: "reg:squarederror",
                eval_metric: "rmse",
                // More bins than by default: two values that share one are the same to a tree, which costs most where a
                // column tells the target exactly.
                ...(rows >= manyRows && { tree_method: "hist", max_bin: 1024 }),
                // Small steps of shallow trees, as many as help on the validation rows: on thirty public files and ten
                // made ones (`npm run bench:draft`) better than fewer and deeper ones wherever rows are not many.
                num_round: 1500,
                early_stopping_rounds: 50,
                max_depth: rows >= rowsOfDeepTrees ? 6 : 4,
                eta: 0.05,
                subsample: 0.8,
                colsample_bytree: 0.9,
                seed: 42,
            },
            ...resources,
            gate,
        },
        "linear-learner": {
            image: { repository: "linear-learner", tag: "1" },
            hyperparameters: {
                predictor_type: "regressor",
                loss: "squared_loss",
                epochs: 30,
                // No more than the training rows of a small file.
                mini_batch_size: rows < fewRows ? 4 : rows < 10_000 ? 32 : 256,
                normalize_data: "true",
                normalize_label: "true",
            },
            ...resources,
            batchFormat: "application/jsonlines",
            gate,
        },
    };
}
