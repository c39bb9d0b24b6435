"""How good the answers are where what is true came: model quality.

A kind of problem is measures (measures.py) with what a baseline suggests of each. Thresholds have slack of the error in
the target's unit: `rmse` and `mae` may be so much larger, `mse` by the square of that, and `r2` smaller by as much of
what it leaves unexplained, so that all four say the same.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from datetime import datetime
from typing import ClassVar

import numpy as np
from data.rows import DatasetError

from monitor.checks import Finding
from monitor.features import Feature
from monitor.measures import Measured, Terms, numbers_of, worse_by_chance
from monitor.settings import Settings
from monitor.source import OWN, Rows

LABEL = f"{OWN}label"

# The combined result, beside the algorithms' names.
RESULT = "result"

_GREATER, _LESS = "GreaterThanThreshold", "LessThanThreshold"


def score_column(name: str) -> str:
    """The column with what an algorithm answered, or with the combined result."""
    return f"{OWN}{RESULT}" if name == RESULT else f"{OWN}score.{name}"


class Regression:
    """mae, mse, rmse and r2 of what an algorithm answered."""

    kind = "regression"
    operators: ClassVar = {"mae": _GREATER, "mse": _GREATER, "rmse": _GREATER, "r2": _LESS}

    def __init__(self, target: Feature, score: str):
        self._target = target
        self._score = score
        self._middle: float | None = None

    def look(self, rows: Rows) -> tuple[np.ndarray, np.ndarray] | None:
        labels, scores = labels_of(rows, self._target), numbers_of(rows, self._score)
        if labels is None or scores is None:
            return None
        both = np.isfinite(labels) & np.isfinite(scores)
        return labels[both], scores[both] - labels[both]

    def terms(self, found: tuple[np.ndarray, np.ndarray]) -> Terms:
        labels, errors = found
        # Squares of large numbers would leave nothing of what lies between them.
        if self._middle is None and len(labels):
            self._middle = float(labels.mean())
        centred = labels - (self._middle or 0.0)
        return {
            "rows": np.ones(len(labels)),
            "absolute": np.abs(errors),
            "squared": errors**2,
            "labels": centred,
            "spread": centred**2,
        }

    def values(self, sums: dict[str, float]) -> dict[str, float]:
        count = sums["rows"]
        if not count:
            return {}
        mse = sums["squared"] / count
        variance = sums["spread"] / count - (sums["labels"] / count) ** 2
        errors = {"mae": sums["absolute"] / count, "mse": mse, "rmse": math.sqrt(mse)}
        return {**errors, "r2": 1 - mse / variance} if variance > 0 else errors

    @staticmethod
    def suggest(values: dict[str, float], slack: float) -> dict[str, float]:
        """The thresholds of a baseline's metrics."""
        worse = {"mae": 1 + slack, "mse": (1 + slack) ** 2, "rmse": 1 + slack}
        suggested = {name: values[name] * factor for name, factor in worse.items() if name in values}
        return {**suggested, "r2": 1 - (1 - values["r2"]) * (1 + slack) ** 2} if "r2" in values else suggested


# By what a model's file says that it predicts; nothing is a number.
PROBLEMS = {"regression": Regression}


def labels_of(rows: Rows, target: Feature) -> np.ndarray | None:
    """What is true of each row: the label that came for it, or the target of training data."""
    if LABEL in rows.columns:
        return numbers_of(rows, LABEL)
    cells = rows.cells(target)
    return None if cells is None else cells.values


def problem_of(spec: dict) -> type[Regression]:
    """The measures of a model's kind of problem. Raises DatasetError for one that there is not."""
    name = spec.get("problem", Regression.kind)
    if name not in PROBLEMS:
        raise DatasetError(f"the model's problem {name} has no measures of quality; there are {', '.join(PROBLEMS)}")
    return PROBLEMS[name]


def quality_statistics(problem: type[Regression], rows: int, measured: dict[str, Measured], time: datetime) -> dict:
    """statistics.json of a judgement of quality; `standard_error` is ours."""
    return {
        "version": 0.0,
        "dataset": {"item_count": rows, "evaluation_time": f"{time:%Y-%m-%dT%H:%M:%S}.{time.microsecond // 1000:03}Z"},
        f"{problem.kind}_metrics": {
            name: {
                "value": one.value,
                "standard_deviation": "NaN" if math.isnan(one.deviation) else one.deviation,
                **({"standard_error": one.error} if math.isfinite(one.error) else {}),
            }
            for name, one in measured.items()
        },
    }


def quality_constraints(problem: type[Regression], measured: dict[str, Measured], settings: Settings) -> dict:
    """constraints.json: the baseline's metrics with slack."""
    thresholds = problem.suggest({name: one.value for name, one in measured.items()}, settings.quality_slack)
    return {
        "version": 0.0,
        f"{problem.kind}_constraints": {
            name: {"threshold": threshold, "comparison_operator": problem.operators[name]}
            for name, threshold in thresholds.items()
        },
    }


def check_quality(
    problem: type[Regression],
    statistics: dict,
    constraints: dict,
    measured: dict[str, Measured],
    rows: int,
    settings: Settings,
) -> Iterator[Finding]:
    """The metrics of a window against a baseline's constraints, and whether chance makes as much of a difference."""
    before = statistics.get(f"{problem.kind}_metrics", {})
    for name, constraint in constraints.get(f"{problem.kind}_constraints", {}).items():
        if name not in measured:
            continue
        own, baseline = measured[name], before.get(name, {})
        threshold = settings.metrics.get(name, {}).get("threshold", constraint["threshold"])
        operator = constraint["comparison_operator"]
        sign = -1 if operator == _LESS else 1
        chance = None
        if "value" in baseline and settings.method == "auto":
            error = baseline.get("standard_error", 0.0)
            chance = worse_by_chance(sign * own.value, own.error, sign * baseline["value"], error, rows)
        yield Finding(
            name,
            operator,
            "rule" if chance is None else "Student's t",
            own.value,
            threshold,
            sign * own.value > sign * threshold,
            f"Metric {name} with {own.value:.6g} was {operator} {threshold:.6g}",
            f"{baseline['value']:.6g}" if "value" in baseline else "",
            f"{own.value:.6g}",
            chance,
            rows=rows,
        )
