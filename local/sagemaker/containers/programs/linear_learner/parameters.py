"""The hyperparameters of SageMaker's Linear Learner: names, types and ranges of its documentation
(https://docs.aws.amazon.com/sagemaker/latest/dg/ll_hyperparameters.html).

The local algorithm solves the least-squares problem exactly, so what only steers the gradient descent is checked and
then has no effect. What would train another model is refused by name.
"""

from contract import UserError
from hyperparameters import choice, integer, number, or_auto, validate

_share = number(0, 1, low_open=True, high_open=True)
_positive = number(0, low_open=True)
_switch = choice("true", "false")

HYPERPARAMETERS = {
    "predictor_type": choice("binary_classifier", "multiclass_classifier", "regressor", required=True),
    "num_classes": integer(3, 1_000_000),
    "accuracy_top_k": integer(1),
    "balance_multiclass_weights": _switch,
    "beta_1": or_auto(number(0, 1)),
    "beta_2": or_auto(number(0, 1)),
    "bias_lr_mult": or_auto(_positive),
    "bias_wd_mult": or_auto(number(0)),
    "binary_classifier_model_selection_criteria": choice(
        *("accuracy", "f_beta", "precision_at_target_recall", "recall_at_target_precision", "loss_function"),
    ),
    "early_stopping_patience": integer(1),
    "early_stopping_tolerance": _positive,
    "epochs": integer(1),
    "f_beta": _positive,
    "feature_dim": or_auto(integer(1)),
    "huber_delta": or_auto(number(0)),
    "init_bias": number(),
    "init_method": choice("uniform", "normal"),
    "init_scale": _positive,
    "init_sigma": _positive,
    "l1": or_auto(number(0)),
    "learning_rate": or_auto(_positive),
    "loss": choice(
        *("auto", "logistic", "hinge_loss", "softmax_loss", "squared_loss", "absolute_loss"),
        *("eps_insensitive_squared_loss", "eps_insensitive_absolute_loss", "quantile_loss", "huber_loss"),
    ),
    "loss_insensitivity": or_auto(_positive),
    "lr_scheduler_factor": or_auto(_share),
    "lr_scheduler_minimum_lr": or_auto(_positive),
    "lr_scheduler_step": or_auto(integer(1)),
    "margin": or_auto(_positive),
    "mini_batch_size": integer(1),
    "momentum": or_auto(number(0, 1, high_open=True)),
    "normalize_data": or_auto(_switch),
    "normalize_label": or_auto(_switch),
    "num_calibration_samples": or_auto(integer(1)),
    "num_models": or_auto(integer(1)),
    "num_point_for_scaler": integer(1),
    "optimizer": choice("auto", "sgd", "adam", "rmsprop"),
    "positive_example_weight_mult": or_auto(_positive),
    "quantile": _share,
    "target_precision": _share,
    "target_recall": _share,
    "unbias_data": or_auto(_switch),
    "unbias_label": or_auto(_switch),
    "use_bias": or_auto(_switch),
    "use_lr_scheduler": or_auto(_switch),
    "wd": or_auto(number(0)),
}

#: The values that train a linear least-squares model; others train another model.
_ONLY = {"predictor_type": ("regressor",), "loss": ("auto", "squared_loss"), "bias_wd_mult": ("auto", 0.0)}


def read(given):
    """The job's hyperparameters with their types; ``auto`` and absent ones are both absent.

    In a tuning job Linear Learner trains one model, whatever ``num_models`` says.
    """
    given = dict(given)
    if given.pop("_tuning_objective_metric", None):
        given["num_models"] = "1"
    values = validate(given, HYPERPARAMETERS)
    for name, known in _ONLY.items():
        if name in values and values[name] not in known:
            raise UserError(f"The local stage does not support {name}={given[name]} of Linear Learner; use {known[0]}.")
    return {name: value for name, value in values.items() if value != "auto"}
