"""SageMaker's container contract, as the algorithms of this folder keep it.

The local stage has no container file system: the folder that stands for ``/opt/ml`` is named by the environment
variable ``DRIVETRAIN_OPT_ML``.
"""

import json
import os
import sys
from pathlib import Path


class UserError(Exception):
    """A mistake in the job's hyperparameters, channels or data: one sentence that its author can act on."""


def opt_ml():
    """The folder that stands for ``/opt/ml``."""
    return Path(os.environ.get("DRIVETRAIN_OPT_ML", "/opt/ml"))


def model_folder():
    return opt_ml() / "model"


def checkpoint_folder():
    """The folder that SageMaker restores from S3 and uploads while the container runs; None where it does not."""
    path = _config("checkpointconfig").get("LocalPath")
    return opt_ml() / Path(path).relative_to("/opt/ml") if path else None


def hyperparameters():
    """The job's hyperparameters, all of them strings."""
    return _config("hyperparameters")


def channels():
    """The job's channels by name, each with its ContentType where the request gave one."""
    return _config("inputdataconfig")


def channel_files(name):
    """The data files of a channel, in the order of their names; hidden files are refused as the containers do."""
    folder = opt_ml() / "input" / "data" / name
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    if any(path.name.startswith(".") for path in files):
        raise UserError("Hidden file found in the data path! Remove that before training.")
    return [path for path in files if not path.name.startswith("_") and path.stat().st_size > 0]


def run_training(train, failure, user_error_code=1):
    """Runs a training function and leaves the process with the contract's exit code.

    :param train: takes nothing; raises UserError for what the job's author can mend
    :param failure: makes the text of the failure file of an error
    :param user_error_code: the exit code of a UserError; other errors give 1
    """
    try:
        train()
    except Exception as error:
        text = failure(error)
        (opt_ml() / "output").mkdir(parents=True, exist_ok=True)
        (opt_ml() / "output" / "failure").write_text(text)
        print(text, file=sys.stderr)
        sys.exit(user_error_code if isinstance(error, UserError) else 1)


def _config(name):
    path = opt_ml() / "input" / "config" / f"{name}.json"
    return json.loads(path.read_text()) if path.exists() else {}
