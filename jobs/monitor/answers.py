"""What the answers were against what was true: the pairs that a chart shows, and the rows with the largest errors.

A sample of the pairs is kept, so that memory does not grow with the rows, and of the rows the worst.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from monitor.features import Feature
from monitor.measures import numbers_of
from monitor.quality import RESULT, labels_of, score_column
from monitor.source import IDENTIFIER, Rows

# Pairs that are kept of all; groups are made of these.
_SAMPLED = 2**15

# Pairs that a chart shows.
_POINTS = 400

_GROUPS = 10
_WORST = 20

# Columns of a row that are told, and characters of a value: a model may have a thousand features of any length.
_COLUMNS = 40
_VALUE = 200


@dataclass(frozen=True)
class _Part:
    labels: np.ndarray
    scores: dict[str, np.ndarray]
    worst: list[tuple[float, dict]]


class Answers:
    """Looks at all rows whose label came (profiles.Collector)."""

    def __init__(self, target: Feature, features: Sequence[Feature], names: Sequence[str]):
        self.rows = 0
        self._target = target
        self._features = features[:_COLUMNS]
        self._names = names
        self._worst: list[tuple[float, dict]] = []
        self._kept: list[np.ndarray] = []
        self._random = np.random.default_rng(0)

    def look(self, rows: Rows) -> _Part | None:
        labels = labels_of(rows, self._target)
        if labels is None:
            return None
        found = {name: numbers_of(rows, score_column(name)) for name in self._names}
        scores = {name: values for name, values in found.items() if values is not None}
        if not scores:
            return None
        return _Part(labels, scores, self._worst_of(rows, labels, scores))

    def add(self, part: _Part | None) -> None:
        if part is None:
            return
        missing = np.full(len(part.labels), np.nan)
        pairs = np.column_stack([part.labels, *(part.scores.get(name, missing) for name in self._names)])
        pairs = pairs[np.isfinite(part.labels)]
        self.rows += len(pairs)
        self._worst = sorted([*self._worst, *part.worst], key=lambda one: -one[0])[:_WORST]
        # Each pair draws a number, and those with the least ones stay: a sample of whatever number of blocks.
        self._kept.append(np.column_stack([self._random.random(len(pairs)), pairs]))
        if sum(map(len, self._kept)) > 2 * _SAMPLED:
            self._kept = [_least(np.concatenate(self._kept))]

    def figures(self) -> dict:
        """By name, ten groups of rows by what was true: the means of both sides."""
        return {name: figures for name in self._names if (figures := self._groups(*self._pairs(name)))}

    def told(self) -> dict:
        """What tells rows: the worst ones, and a sample of what was true against what was answered."""
        points = {
            name: np.column_stack([labels[:_POINTS], scores[:_POINTS]]).tolist()
            for name in self._names
            for labels, scores in [self._pairs(name)]
            if len(labels)
        }
        return {"worst": [row for _, row in self._worst], "points": points}

    def _pairs(self, name: str) -> tuple[np.ndarray, np.ndarray]:
        kept = _least(np.concatenate(self._kept)) if self._kept else np.zeros((0, 2 + len(self._names)))
        scores = kept[:, 2 + list(self._names).index(name)]
        told = np.isfinite(scores)
        return kept[told, 1], scores[told]

    def _groups(self, labels: np.ndarray, scores: np.ndarray) -> dict | None:
        if not len(labels):
            return None
        order = np.argsort(labels, kind="stable")
        groups = [one for one in np.array_split(order, min(_GROUPS, len(order))) if len(one)]
        return {
            "sampled": len(labels),
            "groups": [
                {
                    "rows": len(one),
                    "least": float(labels[one].min()),
                    "most": float(labels[one].max()),
                    "actual": float(labels[one].mean()),
                    "predicted": float(scores[one].mean()),
                    "error": float(np.abs(scores[one] - labels[one]).mean()),
                }
                for one in groups
            ],
        }

    def _worst_of(self, rows: Rows, labels: np.ndarray, scores: dict[str, np.ndarray]) -> list[tuple[float, dict]]:
        # What people are given is the combined answer, where there is one.
        judged = scores.get(RESULT, next(iter(scores.values())))
        errors = np.abs(judged - labels)
        errors[~np.isfinite(errors)] = -1
        places = np.argsort(-errors, kind="stable")[:_WORST]
        places = places[errors[places] >= 0]
        names = [feature.name for feature in self._features if feature.name in rows.columns]
        values = {name: _texts(rows.columns[name], places) for name in names}
        identifiers = _texts(rows.columns[IDENTIFIER], places) if IDENTIFIER in rows.columns else [None] * len(places)
        return [
            (
                float(errors[place]),
                {
                    "identifier": identifiers[index],
                    "actual": float(labels[place]),
                    "answers": {name: _number(own[place]) for name, own in scores.items()},
                    "error": float(judged[place] - labels[place]),
                    "values": {name: own[index] for name, own in values.items()},
                },
            )
            for index, place in enumerate(places)
        ]


def _least(kept: np.ndarray) -> np.ndarray:
    return kept[np.argsort(kept[:, 0], kind="stable")][:_SAMPLED]


def _texts(column: pa.Array, places: np.ndarray) -> list[str | None]:
    texts = pc.cast(column.take(pa.array(places)), pa.string()).to_pylist()
    return [text if text is None else text[:_VALUE] for text in texts]


def _number(value: float) -> float | None:
    return float(value) if np.isfinite(value) else None
