import type { AlgorithmDefinition } from "../model/model";
import { type Problem, problemIf, within } from "../validation/problem";

/** What is known of one of SageMaker's own algorithms by its names alone. */
interface BuiltInAlgorithm {
    /** Those that it trains with, whatever the image's tag: each of them is known to one version at least. */
    readonly hyperparameters: readonly string[];
    /** Those without which it does not train. */
    readonly required: readonly string[];
    /** Errors that it measures on the data of each channel; what is better the higher it is makes no gate. */
    readonly errors: readonly string[];
    /** Those of them that it measures as it is defined, where that is certain. */
    readonly measures?: (definition: AlgorithmDefinition) => readonly string[] | undefined;
    readonly docs: string;
}

/**
 * By the repository of the image; of all others the names are not known.
 *
 * XGBoost's are those of its container, in all of its versions (aws/sagemaker-xgboost-container,
 * `algorithm_mode/hyperparameter_validation.py` and `constants/xgb_constants.py`), which refuses any other; Linear
 * Learner's those of its documentation, and of metric definitions that SageMaker shows in a job's description.
 */
const algorithms: Readonly<Record<string, BuiltInAlgorithm>> = {
    "sagemaker-xgboost": {
        hyperparameters: [
            ...["aft_loss_distribution", "aft_loss_distribution_scale", "alpha", "base_score", "booster"],
            ...["colsample_bylevel", "colsample_bynode", "colsample_bytree", "csv_weights"],
            ...["deterministic_histogram", "device", "dsplit", "early_stopping_rounds", "eta", "eval_metric", "gamma"],
            ...["grow_policy", "interaction_constraints", "lambda", "lambda_bias", "learning_rate", "max_bin"],
            ...["max_delta_step", "max_depth", "max_leaves", "min_child_weight", "min_split_loss"],
            ...["monotone_constraints", "normalize_type", "nthread", "num_class", "num_parallel_tree", "num_round"],
            ...["objective", "one_drop", "predictor", "prob_buffer_row", "process_type", "rate_drop", "refresh_leaf"],
            ...["reg_alpha", "reg_lambda", "sample_type", "sampling_method", "save_model_on_termination"],
            ...["scale_pos_weight", "seed", "silent", "single_precision_histogram", "sketch_eps", "skip_drop"],
            ...["subsample", "tree_method", "tweedie_variance_power", "updater", "use_dask_gpu_training", "verbosity"],
        ],
        required: ["num_round"],
        errors: [
            ...["rmse", "mae", "mape", "mse", "rmsle", "mphe", "error", "logloss", "merror", "mlogloss"],
            ...["aft-nloglik", "cox-nloglik", "gamma-deviance", "gamma-nloglik", "interval-regression-accuracy"],
            ...["poisson-nloglik", "tweedie-nloglik"],
        ],
        // It has a default for each objective, and a search adds its own.
        measures: ({ hyperparameters: { eval_metric: evaluated, objective = "reg:squarederror" }, tuning }) => {
            if (tuning !== undefined) return undefined;
            if (evaluated !== undefined) return String(evaluated).split(",");
            return objective === "reg:squarederror" ? ["rmse"] : undefined;
        },
        docs: "https://docs.aws.amazon.com/sagemaker/latest/dg/xgboost_hyperparameters.html",
    },
    "linear-learner": {
        hyperparameters: [
            ...["accuracy_top_k", "balance_multiclass_weights", "beta_1", "beta_2", "bias_lr_mult", "bias_wd_mult"],
            ...["binary_classifier_model_selection_criteria", "early_stopping_patience", "early_stopping_tolerance"],
            ...["epochs", "f_beta", "feature_dim", "force_dense", "huber_delta", "init_bias", "init_method"],
            ...["init_scale", "init_sigma", "l1", "learning_rate", "loss", "loss_insensitivity"],
            ...["lr_scheduler_factor", "lr_scheduler_minimum_lr", "lr_scheduler_step", "margin", "mini_batch_size"],
            ...["momentum", "normalize_data", "normalize_label", "num_calibration_samples", "num_classes"],
            ...["num_models", "num_point_for_scaler", "optimizer", "positive_example_weight_mult", "predictor_type"],
            ...["quantile", "target_precision", "target_recall", "unbias_data", "unbias_label", "use_bias"],
            ...["use_lr_scheduler", "wd"],
        ],
        required: ["predictor_type"],
        errors: ["rmse", "mse", "absolute_loss", "objective_loss", "objective_loss:final"],
        docs: "https://docs.aws.amazon.com/sagemaker/latest/dg/ll_hyperparameters.html",
    },
};

/**
 * Every name of an algorithm's definition that its image does not know: a training job would fail of it after
 * pre-processing, or end without the gate's metric. Nothing where the image is another one, or runs a script of one's own.
 */
export function validateNames(definition: AlgorithmDefinition): Problem[] {
    const { image, hyperparameters, tuning } = definition;
    const known = "repository" in image ? algorithms[image.repository] : undefined;
    if (known === undefined || "sagemaker_program" in hyperparameters) return [];
    const ranges = tuning?.ranges ?? {};
    return [
        ...within(["gate", "metric"], validateMetric(definition, known)),
        ...known.required.flatMap((name) =>
            problemIf(
                !(name in hyperparameters) && !(name in ranges),
                ["hyperparameters", name],
                "is missing, and this image does not train without it.",
            ),
        ),
        ...within(["hyperparameters"], unknown(hyperparameters, known)),
        ...within(["tuning", "ranges"], unknown(ranges, known)),
    ];
}

/** Names with an underscore before them are the service's own, of which no list is published. */
function unknown(names: object, { hyperparameters, docs }: BuiltInAlgorithm): Problem[] {
    return Object.keys(names).flatMap((name) =>
        problemIf(
            !name.startsWith("_") && !hyperparameters.includes(name),
            [name],
            `is no hyperparameter of this image; see ${docs}.`,
        ),
    );
}

function validateMetric(definition: AlgorithmDefinition, { errors, measures }: BuiltInAlgorithm): Problem[] {
    const { metric } = definition.gate;
    const [channel = "", ...rest] = metric.split(":");
    const error = rest.join(":");
    if (!["train", "validation"].includes(channel) || !errors.includes(error)) {
        const message = `"${metric}" is no error that this image measures; take e.g. ${examples(errors)}.`;
        return [{ path: [], message }];
    }
    const measured = measures?.(definition);
    return problemIf(
        measured !== undefined && !measured.includes(error),
        [],
        `XGBoost measures "${metric}" only where hyperparameters.eval_metric names ${error}.`,
    );
}

function examples(errors: readonly string[]): string {
    const [first, ...others] = errors.slice(0, 3).map((error) => `validation:${error}`);
    return `${others.join(", ")} or ${first}`;
}
