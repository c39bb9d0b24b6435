"""Probabilities, against those of scipy and against what was drawn."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from monitor.significance import (
    chi_square_probability,
    chi_square_tail,
    fewer_present_probability,
    ks_probability,
    more_unknown_probability,
    significant,
)
from scipy import stats

SIDES = {False: "two-sided", True: "greater"}


@pytest.mark.parametrize("one_sided", SIDES)
@pytest.mark.parametrize("sizes", [(5, 7), (30, 30), (563, 50), (200, 400)])
def test_small_samples_have_the_exact_probability(sizes, one_sided):
    random = np.random.default_rng(3)
    for shift in (0, 0.3, 1):
        first, second = random.normal(size=sizes[0]), random.normal(shift, 1, sizes[1])
        exact = stats.ks_2samp(first, second, SIDES[one_sided], method="exact")
        assert ks_probability(exact.statistic, *sizes, one_sided) == pytest.approx(exact.pvalue, rel=1e-6, abs=1e-12)


@pytest.mark.parametrize("one_sided", SIDES)
def test_large_samples_have_nearly_the_exact_probability(one_sided):
    first, second = np.random.default_rng(4).normal(size=1500), np.random.default_rng(5).normal(0.1, 1, 1500)
    exact = stats.ks_2samp(first, second, SIDES[one_sided], method="exact")
    assert ks_probability(exact.statistic, 1500, 1500, one_sided) == pytest.approx(exact.pvalue, rel=0.1)


def test_frequent_categories_are_judged_by_chi_square():
    before, after = np.array([300.0, 200.0, 100.0]), np.array([90.0, 80.0, 60.0])
    expected = stats.chi2_contingency([before, after], correction=False).pvalue
    assert chi_square_probability(before, after) == pytest.approx(expected)


@pytest.mark.parametrize("freedom", [1, 2, 3, 8, 99, 4999])
@pytest.mark.parametrize("ratio", [0.0, 0.01, 0.5, 1.0, 1.5, 20.0])
def test_the_tail_of_chi_square_is_scipys(ratio, freedom):
    expected = stats.chi2.sf(ratio * freedom, freedom)
    assert chi_square_tail(ratio * freedom, freedom) == pytest.approx(expected, rel=1e-9, abs=1e-300)


def test_rare_categories_are_judged_by_permutation_of_all_rows():
    before, after = np.array([8.0, 5.0, 2.0]), np.array([1.0, 2.0, 6.0])
    rows = np.repeat([0, 1, 2], (before + after).astype(int))

    def statistic(table):
        return stats.chi2_contingency(table, correction=False).statistic

    random = np.random.default_rng(0)
    drawn = 0
    for _ in range(2000):
        counts = np.bincount(random.permutation(rows)[: int(after.sum())], minlength=3)
        drawn += statistic([before + after - counts, counts]) >= statistic([before, after]) - 1e-9
    assert chi_square_probability(before, after) == pytest.approx(drawn / 2000, abs=0.02)


@given(st.lists(st.integers(0, 40), min_size=1, max_size=8), st.lists(st.integers(0, 40), min_size=1, max_size=8))
@settings(max_examples=30, deadline=None)
def test_whatever_the_counts_there_is_a_probability(before, after):
    size = max(len(before), len(after))
    counts = [np.pad(np.array(one, float), (0, size - len(one))) for one in (before, after)]
    assert 0 <= chi_square_probability(*counts) <= 1


def test_the_same_categories_may_come_by_chance():
    assert chi_square_probability(np.array([10.0]), np.array([20.0])) == 1.0
    assert chi_square_probability(np.array([500.0, 500.0]), np.array([50.0, 50.0])) == pytest.approx(1.0)


@pytest.mark.parametrize("counts", [((500, 3), (490, 10)), ((90, 10), (9, 1)), ((100, 0), (50, 1))])
def test_missing_values_are_judged_by_fishers_test(counts):
    expected = stats.fisher_exact(counts, "greater").pvalue
    assert fewer_present_probability(*counts) == pytest.approx(expected)


def test_unknown_values_are_judged_by_the_share_that_is_expected():
    assert more_unknown_probability(0, 100, 0.01) == 1.0
    assert more_unknown_probability(3, 100, 0.01) == pytest.approx(stats.binom.sf(2, 100, 0.01))


@settings(deadline=None)
@given(st.lists(st.floats(0, 1), max_size=12))
def test_several_findings_hold_as_benjamini_and_hochberg_say(probabilities):
    adjusted = stats.false_discovery_control(probabilities) if probabilities else []
    # Right at the rate, rounding decides.
    clear = [abs(value - 0.05) > 1e-9 for value in adjusted]
    found = significant(probabilities, 0.05)
    assert [one for one, is_clear in zip(found, clear, strict=True) if is_clear] == [
        value <= 0.05 for value, is_clear in zip(adjusted, clear, strict=True) if is_clear
    ]
