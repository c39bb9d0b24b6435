"""Quantiles in bounded memory: exact for few values, near enough for many."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from monitor.sketch import Sketch


@settings(deadline=None)
@given(st.lists(st.lists(st.integers(-5, 5).map(float), max_size=30), max_size=6))
def test_few_values_are_kept_as_they_are(blocks):
    sketch = Sketch(256)
    for block in blocks:
        sketch.add(np.array(block))
    values, counts = sketch.items()
    expected = np.unique(np.concatenate([*map(np.array, blocks), np.zeros(0)]), return_counts=True)
    assert values.tolist() == expected[0].tolist()
    assert counts.tolist() == expected[1].tolist()


@settings(deadline=None)
@given(st.lists(st.integers(0, 3000), max_size=5), st.integers(2, 64))
def test_no_value_is_lost_or_counted_twice(sizes, k):
    sketch = Sketch(k)
    for size in sizes:
        sketch.add(np.arange(size, dtype=float))
    assert sketch.items()[1].sum() == sketch.count == sum(sizes)
    assert sketch.thinned(2).items()[1].sum() == sum(sizes)


@pytest.mark.parametrize("order", ["shuffled", "ascending"])
def test_ranks_of_many_values_are_right_within_a_few_thousandths(order):
    values = np.random.default_rng(5).permutation(700_001).astype(float)
    if order == "ascending":
        values = np.sort(values)
    sketch = Sketch(2**14)
    for block in np.array_split(values, 97):
        sketch.add(block)
    for one in (sketch, sketch.thinned(2048)):
        found, counts = one.items()
        ranks = np.cumsum(counts) / len(values)
        assert np.abs(ranks - (found + 1) / len(values)).max() < 0.004
    assert sum(map(len, sketch.levels)) < 100_000


def test_the_same_values_give_the_same_sketch():
    def sketched():
        sketch = Sketch(64)
        for block in np.array_split(np.random.default_rng(1).normal(size=300_000), 7):
            sketch.add(block)
        return sketch.items()

    assert np.array_equal(sketched(), sketched())
