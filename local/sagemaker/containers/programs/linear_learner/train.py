"""Trains as SageMaker's Linear Learner (``predictor_type=regressor``) is asked to.

Metrics are printed in the algorithm's own format, from which SageMaker reads them. The model file is ``model_algo-1``
as there, but holds JSON: ``{"weights": [...], "bias": 0.0}``.
"""

import json
from itertools import islice

import contract
import numpy as np
from contract import UserError
from linear_learner import data, model, parameters
from tables import csv_table

#: SageMaker tells a mistake of the user by this exit code of its own algorithms, and reports it as a ClientError.
CLIENT_ERROR = 2


def train():
    values = parameters.read(contract.hyperparameters())
    channels = _read_channels()
    features, label = channels["train"]
    if values.get("feature_dim", features.shape[1]) != features.shape[1]:
        raise UserError(
            f"The hyperparameter feature_dim is {values['feature_dim']}, but the data has {features.shape[1]} features."
        )
    if values.get("mini_batch_size", 1) > len(label):
        raise UserError(
            f"The hyperparameter mini_batch_size is {values['mini_batch_size']}, but the train channel has only "
            f"{len(label)} rows."
        )
    options = {
        "normalize_data": values.get("normalize_data") != "false",
        "normalize_label": values.get("normalize_label") != "false",
        "use_bias": values.get("use_bias") != "false",
    }
    weights, bias = _best(values, channels, options)
    _print_metrics(channels, weights, bias, options["normalize_label"])
    folder = contract.model_folder()
    folder.mkdir(parents=True, exist_ok=True)
    (folder / data.MODEL_NAME).write_text(json.dumps({"weights": weights.tolist(), "bias": bias}))


def _read_channels():
    given = contract.channels()
    for name in given:
        if name not in ("train", "validation", "test"):
            raise UserError(f"Additional properties are not allowed ('{name}' was unexpected)")
    if "train" not in given:
        raise UserError("'train' is a required property")
    tables = {}
    for name, channel in given.items():
        data.check_content_type(name, channel.get("ContentType"))
        tables[name] = _read_channel(name)
    widths = {features.shape[1] for features, _ in tables.values()}
    if len(widths) > 1:
        raise UserError("The channels do not have the same number of features.")
    return tables


def _read_channel(name):
    tables = []
    for path in contract.channel_files(name):
        try:
            tables.append(_read_file(path))
        except ValueError as error:
            raise UserError(f"Unable to read data channel '{name}'. {path.name}: {error}.") from error
    tables = [table for table in tables if len(table)]
    if not tables:
        raise UserError(f"Unable to read data channel '{name}'. It has no data.")
    if len({table.shape[1] for table in tables}) > 1 or tables[0].shape[1] < 2:
        raise UserError(f"Unable to read data channel '{name}'. Every row needs the label and the same features.")
    table = np.vstack(tables)
    return table[:, 1:], table[:, 0]


def _read_file(path):
    """The numbers of a file: at once where it is large and plain, else line by line, so that an error has its line."""
    payload = path.read_bytes()
    table = csv_table(payload.strip())
    if table is None or not np.isfinite(table).all():
        table = np.array(data.csv_rows(payload.decode("utf-8", errors="replace")))
    return table


def _best(values, channels, options):
    """The model with the least loss on the validation channel, or on the train channel where there is none.

    As Linear Learner trains several models at once where regularization is left to it, several are fitted here: as
    many as ``num_models`` allows of the candidates.
    """
    features, label = channels["train"]
    chosen = channels.get("validation", channels["train"])
    if "wd" in values:
        candidates = [values["wd"]]
    else:
        candidates = list(islice(model.WD_CANDIDATES, values.get("num_models")))
    fitted = [model.fit(features, label, wd, values.get("l1", 0.0), **options) for wd in candidates]
    return min(fitted, key=lambda each: model.objective(*chosen, *each))


def _print_metrics(channels, weights, bias, normalize_label):
    for name, (features, label) in channels.items():
        error = model.predict(features, weights, bias) - label
        metrics = {
            "objective_loss": model.objective(features, label, weights, bias, normalize_label),
            "mse": float(np.mean(error**2)),
            "absolute_loss": float(np.mean(np.abs(error))),
        }
        if name == "validation":
            metrics["rmse"] = metrics["mse"] ** 0.5
        for metric, value in metrics.items():
            if name != "train" or metric == "objective_loss":
                print(f"#quality_metric: host=algo-1, {name} {metric} <loss>={value!r}")


if __name__ == "__main__":
    contract.run_training(train, failure=str, user_error_code=CLIENT_ERROR)
