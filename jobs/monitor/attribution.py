"""Whether a model still relies on what it relied on: attribution drift, as Clarify has it.

Features are ranked by their mean absolute attribution in the window; NDCG says how much of what the baseline's ranking
gains that ranking still gains: 1 where the order is the same, less the more the features that mattered have sunk.
https://docs.aws.amazon.com/sagemaker/latest/dg/clarify-model-monitor-feature-attribution-drift.html
"""

from __future__ import annotations

import math
from collections.abc import Mapping

from monitor.checks import Finding

# Below this Clarify alarms.
LEAST_NDCG = 0.9

CHECK = "feature_attribution_drift_check"


def ndcg(baseline: Mapping[str, float], window: Mapping[str, float]) -> float:
    """The normalized discounted cumulative gain of the window's ranking, by the baseline's attributions.

    Features that one of them lacks have no attribution there. Equal ones share their places.
    """
    names = baseline.keys() | window.keys()
    gains = {name: abs(baseline.get(name, 0.0)) for name in names}
    best = _gained(gains, gains)
    return _gained(gains, {name: abs(window.get(name, 0.0)) for name in names}) / best if best else 1.0


def check_attributions(
    baseline: Mapping[str, float], window: Mapping[str, float], rows: int, least: float = LEAST_NDCG
) -> Finding:
    """The finding of the model as a whole: `label0` is what Clarify calls the answer of a regression."""
    value = ndcg(baseline, window)
    return Finding(
        "label0",
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
