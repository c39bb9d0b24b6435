"""Trains as SageMaker's built-in XGBoost 1.7-1 does (aws/sagemaker-xgboost-container, branch ``1.7-1``).

The library here is newer than 1.7. Two of its defaults have changed since and are set back: ``base_score`` is 0.5
(newer versions estimate it), and ``tree_method`` is ``exact`` up to four million rows and ``approx`` beyond (newer
versions take ``hist``).
"""

import contract
from contract import UserError
from xgboost_algorithm import checkpoints, data, parameters
from xgboost_algorithm.library import xgboost

MODEL_NAME = "xgboost-model"

#: The container's own arguments, which the library does not know; dsplit, predictor and sketch_eps are gone from it.
_NOT_THE_LIBRARYS = (
    *("num_round", "early_stopping_rounds", "csv_weights", "save_model_on_termination", "use_dask_gpu_training"),
    *("_tuning_objective_metric", "dsplit", "predictor", "sketch_eps", "deterministic_histogram", "prob_buffer_row"),
)

_EXACT_ROWS = 4 << 20

#: Errors of the library that the data's author can mend.
_USER_ERRORS = (
    "label must be in [0,1] for logistic regression",
    "label must be in [0, num_class)",
    "base_score must be in (0,1) for logistic loss",
    "label must be nonnegative",
    "the dataset only contains pos or neg samples",
)


def train():
    values = parameters.read(contract.hyperparameters())
    matrices = _read_channels(values)
    training, validation = matrices["train"], matrices.get("validation")
    print(f"Train matrix has {training.num_row()} rows and {training.num_col()} columns")
    if validation is not None:
        print(f"Validation matrix has {validation.num_row()} rows")
    booster = _boost(values, training, validation)
    folder = contract.model_folder()
    folder.mkdir(parents=True, exist_ok=True)
    # UBJSON, the library's format today; version 1.7 still writes its older binary format under this name.
    (folder / MODEL_NAME).write_bytes(booster.save_raw("ubj"))


def _read_channels(values):
    channels = contract.channels()
    for name in channels:
        if name not in ("train", "validation"):
            raise UserError(f"Extraneous channel found: {name}")
    if "train" not in channels:
        raise UserError("Missing required channel: train")
    # The validation channel is read in the training channel's format, as in the container.
    kind = data.content_type(channels["train"].get("ContentType"))
    matrices = {}
    for name in channels:
        files = contract.channel_files(name)
        if not files:
            raise UserError(f"No data in {'training' if name == 'train' else name} channel path {name}")
        matrices[name] = data.training_matrix(files, kind, values.get("csv_weights") == 1)
    return matrices


def _boost(values, training, validation):
    watched = [(training, "train")] + ([(validation, "validation")] if validation is not None else [])
    folder = contract.checkpoint_folder()
    model, start = checkpoints.last(folder)
    if model is not None:
        print(f"Resuming from iteration {start}")
    try:
        return xgboost.train(
            library_parameters(values, training.num_row()),
            training,
            num_boost_round=max(values["num_round"] - start, 0),
            evals=watched,
            callbacks=_callbacks(values, validation is not None, folder, start),
            xgb_model=model,
            verbose_eval=False,
        )
    except (xgboost.core.XGBoostError, ValueError) as error:
        if any(known in str(error) for known in _USER_ERRORS):
            raise UserError(str(error)) from error
        raise RuntimeError(f"XGB train call failed with exception:\n {error}") from error


def library_parameters(values, rows):
    """The library's parameters: the job's, over the defaults of version 1.7 and one thread, so that runs repeat."""
    given = {name: value for name, value in values.items() if name not in _NOT_THE_LIBRARYS}
    if given.get("objective") == "reg:linear":
        given["objective"] = "reg:squarederror"
    if "updater" in given:
        given["updater"] = ",".join(given["updater"])
    if given.get("tree_method", "auto") == "auto":
        given["tree_method"] = "exact" if rows < _EXACT_ROWS else "approx"
    return {"base_score": 0.5, "nthread": 1, "seed": 0, **given}


def _callbacks(values, validates, folder, start):
    """Early stopping watches the last metric that was asked for; without one, or without validation, it is off."""
    # A round is saved before it is told, so that no round is told twice.
    callbacks = [checkpoints.Save(folder, start)] if folder else []
    callbacks.append(checkpoints.Monitor(start))
    metrics = values.get("_tuning_objective_metric") or values.get("eval_metric")
    if values.get("early_stopping_rounds") and metrics and validates:
        callbacks.append(
            xgboost.callback.EarlyStopping(
                rounds=values["early_stopping_rounds"],
                data_name="validation",
                metric_name=metrics[-1],
                maximize=metrics[-1].split("@")[0] in parameters.MAXIMIZED,
                save_best=True,
            )
        )
    return callbacks


if __name__ == "__main__":
    contract.run_training(train, failure=lambda error: f"framework error: \n{error}")
