"""Measures that sums over rows tell: how good answers are, how groups of people fare.

The rows are dealt to groups by chance, and a group keeps sums alone. What all groups together say is the measure; what
it would be without a group or some tells how much of it is chance. So one pass is enough for any measure.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from dataset import GREATEST

from monitor.source import Rows

_GROUPS = 50

# As Model Monitor: deviations are told from so many rows on, of five resamples of 80% of them.
_FEWEST_ROWS = 200
_RESAMPLES = 5
_RESAMPLED = 0.8

Terms = dict[str, np.ndarray]


class Measures(Protocol):
    """Measures of one kind."""

    def look(self, rows: Rows) -> Any:
        """What it needs of some rows; None where they tell nothing. Changes nothing: several blocks come at once."""

    def terms(self, found: Any) -> Terms:
        """What is summed, for each row a number by term; the blocks come in their order."""

    def values(self, sums: dict[str, float]) -> dict[str, float]:
        """The measures by name, of sums; one that they do not tell is left out."""


@dataclass(frozen=True)
class Measured:
    value: float
    deviation: float
    """The standard deviation of resamples, NaN of too few rows: what Model Monitor tells."""
    error: float
    """The standard error, by leaving out one group after the other (Tukey's jackknife)."""


class MeasureCollector:
    """Sums the terms of measures over all rows."""

    def __init__(self, measures: Measures):
        self.rows = 0
        self._measures = measures
        self._sums: dict[str, np.ndarray] = {}
        self._random = np.random.default_rng(0)

    def look(self, rows: Rows) -> Any:
        return self._measures.look(rows)

    def add(self, part: Any) -> None:
        terms = {} if part is None else self._measures.terms(part)
        count = len(next(iter(terms.values()), ()))
        self.rows += count
        groups = self._random.integers(0, _GROUPS, count)
        for name, values in terms.items():
            self._sums[name] = self._sums.get(name, 0.0) + np.bincount(groups, values, minlength=_GROUPS)

    def measured(self) -> dict[str, Measured]:
        """The measures of all rows."""
        if not self.rows:
            return {}
        all_groups = np.ones(_GROUPS)
        without = [self._values(all_groups - one) for one in np.eye(_GROUPS)]
        resamples = self._resamples() if self.rows >= _FEWEST_ROWS else []
        return {
            name: Measured(value, _deviation(name, resamples), _standard_error(name, without))
            for name, value in self._values(all_groups).items()
        }

    def _values(self, wanted: np.ndarray) -> dict[str, float]:
        return self._measures.values({name: float(np.dot(sums, wanted)) for name, sums in self._sums.items()})

    def _resamples(self) -> list[dict[str, float]]:
        random = np.random.default_rng(_RESAMPLES)
        chosen = np.arange(_GROUPS) < _RESAMPLED * _GROUPS
        return [self._values(random.permutation(chosen).astype(float)) for _ in range(_RESAMPLES)]


def _deviation(name: str, resamples: list[dict[str, float]]) -> float:
    values = [one[name] for one in resamples if name in one]
    return float(np.std(values)) if values else math.nan


def _standard_error(name: str, without: list[dict[str, float]]) -> float:
    values = np.array([one[name] for one in without if name in one])
    if len(values) < 2:
        return math.inf
    return float(math.sqrt((len(values) - 1) * values.var()))


def worse_by_chance(value: float, error: float, baseline: float, baseline_error: float, rows: int) -> float:
    """The probability that a measure is as far above the baseline's by chance (Student's t)."""
    from scipy.special import stdtr

    spread = math.hypot(error, baseline_error)
    if not math.isfinite(spread):
        return 1.0
    if spread == 0:
        return 0.0 if value > baseline else 1.0
    return float(stdtr(max(1, min(rows, _GROUPS) - 1), -(value - baseline) / spread))


def numbers_of(rows: Rows, name: str) -> np.ndarray | None:
    """A column of numbers, NaN where there is none that can be squared; None where the rows lack it."""
    if name not in rows.columns:
        return None
    numbers = pc.cast(rows.columns[name], pa.float64()).to_numpy(zero_copy_only=False)
    return np.where(np.abs(numbers) <= GREATEST, numbers, np.nan)
