"""Whether a model still relies on what it relied on: attribution drift, as Clarify has it.

Features are ranked by their mean absolute attribution in the window; NDCG says how much of what the baseline's ranking
gains that ranking still gains: 1 where the order is the same, less the more the features that mattered have sunk.
https://docs.aws.amazon.com/sagemaker/latest/dg/clarify-model-monitor-feature-attribution-drift.html
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from pathlib import Path

import job
from data.rows import DatasetError

from monitor.checks import Finding
from monitor.features import Feature
from monitor.linear import Contributions

CHECK = "feature_attribution_drift_check"

# What Clarify calls the answer of a regression.
LABEL = "label0"


class Attribution:
    """The mean absolute attributions of a window's rows, for one version, and those of its baseline.

    A linear version's are told from the rows; those of trees a job in the algorithm's own image has told before
    (explain/contributions.py): `window` is what it has left.
    """

    def __init__(self, features: Sequence[Feature], baseline: dict, window: dict | None):
        self._baseline = baseline
        self._told = window
        self.collector = Contributions(features, baseline) if window is None else None

    def document(self) -> dict:
        """The window's, in the shape of Clarify's analysis.json."""
        told = self.collector.document() if self.collector is not None else self._told
        return {"version": "1.0", "explanations": told["explanations"]}

    def findings(self, least: float) -> list[Finding]:
        told = self.collector.document() if self.collector is not None else self._told
        if not told["rows"]:
            return []
        return [check_attributions(_amounts(self._baseline), _amounts(told), told["rows"], least)]


def read_attribution(features: Sequence[Feature], name: str, folder: Path, window: Path | None) -> Attribution | None:
    """What a version's baseline and the job's folder of the window tell; None where the version has none.

    Raises DatasetError.
    """
    path = folder / "attribution.json"
    baseline = job.read_json(path, f"the attributions of {name}") if path.exists() else {}
    if "explanations" not in baseline:
        return None
    if window is not None:
        return Attribution(features, baseline, job.read_json(window / "attribution.json", f"the window's of {name}"))
    return Attribution(features, baseline, None) if "linear" in baseline else None


def _amounts(attribution: dict) -> dict[str, float]:
    try:
        found = attribution["explanations"]["kernel_shap"][LABEL]["global_shap_values"]
        return {str(name): float(value) for name, value in found.items()}
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise DatasetError(f"attribution.json is not as Clarify's analysis.json is: {error!r}") from None


def ndcg(baseline: Mapping[str, float], window: Mapping[str, float]) -> float:
    """The normalized discounted cumulative gain of the window's ranking, by the baseline's attributions.

    Features that one of them lacks have no attribution there. Equal ones share their places.
    """
    names = baseline.keys() | window.keys()
    gains = {name: abs(baseline.get(name, 0.0)) for name in names}
    best = _gained(gains, gains)
    return _gained(gains, {name: abs(window.get(name, 0.0)) for name in names}) / best if best else 1.0


def check_attributions(
    baseline: Mapping[str, float], window: Mapping[str, float], rows: int, least: float = 0.9
) -> Finding:
    """The finding of the model as a whole; below 0.9 Clarify alarms."""
    value = ndcg(baseline, window)
    return Finding(
        LABEL,
        CHECK,
        "NDCG",
        value,
        least,
        value < least,
        f"Feature attribution drift {value:.4g} exceeds threshold {least:g}",
        ", ".join(_ranked(baseline)[:3]),
        ", ".join(_ranked(window)[:3]),
        rows=rows,
    )


def _gained(gains: Mapping[str, float], scores: Mapping[str, float]) -> float:
    places: dict[float, list[int]] = {}
    for place, name in enumerate(_ranked(scores), start=1):
        places.setdefault(scores[name], []).append(place)
    # What a place counts for is the mean of those that equals share.
    worth = {score: sum(1 / math.log2(place + 1) for place in own) / len(own) for score, own in places.items()}
    return sum(gains[name] * worth[scores[name]] for name in gains)


def _ranked(attributions: Mapping[str, float]) -> list[str]:
    return sorted(attributions, key=lambda name: (-abs(attributions[name]), name))
