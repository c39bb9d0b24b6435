"""How often the default method cries wolf, and what it finds: windows drawn from the training rows of used-cars.csv.

bench/drift draws more of them, of more sizes, with more shifts.
"""

import pytest
from windows import Windows

WINDOWS, ROWS = 200, 500
MOST_ALARMS, LEAST_FOUND = 0.02 * WINDOWS, 0.95 * WINDOWS


@pytest.fixture(scope="module")
def windows():
    return Windows()


@pytest.mark.parametrize("size", [50, ROWS])
def test_the_default_raises_a_false_alarm_in_no_more_than_two_percent_of_windows(windows, size):
    alarms = [windows.violated(window) for window in windows.draw(WINDOWS, size)]
    assert len(alarms) == WINDOWS
    assert sum(map(bool, alarms)) <= MOST_ALARMS


def test_it_finds_a_mileage_shift_of_half_a_deviation_in_nearly_all_windows_and_nothing_else(windows):
    found = [windows.violated(windows.with_mileage(window, 0.5)) for window in windows.draw(WINDOWS, ROWS)]
    assert sum("mileage" in some for some in found) >= LEAST_FOUND
    assert sum(some > {"mileage"} for some in found) <= MOST_ALARMS


def test_it_finds_another_mix_of_makes_and_nothing_else(windows):
    found = [windows.violated(windows.with_makes(window, 0.25)) for window in windows.draw(WINDOWS, ROWS)]
    assert sum("make" in some for some in found) >= LEAST_FOUND
    assert sum(some > {"make"} for some in found) <= MOST_ALARMS
