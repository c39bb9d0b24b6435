import numpy as np
from data.numbers import written
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
