"""SageMaker's container contract: where things are below ``/opt/ml``, and how a job tells that it failed."""

import json
import os
from pathlib import Path

#: SageMaker shows the first 1,024 characters of the failure file.
FAILURE_CHARACTERS = 1024


class UserError(Exception):
    """A mistake in the job's hyperparameters, channels or data: one sentence that its author can act on."""


def root():
    """The folder that SageMaker mounts everything in; ML_ROOT names another one."""
    return Path(os.environ.get("ML_ROOT", "/opt/ml"))


def model_folder():
    """Where training leaves the model and serving finds it."""
    return root() / "model"


def checkpoint_folder():
    """Where SageMaker keeps checkpoints; None for a job without a CheckpointConfig."""
    folder = root() / "checkpoints"
    return folder if folder.is_dir() else None


def hyperparameters():
    """The job's hyperparameters, all of them text; names that begin with an underscore are SageMaker's own."""
    values = _config("hyperparameters")
    return {name: value for name, value in values.items() if not name.startswith(("_", "sagemaker_"))}


def channel_files(name):
    """The data files of a channel, in the order of their names.

    :raises UserError: where the job has no such channel, not as CSV files, or none with anything in it
    """
    channels = _config("inputdataconfig")
    if name not in channels:
        raise UserError(f"The channel {name} is missing; the job has {', '.join(sorted(channels)) or 'none'}.")
    channel = channels[name]
    kind = channel.get("ContentType", "text/csv").split(";")[0].strip().lower()
    if kind != "text/csv":
        raise UserError(f"The channel {name} has the content type {kind}; it must be text/csv.")
    if channel.get("TrainingInputMode", "File") not in ("File", "FastFile"):
        raise UserError(f"The channel {name} has the input mode {channel['TrainingInputMode']}; it must be File.")
    if channel.get("RecordWrapperType", "None") != "None":
        raise UserError(f"The channel {name} has RecordWrapperType {channel['RecordWrapperType']}; it must be None.")
    files = [path for path in sorted((root() / "input" / "data" / name).rglob("*")) if path.is_file()]
    files = [path for path in files if path.name[0] not in "._" and path.stat().st_size > 0]
    if not files:
        raise UserError(f"The channel {name} has no data.")
    return files


def write_failure(text):
    """Leaves the reason that DescribeTrainingJob tells as FailureReason."""
    folder = root() / "output"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "failure").write_text(text[:FAILURE_CHARACTERS])


def _config(name):
    path = root() / "input" / "config" / f"{name}.json"
    return json.loads(path.read_text()) if path.exists() else {}
