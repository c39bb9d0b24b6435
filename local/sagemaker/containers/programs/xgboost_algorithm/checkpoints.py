"""A checkpoint a round, from which an interrupted training job goes on (aws/sagemaker-xgboost-container, branch
``1.7-1``, ``checkpointing.py``): ``xgboost-checkpoint.N`` is the model after round N, and the last five are kept.
"""

import os
import re
import tempfile

from xgboost_algorithm.library import xgboost

NAME = "xgboost-checkpoint"
KEPT = 5
#: Files with this ending are not uploaded.
UNFINISHED = ".sagemaker-ignore"


def last(folder):
    """The latest checkpoint's model and the number of rounds that it has behind it; (None, 0) without one."""
    if folder is None or not folder.is_dir():
        return None, 0
    rounds = [int(found[1]) for path in folder.iterdir() if (found := re.fullmatch(rf"{NAME}\.(\d+)", path.name))]
    if not rounds:
        return None, 0
    path = folder / f"{NAME}.{max(rounds)}"
    return xgboost.Booster(model_file=bytearray(path.read_bytes())), max(rounds) + 1


class Save(xgboost.callback.TrainingCallback):
    """Saves the model after each round."""

    def __init__(self, folder, start):
        self.folder, self.start = folder, start
        folder.mkdir(parents=True, exist_ok=True)

    def after_iteration(self, model, epoch, evals_log):
        number = self.start + epoch
        with tempfile.NamedTemporaryFile(dir=self.folder, suffix=UNFINISHED, delete=False) as file:
            file.write(model.save_raw("ubj"))
        os.rename(file.name, self.folder / f"{NAME}.{number}")
        (self.folder / f"{NAME}.{number - KEPT}").unlink(missing_ok=True)
        return False


class Monitor(xgboost.callback.EvaluationMonitor):
    """Prints the metrics of each round, by its number in the whole job."""

    def __init__(self, start):
        super().__init__()
        self.start = start

    def after_iteration(self, model, epoch, evals_log):
        return super().after_iteration(model, self.start + epoch, evals_log)
