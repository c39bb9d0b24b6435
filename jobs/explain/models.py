"""What each place of a vector adds to an answer, by the kind of model. All of it and `base` together are the answer."""

from __future__ import annotations

import tarfile
from pathlib import Path

import numpy as np

from explain.features import Features, features_of
from explain.problem import Problem

# By how much a sum may miss the answer: as a share of how far answers are apart, and of the answers themselves, since
# XGBoost adds in 32 bits.
_TOLERANCE, _ROUNDING = 1e-3, 1e-5


class Linear:
    """A model whose answer is a weighted sum: a place adds its weight times its distance from the mean.

    Weights and means by feature are in the version's attribution.json (monitor/linear.py), which learnt them from
    answers alone.
    """

    kind = "linear"

    def __init__(self, attribution: dict):
        if "linear" not in attribution:
            raise Problem(attribution.get("reason", "the version's attribution.json tells no weights"))
        told = attribution["linear"]
        features = told["features"]
        self.features = Features((one["feature"], len(one["weights"])) for one in features)
        self._weights = np.array([weight for one in features for weight in one["weights"]])
        self._means = np.array([mean for one in features for mean in one["means"]])
        self.base = float(told["zero"] + self._weights @ self._means)

    def contributions(self, vectors: np.ndarray) -> np.ndarray:
        return self._weights * (vectors - self._means)


class Trees:
    """What XGBoost trained: the library tells contributions itself (TreeSHAP; of a linear booster, its weights).

    https://xgboost.readthedocs.io/en/stable/python/python_api.html#xgboost.Booster.predict
    """

    kind = "trees"

    def __init__(self, archive: Path, transform: dict):
        import xgboost

        self.features = features_of(transform)
        self.base = 0.0
        self._library = xgboost
        self._booster = xgboost.Booster()
        self._booster.load_model(_model_in(archive))
        if self._booster.num_features() != self.features.places:
            raise Problem(
                f"the model takes {self._booster.num_features()} numbers, and its transform makes "
                f"{self.features.places}"
            )

    def contributions(self, vectors: np.ndarray) -> np.ndarray:
        # As the serving container reads them: its numbers have 32 bits.
        rows = self._library.DMatrix(vectors.astype(np.float32))
        told = self._booster.predict(rows, pred_contribs=True, validate_features=False)
        if told.ndim != 2:
            raise Problem("the model gives several answers to a row, each of which has contributions of its own")
        told = told.astype(np.float64)
        self._check(told.sum(axis=1), self._booster.predict(rows, validate_features=False))
        self.base = float(told[0, -1])
        return told[:, :-1]

    def _check(self, sums: np.ndarray, answers: np.ndarray) -> None:
        allowed = _TOLERANCE * float(np.ptp(answers)) + _ROUNDING * float(np.abs(answers).max())
        if np.abs(sums - answers).max() > allowed:
            raise Problem(
                "the model's answers are no sums of contributions: its objective makes something else of the sum"
            )


def _model_in(archive: Path) -> bytearray:
    """The model file of a model.tar.gz, as the serving container finds it, whatever its name."""
    with tarfile.open(str(archive)) as packed:
        files = sorted((one for one in packed.getmembers() if one.isfile()), key=lambda one: one.name)
        files = [one for one in files if not one.name.split("/")[-1].startswith(".")]
        if len(files) != 1:
            # The container answers with the mean of several.
            raise Problem(f"{archive} has {len(files)} models in place of one")
        return bytearray(packed.extractfile(files[0]).read())
