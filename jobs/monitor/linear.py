"""A linear model by its answers alone, and what each feature adds to them.

The answers to probes (preprocess/probes.py) tell the weight of each place, those to the test rows whether the model is
linear at all. What a place adds to a row's answer is its weight times how far the row is from the mean of the test rows
there; all of it and the answer to the mean are the row's answer. The version's `attribution.json`:

    {"kind": "linear", "rows": 120, "explanations": {"kernel_shap": {"label0": {"global_shap_values": {...},
     "expected_value": 21343.1}}}, "transform": {...},
     "linear": {"zero": 21311.8, "features": [{"feature": "mileage", "weights": [-1602.1], "means": [0.01]}, ...]}}

where `explanations` are the mean absolute contributions of the test rows in the shape of Clarify's analysis.json.
Where there is no telling, `reason` says why in place of all else.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from data.rows import DatasetError
from explain.contributions import explanations
from explain.models import Linear
from probes import MOST_PLACES, PROBES

from monitor.features import Feature
from monitor.measures import numbers_of
from monitor.predictions import read_predictions
from monitor.source import Rows
from monitor.vectors import Vectors

# By how much an answer may miss the weighted sum: as a share of how far the answers are apart, and of the answers
# themselves. Linear Learner computes in 32 bits.
_TOLERANCE, _ROUNDING = 1e-3, 1e-4


@dataclass
class _Seen:
    """Of some rows: the sums of all places, and how far answers are from weighted sums."""

    rows: int
    sums: np.ndarray
    miss: float
    least: float
    most: float


class Probed:
    """Looks at the test rows and their answers: whether the model is what its answers to probes say, and the means."""

    def __init__(self, features: Sequence[Feature], transform: dict, score: str, answers: np.ndarray):
        self._vectors = Vectors(features, transform)
        self._transform = transform
        self._score = score
        self._zero = float(answers[0])
        self._weights = answers[1:] - answers[0]
        self._seen: list[_Seen] = []

    def look(self, rows: Rows) -> _Seen | None:
        answers = numbers_of(rows, self._score)
        if answers is None or not rows.count:
            return None
        sums, expected, start = [], np.full(rows.count, self._zero), 0
        for places in self._vectors.places(rows):
            weights = self._weights[start : start + places.values.shape[1]]
            start += len(weights)
            counts = np.bincount(places.codes, minlength=len(places.values))
            sums.append(counts @ places.values)
            expected += (places.values @ weights)[places.codes]
        miss = float(np.abs(expected - answers).max())
        return _Seen(rows.count, np.concatenate(sums), miss, float(answers.min()), float(answers.max()))

    def add(self, part: _Seen | None) -> None:
        if part is not None:
            self._seen.append(part)

    def attribution(self) -> dict:
        """attribution.json but for the explanations, or why there is none."""
        rows = sum(one.rows for one in self._seen)
        least, most = min(one.least for one in self._seen), max(one.most for one in self._seen)
        miss = max(one.miss for one in self._seen)
        if miss > _TOLERANCE * (most - least) + _ROUNDING * max(abs(least), abs(most)):
            return no_attribution(
                f"the model's answers are not linear: to a test row one is {miss:.4g} off the sum of its places"
            )
        means = sum(one.sums for one in self._seen) / rows
        told, start = [], 0
        for feature, count in self._counts():
            part = slice(start, start + count)
            start += count
            told.append({"feature": feature, "weights": self._weights[part].tolist(), "means": means[part].tolist()})
        return {
            "kind": Linear.kind,
            "rows": rows,
            "transform": self._transform,
            "linear": {"zero": self._zero, "features": told},
        }

    def _counts(self) -> list[tuple[str, int]]:
        none = Rows(1, {})
        return [
            (feature["column"], places.values.shape[1])
            for feature, places in zip(self._vectors.features, self._vectors.places(none), strict=True)
        ]


class Contributions:
    """The mean absolute contribution of each feature to the answers of a linear version, over all rows."""

    def __init__(self, features: Sequence[Feature], attribution: dict):
        self._vectors = Vectors(features, attribution["transform"])
        self._told = attribution["linear"]["features"]
        self.base = Linear(attribution).base
        self.rows = 0
        self._sums = np.zeros(len(self._vectors.names()))

    def look(self, rows: Rows) -> tuple[int, np.ndarray]:
        names = self._vectors.names()
        added = np.zeros((rows.count, len(names)))
        for told, places in zip(self._told, self._vectors.places(rows), strict=True):
            own = (places.values - told["means"]) @ np.array(told["weights"])
            added[:, names.index(told["feature"])] += own[places.codes]
        if rows.decoded is not None:
            # A vector does not tell its row back whole.
            added = added[~rows.decoded]
        return len(added), np.abs(added).sum(axis=0)

    def add(self, part: tuple[int, np.ndarray]) -> None:
        self.rows += part[0]
        self._sums += part[1]

    def document(self) -> dict:
        """What attribution.json has of them."""
        return {"rows": self.rows, **explanations(self._vectors.names(), self._sums / max(1, self.rows), self.base)}


def no_attribution(reason: str) -> dict:
    """The attribution.json of a version that has none."""
    return {"kind": Linear.kind, "reason": reason}


def probe_answers(folder: Path, transform: dict) -> np.ndarray | None:
    """The answers to probes below a folder of answers; None where there are none. Raises DatasetError."""
    found = sorted(folder.rglob(f"{PROBES}*"))
    if not found:
        return None
    answers = read_predictions(found[0])
    wanted = len(transform["vector"]) + 1
    if len(answers) != wanted:
        raise DatasetError(f"there are {len(answers)} answers to probes, and {wanted} were asked for")
    return answers


def too_wide(transform: dict) -> str:
    """Why nobody has probed a version."""
    return f"the vector has {len(transform['vector'])} places, and no more than {MOST_PLACES} are probed"
