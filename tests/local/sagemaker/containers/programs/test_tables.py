"""Large payloads are read at once, and mean what they mean a record at a time."""

import json

import numpy as np
import pytest
import tables
from hypothesis import example, given, settings
from hypothesis import strategies as st
from linear_learner import data as linear_data
from linear_learner import serve
from xgboost_algorithm import data as xgboost_data


@pytest.fixture(autouse=True, scope="module")
def large():
    before, tables.LARGE = tables.LARGE, 1
    yield
    tables.LARGE = before


FIELD = st.sampled_from(["1", "-0", "+2", "2.5", "", " 3 ", "1e3", "1e400", "nan", "inf", "1_0", "x", '"4"', "0.1"])


@settings(deadline=None)
@given(st.lists(st.lists(FIELD, min_size=1, max_size=3).map(",".join), min_size=1, max_size=6).map("\n".join))
@example("1,2\n\n3,4")
@example("1,2\r\n3,4\r\n")
@example("\n1")
@example("\n")
def test_csv(text):
    payload = text.strip()
    table = tables.csv_table(payload.encode())
    if table is not None and _is_guessed_comma(payload):
        assert np.array_equal(table, xgboost_data._checked_table(payload), equal_nan=True)


def _is_guessed_comma(payload):
    """What separates fields is guessed by the first line: it is not always a comma, and may be refused."""
    try:
        return xgboost_data._delimiter(payload.split("\n", 1)[0]) == ","
    except ValueError:
        return False


NUMBER = st.one_of(st.floats(), st.integers(-(2**70), 2**70), st.sampled_from([None, "1", True, [1.0]]))
RECORD = st.one_of(
    st.lists(NUMBER, max_size=3).map(lambda values: {"features": values}),
    st.lists(st.floats(-10, 10), min_size=2, max_size=2).map(lambda values: {"features": values}),
    st.sampled_from([{"features": None}, {"data": {"features": {"values": [1.0]}}}, {"features": [1.0], "more": 1}]),
)


@settings(deadline=None)
@given(st.lists(RECORD, min_size=1, max_size=5))
def test_json_lines(records):
    payload = "".join(f"{json.dumps(record)}\n" for record in records).encode()
    table = tables.features_table(payload)
    if table is None:
        return
    rows = linear_data.payload_rows(payload, "application/jsonlines")
    assert np.array_equal(table, np.array(rows).reshape(table.shape))
    weights = [0.1, -7.3, 1e-3][: table.shape[1]]
    if len(weights) == table.shape[1]:
        one_by_one = [serve.predict(row, weights, 0.7) for row in rows]
        assert serve.predict_all(table, weights, 0.7) == one_by_one


def test_plain_payloads_are_read_at_once():
    assert tables.csv_table(b"1,2\n3,").tolist()[0] == [1.0, 2.0]
    assert tables.features_table(b'{"features":[1,2]}\n{"features":[3.5,4]}\n').tolist() == [[1.0, 2.0], [3.5, 4.0]]


def test_predictions_are_written_as_json_writes_them():
    scores = [1.5, -0.0, 1e22, 1e-7]
    expected = "".join(f"{json.dumps({'score': score})}\n" for score in scores)
    assert serve.encode(scores, "application/jsonlines").decode() == expected
