"""The hyperparameters of SageMaker's built-in XGBoost 1.7-1.

Names, types and ranges are those of aws/sagemaker-xgboost-container, branch ``1.7-1``,
``algorithm_mode/hyperparameter_validation.py`` and ``constants/xgb_constants.py``.
"""

import ast

from contract import UserError
from hyperparameters import Hyperparameter, choice, choices, integer, number, validate

#: Metrics that the library computes itself; the container adds some of its own, which are refused here.
METRICS = (
    *("auc", "aucpr", "map", "ndcg"),
    *("aft-nloglik", "cox-nloglik", "error", "gamma-deviance", "gamma-nloglik", "interval-regression-accuracy"),
    *("logloss", "mae", "mape", "merror", "mlogloss", "mphe", "poisson-nloglik", "rmse", "rmsle", "tweedie-nloglik"),
)

#: Metrics that the container computes with scikit-learn.
CONTAINER_METRICS = (
    *("accuracy", "balanced_accuracy", "f1", "f1_binary", "f1_macro", "mse", "precision", "precision_macro"),
    *("precision_micro", "r2", "recall", "recall_macro", "recall_micro"),
)

MAXIMIZED = ("auc", "aucpr", "map", "ndcg")

OBJECTIVES = (
    *("binary:logistic", "binary:logitraw", "binary:hinge", "count:poisson", "multi:softmax", "multi:softprob"),
    *("rank:pairwise", "rank:ndcg", "rank:map", "reg:linear", "reg:squarederror", "reg:logistic", "reg:gamma"),
    *("reg:pseudohubererror", "reg:squaredlogerror", "reg:absoluteerror", "reg:tweedie", "survival:aft"),
    "survival:cox",
)


class _MetricNames:
    def __contains__(self, metric):
        name, at, threshold = metric.partition("@")
        if not at:
            return name in METRICS or name in CONTAINER_METRICS
        if name not in ("error", "ndcg", "map"):
            raise UserError(
                f"Metric '{metric}' is not supported. Parameter 'eval_metric' with customized threshold should "
                "be one of these options: 'error', 'ndcg', 'map'."
            )
        try:
            float(threshold)
        except ValueError as error:
            raise UserError(f"Threshold value 't' in '{name}@t' expects float input.") from error
        return True

    def __str__(self):
        return str([*METRICS, *CONTAINER_METRICS])


def _literal(text):
    try:
        return ast.literal_eval(text)
    except SyntaxError as error:
        raise ValueError(text) from error


_switch = choice("true", "false")
_zero_or_one = integer(0, 1)
_share = number(0, 1, low_open=True)

HYPERPARAMETERS = {
    "num_round": integer(1, required=True),
    "csv_weights": _zero_or_one,
    "early_stopping_rounds": integer(1),
    "booster": choice("gbtree", "gblinear", "dart"),
    "verbosity": integer(0, 3),
    "nthread": integer(1),
    "eta": number(0, 1),
    "gamma": number(0),
    "max_depth": integer(0),
    "min_child_weight": number(0),
    "max_delta_step": number(0),
    "subsample": _share,
    "colsample_bytree": _share,
    "colsample_bylevel": _share,
    "colsample_bynode": _share,
    "lambda": number(0),
    "alpha": number(0),
    "tree_method": choice("auto", "exact", "approx", "hist", "gpu_hist"),
    "sketch_eps": number(0, 1, low_open=True, high_open=True),
    "scale_pos_weight": number(0, low_open=True),
    "updater": choices(
        *("grow_colmaker", "distcol", "grow_histmaker", "grow_skmaker", "sync", "refresh", "prune"),
        *("shotgun", "coord_descent"),
    ),
    "dsplit": choice("row", "col"),
    "refresh_leaf": _zero_or_one,
    "process_type": choice("default", "update"),
    "grow_policy": choice("depthwise", "lossguide"),
    "max_leaves": integer(0),
    "max_bin": integer(0),
    "predictor": choice("auto", "cpu_predictor", "gpu_predictor"),
    "monotone_constraints": Hyperparameter(_literal),
    "interaction_constraints": Hyperparameter(_literal),
    "sample_type": choice("uniform", "weighted"),
    "normalize_type": choice("tree", "forest"),
    "rate_drop": number(0, 1),
    "one_drop": _zero_or_one,
    "skip_drop": number(0, 1),
    "lambda_bias": number(0, 1),
    "tweedie_variance_power": number(1, 2, low_open=True, high_open=True),
    "objective": choice(*OBJECTIVES),
    "num_class": integer(2),
    "base_score": number(0),
    "_kfold": integer(2),
    "_num_cv_round": integer(1),
    "_tuning_objective_metric": choice(*(f"validation:{name}" for name in (*METRICS, *CONTAINER_METRICS))),
    "eval_metric": Hyperparameter(lambda text: text.split(","), _MetricNames()),
    "seed": integer(-(2**31) + 1, 2**31 - 2),
    "num_parallel_tree": integer(1),
    "save_model_on_termination": _switch,
    "aft_loss_distribution": choice("normal", "logistic", "extreme"),
    "aft_loss_distribution_scale": number(0),
    "deterministic_histogram": _switch,
    "sampling_method": choice("uniform", "gradient_based"),
    "prob_buffer_row": integer(2),
    "use_dask_gpu_training": _switch,
}

ALIASES = {
    "learning_rate": "eta",
    "min_split_loss": "gamma",
    "reg_lambda": "lambda",
    "reg_alpha": "alpha",
}

#: What would need a GPU, several models or a rewritten library, refused by name rather than left out.
_UNSUPPORTED = {
    "_kfold": None,
    "_num_cv_round": None,
    "save_model_on_termination": "true",
    "use_dask_gpu_training": "true",
    "tree_method": "gpu_hist",
    "predictor": "gpu_predictor",
}


def read(given):
    """The job's hyperparameters with their types, checked one by one and together."""
    values = validate(given, HYPERPARAMETERS, ALIASES)
    for name, value in _UNSUPPORTED.items():
        if name in values and value in (None, values[name]):
            raise UserError(f"The local stage does not support the hyperparameter {name}={given[name]}.")
    _add_objective_metric(values)
    for metric in values.get("eval_metric", []):
        if metric in CONTAINER_METRICS:
            raise UserError(f"The local stage does not support the evaluation metric {metric}.")
    _check_together(values)
    return values


def _add_objective_metric(values):
    """A tuning job's objective is evaluated besides what is asked for, by its name without the channel's."""
    objective = values.pop("_tuning_objective_metric", None)
    if objective:
        values["_tuning_objective_metric"] = objective.split(":")[1].split(",")
        values["eval_metric"] = sorted({*values["_tuning_objective_metric"], *values.get("eval_metric", [])})


def _check_together(values):
    objective = values.get("objective", "reg:squarederror")
    if objective in ("multi:softmax", "multi:softprob") and "num_class" not in values:
        raise UserError("Require input for parameter 'num_class' for multi-classification")
    metrics = values.get("eval_metric", [])
    if "auc" in metrics and not objective.startswith(("binary:", "rank:")):
        raise UserError("Metric 'auc' can only be applied for classification and ranking problems.")
    if "aft-nloglik" in metrics and objective != "survival:aft":
        raise UserError("Metric 'aft-nloglik' can only be applied for 'survival:aft' objective.")
    method = values.get("tree_method")
    if "monotone_constraints" in values and method not in ("exact", "hist"):
        raise UserError(
            "monotone_constraints can be used only when the tree_method parameter is set to either 'exact' or 'hist'."
        )
    if "interaction_constraints" in values and method not in ("exact", "hist", "approx"):
        raise UserError(
            "interaction_constraints can be used only when the tree_method parameter is set to either 'exact', "
            "'hist' or 'approx'."
        )
