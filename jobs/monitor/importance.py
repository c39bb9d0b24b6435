"""How much a model goes by each column: by how much its error grows where that column's values are shuffled.

The model itself was asked about shuffled rows (preprocess/shuffled.py), so that this is the same for every algorithm.

    importance.json    {"metric": "rmse", "rows": 120, "value": 2280.1, "features": {"mileage": 2113.4, ...}}

`value` is the error of the answers to these rows as they are, and each feature has what is added to it, in the target's
unit, the greatest first; 0 where the error does not grow.
"""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
from data.rows import DatasetError
from probes import PROBES
from shuffled import learnt_columns

from monitor.features import Feature
from monitor.measures import numbers_of
from monitor.predictions import read_predictions
from monitor.quality import labels_of
from monitor.source import Rows


class Answered:
    """Keeps what is true of each row, and what was answered."""

    def __init__(self, target: Feature, score: str):
        self._target = target
        self._score = score
        self._parts: list[tuple[np.ndarray, np.ndarray]] = []

    def look(self, rows: Rows) -> tuple[np.ndarray, np.ndarray] | None:
        labels, answers = labels_of(rows, self._target), numbers_of(rows, self._score)
        return None if labels is None or answers is None else (labels, answers)

    def add(self, part: tuple[np.ndarray, np.ndarray] | None) -> None:
        if part is not None:
            self._parts.append(part)

    def first(self, count: int) -> tuple[np.ndarray, np.ndarray]:
        labels, answers = (np.concatenate(arrays) for arrays in zip(*self._parts, strict=True))
        return labels[:count], answers[:count]


def importance_of(transform: dict, answered: Answered, folder: Path) -> dict:
    """importance.json, by the answers to shuffled rows below a folder. Raises DatasetError where they do not fit."""
    columns = learnt_columns(transform)
    paths = sorted(path for path in folder.rglob("*") if path.is_file() and not path.name.startswith(PROBES))
    if len(paths) != len(columns):
        raise DatasetError(
            f"there are answers to {len(paths)} files of shuffled rows, and {len(columns)} columns "
            "that the model learns from"
        )
    shuffled = [read_predictions(path) for path in paths]
    count = min(map(len, shuffled))
    labels, answers = answered.first(count)
    if any(len(one) != count for one in shuffled) or count % len(labels):
        raise DatasetError(
            f"the answers to shuffled rows are not the {len(labels)} test rows again, of each file as many"
        )
    value = _rmse(answers - labels)
    orders = count // len(labels)
    grown = {
        column: max(0.0, _rmse(own - np.tile(labels, orders)) - value)
        for column, own in zip(columns, shuffled, strict=True)
    }
    features = dict(sorted(grown.items(), key=lambda one: (-one[1], one[0])))
    return {"metric": "rmse", "rows": len(labels), "value": value, "features": features}


def _rmse(errors: np.ndarray) -> float:
    return math.sqrt(float(np.mean(errors**2)))
