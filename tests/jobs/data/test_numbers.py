import numpy as np
import pytest
from data.numbers import written, written_as_in_javascript
from hypothesis import example, given, settings
from hypothesis import strategies as st

NUMBERS = st.one_of(
    st.floats(), st.floats(-1e10, 1e10), st.floats(-1e-3, 1e-3), st.integers(-(2**60), 2**60).map(float)
)


@settings(deadline=None)
@given(st.lists(NUMBERS, min_size=1, max_size=30))
@example([0.0, -0.0, 1e-4, 9.999999999999999e-05, 1e9, 999999999.0, 1e15, 1e16, 1e22, 5e-324, 0.1 + 0.2])
def test_numbers_are_written_as_python_writes_them(values):
    assert written(np.array(values)).to_pylist() == list(map(repr, values))


def test_values_that_come_again_and_again_are_written_alike():
    values = [0.0, -0.0, 1.5, 1e-7] * 100
    assert written(np.array(values)).to_pylist() == list(map(repr, values))


@pytest.mark.parametrize(
    ("value", "text"),
    [
        *((0.0, "0"), (-0.0, "0"), (5.0, "5"), (-2.5, "-2.5"), (1e9, "1000000000"), (1e20, "100000000000000000000")),
        *((1e21, "1e+21"), (-1.5e300, "-1.5e+300"), (123456789012345680000.0, "123456789012345680000")),
        *((1e-4, "0.0001"), (0.00001234, "0.00001234"), (1e-6, "0.000001"), (1e-7, "1e-7"), (5e-324, "5e-324")),
        *((20768.083984375, "20768.083984375"), (4294967296.5, "4294967296.5")),
    ],
)
def test_numbers_as_javascript_writes_them(value, text):
    assert written_as_in_javascript(np.array([value])).to_pylist() == [text]
