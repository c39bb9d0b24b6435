"""What charts show of a judgement: figures.json, as large for a million rows as for a thousand.

Of a feature it has the same bins, or the same categories, of the baseline and of the window, so that one picture shows
both. It tells no row; what does (answers.py) lies where captures do.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from monitor.features import Feature
from monitor.profiles import Profile
from monitor.report import Run
from monitor.sketch import Sketch
from monitor.summary import CategoricalSummary, NumericSummary, Summary
from monitor.words import shown

_BINS = 20

# A number that has no more different values is shown value by value.
_FEW_VALUES = 12

# The largest categories of both sides; the others are shown as one.
_CATEGORIES = 20

# The weightiest features; of a thousand features nobody looks at each.
_FEATURES = 100

# The share of values on either side that the outermost bin takes in, so that one outlier does not hide all others.
_TAIL = 0.01


def figures_of(run: Run, rows: int, **parts: object) -> dict:
    """figures.json."""
    return {"run": run.id, "time": run.time, "judgement": run.judgement, "rows": rows, **parts}


def feature_figures(features: Iterable[Feature], before: Profile, after: Profile, ranked: Sequence[str]) -> dict:
    """The features that both have, the weightiest first; `ranked` are their names in that order."""
    known = {feature.name: feature for feature in features}
    # A column that nothing was found of may have no rank.
    names = [name for name in dict.fromkeys([*ranked, *after.features]) if name in known]
    both = [name for name in names if name in before.features and name in after.features]
    shown = both[:_FEATURES]
    return {
        "features": [
            {
                "feature": name,
                "type": known[name].column["type"],
                **_figures(before.features[name], after.features[name]),
            }
            for name in shown
        ],
        "leftOut": len(both) - len(shown),
    }


def _figures(before: Summary, after: Summary) -> dict:
    if isinstance(before, NumericSummary) and isinstance(after, NumericSummary):
        return _numbers(before, after)
    return _categories(before, after)


def _numbers(before: NumericSummary, after: NumericSummary) -> dict:
    sides = [_items(one.sketch) for one in (before, after)]
    values = np.union1d(sides[0][0], sides[1][0])
    if len(values) <= _FEW_VALUES:
        counts = [_counted_at(values, *items) for items in sides]
        told = [_side(one, own) for one, own in zip((before, after), counts, strict=True)]
        return {"kind": "values", "labels": values.tolist(), "baseline": told[0], "window": told[1]}
    edges = _edges(sides)
    baseline, window = (
        {**_side(one, _binned(edges, *items)), "least": one.least, "most": one.most, "mean": one.mean}
        if one.count
        else _side(one, [0] * _BINS)
        for one, items in zip((before, after), sides, strict=True)
    )
    return {"kind": "bins", "edges": edges.tolist(), "baseline": baseline, "window": window}


def _items(sketch: Sketch) -> tuple[np.ndarray, np.ndarray]:
    return sketch.items() if sketch.count else (np.zeros(0), np.zeros(0))


def _edges(sides: Sequence[tuple[np.ndarray, np.ndarray]]) -> np.ndarray:
    """Bins of equal width between the quantiles of both; the outermost ones take in what is beyond."""
    told = [items for items in sides if len(items[0])]
    least, most = zip(*(_quantiles(*items) for items in told), strict=True)
    low, high = min(least), max(most)
    if low == high:
        low, high = min(values[0] for values, _ in told), max(values[-1] for values, _ in told)
    return np.linspace(low, high, _BINS + 1)


def _quantiles(values: np.ndarray, weights: np.ndarray) -> tuple[float, float]:
    shares = np.cumsum(weights) / weights.sum()
    last = len(values) - 1
    return tuple(float(values[min(last, np.searchsorted(shares, share))]) for share in (_TAIL, 1 - _TAIL))


def _binned(edges: np.ndarray, values: np.ndarray, weights: np.ndarray) -> list[int]:
    places = np.clip(np.searchsorted(edges, values, "right") - 1, 0, _BINS - 1)
    return np.bincount(places, weights, minlength=_BINS).astype(int).tolist()


def _counted_at(labels: np.ndarray, values: np.ndarray, weights: np.ndarray) -> list[int]:
    places = np.searchsorted(labels, values)
    return np.bincount(places, weights, minlength=len(labels)).astype(int).tolist()


def _categories(before: CategoricalSummary, after: CategoricalSummary) -> dict:
    shares = {
        label: max(_share(before, label), _share(after, label)) for label in before.counts.keys() | after.counts.keys()
    }
    ordered = sorted(shares, key=lambda label: (-shares[label], label))
    labels, others = ordered[:_CATEGORIES], ordered[_CATEGORIES:]
    return {
        "kind": "categories",
        "labels": [shown(label) for label in labels],
        "unknown": [label not in before.counts and not before.others for label in labels],
        "others": len(others),
        **{
            side: {
                **_side(one, [one.counts[label] for label in labels]),
                "rest": one.others + sum(one.counts[label] for label in others),
                "distinct": len(one.counts),
            }
            for side, one in (("baseline", before), ("window", after))
        },
    }


def _share(summary: CategoricalSummary, label: str) -> float:
    return summary.counts[label] / summary.count if summary.count else 0.0


def _side(summary: Summary, counts: list[int]) -> dict:
    return {"present": summary.present, "missing": summary.missing, "counts": counts}
