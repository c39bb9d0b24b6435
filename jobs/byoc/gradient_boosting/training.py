"""Trains: what ``docker run IMAGE train`` starts."""

import json
import signal
import sys
import traceback

import joblib
import numpy as np
import sklearn
from sklearn.ensemble import HistGradientBoostingRegressor

from . import contract, parameters
from .contract import UserError
from .rows import BadRow, read_csv

#: Trees between two lines of metrics, and between two checkpoints.
STEP = 25
MODEL_FILE = "model.joblib"
ABOUT_FILE = "model.json"
CHECKPOINT_FILE = "checkpoint.joblib"


def main():
    """Trains; where that fails, leaves the reason for SageMaker and ends with 1."""
    stop = StopRequest()
    try:
        train(stop)
    except UserError as error:
        fail(str(error))
    except Exception as error:
        traceback.print_exc()
        fail(f"{type(error).__name__}: {error}")


def fail(text):
    """Ends the process with 1, after the reason stands in the log and in the failure file."""
    print(text, file=sys.stderr)
    contract.write_failure(text)
    sys.exit(1)


class StopRequest:
    """Whether SageMaker has asked to stop: it sends SIGTERM, and SIGKILL two minutes later.

    The model as far as it has got is saved: SageMaker keeps the one of a job that was stopped.
    """

    def __init__(self):
        self.made = False
        signal.signal(signal.SIGTERM, lambda *_: setattr(self, "made", True))


def train(stop):
    """Trains as the job's hyperparameters and channels say, and saves the model. Raises UserError."""
    values = parameters.read(contract.hyperparameters())
    training = read_channel("train")
    validation = read_channel("validation", training[0].shape[1])
    print(f"{len(training[1])} rows to train with, {len(validation[1])} to validate with")
    model = boost(values, training, validation, stop)
    save(model, values, training[0].shape[1])


def read_channel(name, features=None):
    """Features and labels of a channel's files: CSV with the label first and no header."""
    tables = []
    width = None if features is None else features + 1
    for path in contract.channel_files(name):
        try:
            with path.open(newline="", encoding="utf-8") as lines:
                table = read_csv(lines, width)
        except (BadRow, UnicodeDecodeError) as error:
            raise UserError(f"The channel {name}, {path.name}: {error}") from error
        if len(table) and table.shape[1] < 2:
            raise UserError(f"The channel {name}, {path.name}: a row needs a label and at least one feature.")
        width = table.shape[1] if width is None and len(table) else width
        tables.append(table)
    table = np.concatenate([table for table in tables if len(table)] or [np.empty((0, width or 0))])
    if len(table) == 0:
        raise UserError(f"The channel {name} has no rows.")
    unlabelled = np.flatnonzero(np.isnan(table[:, 0]))
    if len(unlabelled):
        raise UserError(f"The channel {name}: row {unlabelled[0] + 1} has no label in its first field.")
    return table[:, 1:], table[:, 0]


def boost(values, training, validation, stop):
    """Adds trees step by step, from the last checkpoint where there is one, and prints the metrics of each step.

    SageMaker knows no metrics of an image that is not its own: it reads them from these lines, by the regular
    expressions in the job's MetricDefinitions.
    """
    folder = contract.checkpoint_folder()
    model, done = last_checkpoint(folder, values)
    while True:
        if done > 0:
            report(model, done, training, validation)
        if done >= values["max_iter"] or (stop.made and done > 0):
            return model
        done = min(done + STEP, values["max_iter"])
        model.set_params(max_iter=done)
        model.fit(*training)
        write_checkpoint(folder, model, values, done)


def report(model, done, training, validation):
    """Prints the errors on both channels, in the label's unit, as the job's MetricDefinitions expect them."""
    metrics = {}
    for name, (features, labels) in {"train": training, "validation": validation}.items():
        errors = model.predict(features) - labels
        metrics[f"{name}:rmse"] = float(np.sqrt(np.mean(errors**2)))
        metrics[f"{name}:mae"] = float(np.mean(np.abs(errors)))
    print(f"[{done}]", " ".join(f"{name}={value:.6g}" for name, value in metrics.items()), flush=True)


def last_checkpoint(folder, values):
    """The model to go on with, and how many trees it has: a job that lost its machine starts again on another one."""
    path = folder and folder / CHECKPOINT_FILE
    if path and path.exists():
        kept = joblib.load(path)
        if kept["values"] == values and kept["version"] == sklearn.__version__:
            print(f"Going on from a checkpoint of {kept['done']} trees")
            return kept["model"], kept["done"]
        print("The checkpoint is of other hyperparameters or another library; starting anew")
    return HistGradientBoostingRegressor(early_stopping=False, warm_start=True, **values), 0


def write_checkpoint(folder, model, values, done):
    """Keeps the model of `done` trees; does nothing where the job keeps no checkpoints."""
    if folder is None:
        return
    # SageMaker uploads the folder at any time, and may take the machine: the file is always a whole one.
    draft = folder / f"{CHECKPOINT_FILE}.draft"
    joblib.dump({"model": model, "values": values, "done": done, "version": sklearn.__version__}, draft)
    draft.replace(folder / CHECKPOINT_FILE)


def save(model, values, features):
    """Leaves the model, and what serving has to know of it, for SageMaker to pack."""
    folder = contract.model_folder()
    folder.mkdir(parents=True, exist_ok=True)
    joblib.dump(model, folder / MODEL_FILE)
    about = {"features": features, "hyperparameters": values, "scikit-learn": sklearn.__version__}
    (folder / ABOUT_FILE).write_text(json.dumps(about))
