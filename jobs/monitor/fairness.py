"""How groups of people fare: the measures of Clarify, where the model's file names a facet.

`fairness: { column, group, favourable }`: `group` are the values of the column, one or several, whose people are asked
about; `favourable` says which answers are good for a person: a number (that or more), `{ "atLeast": n }`,
`{ "atMost": n }`. The measures compare the group (d) with all others (a):

| measure | is | of |
| --- | --- | --- |
| CI | class imbalance, (n_a - n_d) / (n_a + n_d) | rows |
| DPL | difference in proportions of labels, q_a - q_d | labels |
| DPPL | the same of predicted labels | answers |
| DI | disparate impact, q_d / q_a of answers | answers |
| DE | difference in error, (mae_d - mae_a) / mae | both |

https://docs.aws.amazon.com/sagemaker/latest/dg/clarify-measure-data-bias.html, clarify-measure-post-training-bias.html
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from data.rows import DatasetError

from monitor.checks import Finding
from monitor.features import CategoricalCells, Feature
from monitor.measures import Measured, Terms, numbers_of, worse_by_chance
from monitor.quality import labels_of
from monitor.settings import Settings
from monitor.source import Rows


@dataclass(frozen=True)
class Facet:
    """Whom the model's file asks about."""

    column: Feature
    group: frozenset[str]
    favourable: dict[str, float]

    def favours(self, values: np.ndarray) -> np.ndarray:
        """Which values are good for a person."""
        least, most = self.favourable.get("atLeast", -np.inf), self.favourable.get("atMost", np.inf)
        return (values >= least) & (values <= most)

    @property
    def document(self) -> dict:
        """What it asks, as a statistics.json tells it: measures of two that differ do not compare."""
        return {"column": self.column.name, "group": sorted(self.group), "favourable": self.favourable}


class Fairness:
    """The measures of a facet, by the labels and by the answers of one algorithm, as far as they are there."""

    def __init__(self, facet: Facet, target: Feature, score: str):
        self._facet = facet
        self._target = target
        self._score = score

    def look(self, rows: Rows) -> tuple[np.ndarray, np.ndarray, np.ndarray] | None:
        cells = rows.cells(self._facet.column)
        if not isinstance(cells, CategoricalCells):
            return None
        known = np.array([name is not None for name in cells.names], bool)[cells.codes]
        inside = np.array([name in self._facet.group for name in cells.names], bool)[cells.codes][known]
        nothing = np.full(len(cells.codes), np.nan)
        labels, scores = labels_of(rows, self._target), numbers_of(rows, self._score)
        return (
            inside,
            (nothing if labels is None else labels)[known],
            (nothing if scores is None else scores)[known],
        )

    def terms(self, found: tuple[np.ndarray, np.ndarray, np.ndarray]) -> Terms:
        inside, labels, scores = found
        errors = np.abs(scores - labels)
        terms = {}
        for side, own in (("d", inside), ("a", ~inside)):
            terms[f"rows {side}"] = own.astype(float)
            for name, values in (("labels", labels), ("answers", scores)):
                terms[f"{name} {side}"] = (own & np.isfinite(values)).astype(float)
                terms[f"favourable {name} {side}"] = (own & self._facet.favours(values)).astype(float)
            there = own & np.isfinite(errors)
            terms[f"errors {side}"] = there.astype(float)
            terms[f"error {side}"] = np.where(there, errors, 0.0)
        return terms

    def values(self, sums: dict[str, float]) -> dict[str, float]:
        values = {}
        rows = sums["rows a"] + sums["rows d"]
        if rows:
            values["CI"] = (sums["rows a"] - sums["rows d"]) / rows
        labels, answers = _shares(sums, "labels"), _shares(sums, "answers")
        if labels:
            values["DPL"] = labels[0] - labels[1]
        if answers:
            values["DPPL"] = answers[0] - answers[1]
            if answers[0]:
                values["DI"] = answers[1] / answers[0]
        if sums["errors a"] and sums["errors d"] and sums["error a"] + sums["error d"]:
            whole = (sums["error a"] + sums["error d"]) / (sums["errors a"] + sums["errors d"])
            values["DE"] = (sums["error d"] / sums["errors d"] - sums["error a"] / sums["errors a"]) / whole
        return values


def _shares(sums: dict[str, float], of: str) -> tuple[float, float] | None:
    """The favourable shares of the others and of the group; None where one of them has no row that tells."""
    if not sums[f"{of} a"] or not sums[f"{of} d"]:
        return None
    return tuple(sums[f"favourable {of} {side}"] / sums[f"{of} {side}"] for side in "ad")


def facet_of(spec: dict, settings: Settings, features: list[Feature]) -> Facet | None:
    """The facet that is named, if one is. Raises DatasetError where it is none."""
    given = settings.fairness or spec.get("fairness")
    if given is None:
        return None
    missing = [name for name in ("column", "group", "favourable") if name not in given]
    if missing:
        raise DatasetError(f"fairness lacks {', '.join(missing)}")
    column = next((feature for feature in features if feature.name == given["column"]), None)
    if column is None or column.is_numeric:
        raise DatasetError(f"fairness.column {given['column']} is none of the model's categorical features")
    group = given["group"] if isinstance(given["group"], list | tuple) else [given["group"]]
    favourable = given["favourable"]
    if isinstance(favourable, int | float):
        favourable = {"atLeast": favourable}
    if not isinstance(favourable, dict) or not favourable or favourable.keys() - {"atLeast", "atMost"}:
        raise DatasetError('fairness.favourable must be a number, {"atLeast": n} or {"atMost": n}')
    return Facet(column, frozenset(map(str, group)), favourable)


def fairness_document(facet: Facet, measured: dict[str, Measured]) -> dict:
    """What a statistics.json tells of a facet, beside what Model Monitor has in it."""
    return {
        **facet.document,
        "measures": {
            name: {"value": one.value, **({"standard_error": one.error} if np.isfinite(one.error) else {})}
            for name, one in measured.items()
        },
    }


def check_fairness(
    facet: Facet, baseline: dict, measured: dict[str, Measured], rows: int, settings: Settings
) -> Iterator[Finding]:
    """The measures that the baseline has, too: which have changed by more than the threshold, and than chance."""
    for name, own in measured.items():
        before = baseline.get("measures", {}).get(name)
        if before is None:
            continue
        change = abs(own.value - before["value"])
        error = before.get("standard_error", 0.0)
        # Either way: twice one side's.
        chance = min(1.0, 2 * worse_by_chance(change, own.error, 0.0, error, rows))
        yield Finding(
            facet.column.name,
            "bias_drift_check",
            f"{name}, Student's t",
            change,
            settings.fairness_threshold,
            change > settings.fairness_threshold,
            f"{name} of {', '.join(sorted(facet.group))} was {before['value']:.4g} in the baseline and is "
            f"{own.value:.4g}: change {change:.4g} exceeds threshold {settings.fairness_threshold:g}",
            f"{name} {before['value']:.4g}",
            f"{name} {own.value:.4g}",
            chance,
            rows=rows,
        )
