/** What a tuning job may vary of an algorithm, and what it may aim at. */
export interface Tunable {
    /** The kind of range of each tunable hyperparameter. */
    readonly hyperparameters: Readonly<Record<string, "Integer" | "Continuous" | "Categorical">>;
    /** The direction of each objective metric. */
    readonly metrics: Readonly<Record<string, "Minimize" | "Maximize">>;
}

const integer = "Integer" as const;
const continuous = "Continuous" as const;

/**
 * SageMaker's own algorithms, by their image's repository. Of XGBoost's metrics those that the library computes itself,
 * of Linear Learner's those of a regressor.
 *
 * https://docs.aws.amazon.com/sagemaker/latest/dg/xgboost-tuning.html (and the container's own table,
 * aws/sagemaker-xgboost-container, branch 1.7-1),
 * https://docs.aws.amazon.com/sagemaker/latest/dg/linear-learner-tuning.html
 */
const algorithms: Readonly<Record<string, Tunable>> = {
    "sagemaker-xgboost": {
        hyperparameters: {
            alpha: continuous,
            colsample_bylevel: continuous,
            colsample_bynode: continuous,
            colsample_bytree: continuous,
            eta: continuous,
            gamma: continuous,
            lambda: continuous,
            max_delta_step: integer,
            max_depth: integer,
            min_child_weight: continuous,
            num_round: integer,
            subsample: continuous,
        },
        metrics: {
            ...validation("Maximize", ["auc", "aucpr", "map", "ndcg"]),
            ...validation("Minimize", ["aft-nloglik", "cox-nloglik", "error", "gamma-deviance", "gamma-nloglik"]),
            ...validation("Minimize", ["logloss", "mae", "mape", "merror", "mlogloss", "mphe", "poisson-nloglik"]),
            ...validation("Minimize", ["rmse", "rmsle", "tweedie-nloglik"]),
        },
    },
    "linear-learner": {
        hyperparameters: {
            l1: continuous,
            learning_rate: continuous,
            mini_batch_size: integer,
            positive_example_weight_mult: continuous,
            use_bias: "Categorical",
            wd: continuous,
        },
        metrics: {
            ...validation("Minimize", ["absolute_loss", "mse", "objective_loss", "rmse"]),
            "test:absolute_loss": "Minimize",
            "test:mse": "Minimize",
            "test:objective_loss": "Minimize",
        },
    },
};

function validation(direction: "Minimize" | "Maximize", names: readonly string[]) {
    return Object.fromEntries(names.map((name) => [`validation:${name}`, direction]));
}

/** @param image an image of one of SageMaker's own algorithms */
export function findTunable(image: string): Tunable | undefined {
    return algorithms[image.split("/").at(-1)!.split(/[:@]/)[0]!];
}
