"""How far two distributions are apart.

The L-infinity distances are those of deequ (awslabs/deequ, analyzers/Distance.scala), which Model Monitor judges by;
the others stand beside them. Numeric distributions are different values in ascending order, with the number of values
that each stands for (sketch.py); categorical ones are counts by name.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import NamedTuple

import numpy as np

Items = tuple[np.ndarray, np.ndarray]

# Population stability and Jensen-Shannon distance of numbers are over as many bins of equal share of the baseline.
_BINS = 10

# The share of an empty bin, which has no logarithm.
_LEAST_SHARE = 1e-4


class Distances(NamedTuple):
    """All distances of a feature.

    `up` and `down` are the largest differences of the cumulative shares where the window has the larger and where it
    has the smaller values; of categories both are the simple distance. Wasserstein's is in standard deviations of
    the baseline, and not told of categories.
    """

    simple: float
    robust: float
    up: float
    down: float
    total_variation: float
    psi: float
    jensen_shannon: float
    wasserstein: float | None


def numeric_distances(baseline: Items, window: Items, deviation: float) -> Distances:
    """The distances of numbers; `deviation` is the baseline's standard deviation."""
    values = np.union1d(baseline[0], window[0])
    before, after = _cumulative(baseline, values), _cumulative(window, values)
    up, down = _largest(before - after), _largest(after - before)
    simple = max(up, down)
    moved = float((np.diff(values) * np.abs(before - after)[:-1]).sum())
    shares = _binned(baseline, window)
    return Distances(
        simple,
        robust(simple, baseline[1].sum(), window[1].sum()),
        up,
        down,
        total_variation(*shares),
        psi(*shares),
        jensen_shannon(*shares),
        moved / deviation if deviation > 0 else moved,
    )


def categorical_distances(baseline: Mapping[str, int], window: Mapping[str, int]) -> Distances:
    """The distances of categories."""
    before, after = aligned(baseline, window)
    shares = before / before.sum(), after / after.sum()
    simple = float(np.abs(shares[0] - shares[1]).max())
    least = robust(simple, before.sum(), after.sum())
    moved = total_variation(*shares)
    return Distances(simple, least, simple, simple, moved, psi(*shares), jensen_shannon(*shares), None)


def robust(simple: float, n: float, m: float) -> float:
    """The simple distance less what chance makes of two samples of these sizes; deequ has the factor 1.8."""
    return max(0.0, simple - 1.8 * math.sqrt((n + m) / (n * m)))


def total_variation(before: np.ndarray, after: np.ndarray) -> float:
    """The total variation of two lists of shares: the least share of rows that has another category now."""
    return float(np.abs(before - after).sum() / 2)


def psi(before: np.ndarray, after: np.ndarray) -> float:
    """The population stability index of two lists of shares."""
    before, after = np.maximum(before, _LEAST_SHARE), np.maximum(after, _LEAST_SHARE)
    return float(np.sum((after - before) * np.log(after / before)))


def jensen_shannon(before: np.ndarray, after: np.ndarray) -> float:
    """The Jensen-Shannon distance of two lists of shares: the root of the divergence to base 2, from 0 to 1."""
    middle = (before + after) / 2
    return math.sqrt(max(0.0, (_divergence(before, middle) + _divergence(after, middle)) / 2))


def aligned(baseline: Mapping[str, int], window: Mapping[str, int]) -> tuple[np.ndarray, np.ndarray]:
    """The counts of all categories of both, in one order."""
    names = sorted(baseline.keys() | window.keys())
    return (
        np.array([baseline.get(name, 0) for name in names], np.float64),
        np.array([window.get(name, 0) for name in names], np.float64),
    )


def aligned_items(baseline: Items, window: Items) -> tuple[np.ndarray, np.ndarray]:
    """The counts of all values of both, in ascending order of the values."""
    values = np.union1d(baseline[0], window[0])
    return tuple(np.diff(_cumulative(items, values) * items[1].sum(), prepend=0.0) for items in (baseline, window))


def _divergence(shares: np.ndarray, middle: np.ndarray) -> float:
    there = shares > 0
    return float(np.sum(shares[there] * np.log2(shares[there] / middle[there])))


def _cumulative(items: Items, at: np.ndarray) -> np.ndarray:
    """The share of the values that are at most as large, for each of some values."""
    values, weights = items
    sums = np.concatenate(([0.0], np.cumsum(weights)))
    return sums[np.searchsorted(values, at, "right")] / sums[-1]


def _largest(differences: np.ndarray) -> float:
    return max(0.0, float(differences.max()))


def _binned(baseline: Items, window: Items) -> tuple[np.ndarray, np.ndarray]:
    """The shares of both in the bins that the baseline's quantiles make."""
    values, weights = baseline
    sums = np.cumsum(weights)
    places = np.searchsorted(sums, sums[-1] * np.arange(1, _BINS) / _BINS)
    edges = np.unique(values[places])
    before, after = (np.diff(np.concatenate(([0.0], _cumulative(items, edges), [1.0]))) for items in (baseline, window))
    return before, after
