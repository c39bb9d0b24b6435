"""Distances of distributions, against what deequ, scipy and pencil say."""

import math

import numpy as np
import pytest
from monitor.distances import categorical_distances, jensen_shannon, numeric_distances, psi, robust
from scipy import stats
from scipy.spatial.distance import jensenshannon


def items(values):
    return np.unique(np.asarray(values, float), return_counts=True)


def test_simple_is_the_distance_of_kolmogorov_and_smirnov_with_its_sides():
    random = np.random.default_rng(1)
    before, after = random.normal(size=300), random.normal(0.4, 1.5, 200)
    found = numeric_distances(items(before), items(after), before.std())
    assert found.simple == pytest.approx(stats.ks_2samp(before, after).statistic)
    assert found.up == pytest.approx(stats.ks_2samp(before, after, "greater").statistic)
    assert found.down == pytest.approx(stats.ks_2samp(before, after, "less").statistic)
    assert found.wasserstein == pytest.approx(stats.wasserstein_distance(before, after) / before.std())


def test_robust_is_what_deequ_takes_off():
    """analyzers/Distance.scala: linfSimple - 1.8 * sqrt((n + m) / (n * m)), never below 0."""
    assert robust(0.5, 100, 50) == pytest.approx(0.5 - 1.8 * math.sqrt(150 / 5000))
    assert robust(0.1, 10, 10) == 0.0
    found = numeric_distances(items(range(100)), items(range(50, 150)), 1.0)
    assert (found.simple, found.robust) == (0.5, pytest.approx(0.5 - 1.8 * math.sqrt(200 / 10000)))


def test_categories_are_compared_by_their_shares():
    """deequ's categoricalDistance: of each category of either, the larger difference of shares."""
    found = categorical_distances({"a": 50, "b": 50}, {"a": 10, "c": 10})
    assert found.simple == pytest.approx(0.5)
    assert found.total_variation == pytest.approx(0.5)
    assert categorical_distances({"a": 3, "b": 1}, {"b": 25, "a": 75}).simple == 0.0


def test_shares_are_compared_as_others_do():
    before, after = np.array([0.5, 0.3, 0.2]), np.array([0.4, 0.4, 0.2])
    assert jensen_shannon(before, after) == pytest.approx(jensenshannon(before, after, 2))
    assert psi(before, after) == pytest.approx(-0.1 * math.log(0.8) + 0.1 * math.log(4 / 3))


def test_a_constant_column_has_distances_too():
    same = numeric_distances(items([3.0] * 9), items([3.0] * 4), 0.0)
    moved = numeric_distances(items([3.0] * 9), items([5.0] * 4), 0.0)
    assert set(same) == {0.0}
    assert (moved.simple, moved.up, moved.down, moved.wasserstein) == (1.0, 1.0, 0.0, 2.0)
