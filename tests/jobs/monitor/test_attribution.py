"""Attribution drift, against scikit-learn's NDCG, which Clarify names."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from monitor.attribution import check_attributions, ndcg
from sklearn.metrics import ndcg_score

AMOUNTS = st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), min_size=2, max_size=8)


@settings(deadline=None)
@given(AMOUNTS)
def test_it_is_what_scikit_learn_has(pairs):
    before = {f"f{place}": float(pair[0]) for place, pair in enumerate(pairs)}
    after = {f"f{place}": float(pair[1]) for place, pair in enumerate(pairs)}
    if any(before.values()):
        expected = ndcg_score(np.array([list(before.values())]), np.array([list(after.values())]))
        assert ndcg(before, after) == pytest.approx(expected)


def test_the_order_alone_counts_and_signs_do_not():
    assert ndcg({"a": 3, "b": 2, "c": 1}, {"a": 30, "b": -20, "c": 0.1}) == pytest.approx(1)
    assert ndcg({}, {}) == 1.0


def test_what_has_sunk_is_found():
    before = {"mileage": 0.6, "make": 0.3, "doors": 0.05, "leather": 0.05}
    calm = check_attributions(before, {**before, "make": 0.5}, 100)
    sunk = check_attributions(before, {"mileage": 0.05, "make": 0.1, "doors": 0.5, "leather": 0.4}, 100)
    assert (calm.exceeds, sunk.exceeds) == (False, True)
    assert sunk.description == f"Feature attribution drift {sunk.value:.4g} exceeds threshold 0.9"
    assert (sunk.baseline, sunk.observed) == ("mileage, make, doors", "doors, leather, make")


def test_a_feature_that_is_new_or_gone_has_no_attribution_there():
    assert ndcg({"a": 1, "b": 1}, {"a": 1, "c": 1}) < 1
