import csv

import pytest
from data.rows import DatasetError
from dataset import Problem, QuarantinedRow
from quarantine import Quarantine


def row(number: int, *problems: Problem) -> QuarantinedRow:
    return QuarantinedRow("cars.csv", number, f"{number},x", problems)


def test_keeps_rows_with_their_reasons_and_counts_them_by_kind(tmp_path):
    path = tmp_path / "quarantine/quarantined.csv"
    with Quarantine(path) as quarantine:
        quarantine.add(row(3, Problem("expected a number", "mileage", "x"), Problem("the value is missing", "make")))
        quarantine.add(row(5, Problem("expected a number", "mileage", "y")))
    assert quarantine.count == 2
    assert quarantine.reasons() == {"mileage: expected a number": 2, "make: the value is missing": 1}
    with path.open(newline="") as file:
        assert list(csv.reader(file)) == [
            ["row", "line", "reason", "file"],
            ["3", "3,x", 'mileage: expected a number, got "x"; make: the value is missing', "cars.csv"],
            ["5", "5,x", 'mileage: expected a number, got "y"', "cars.csv"],
        ]


def test_keeps_a_row_with_a_nul_as_it_came(tmp_path):
    path = tmp_path / "quarantined.csv"
    with Quarantine(path) as quarantine:
        quarantine.add(QuarantinedRow("cars.csv", 1, 'a\0"b,x', (Problem("expected a number", "mileage", "x"),)))
    assert path.read_bytes().splitlines()[1].startswith(b'"1","a\0""b,x","mileage: expected')


def test_leaves_no_file_without_a_row(tmp_path):
    with Quarantine(tmp_path / "quarantine/quarantined.csv") as quarantine:
        pass
    quarantine.check(0, 0)
    assert list(tmp_path.iterdir()) == []


def test_refuses_more_than_the_accepted_share(tmp_path):
    with Quarantine(tmp_path / "quarantined.csv") as quarantine:
        quarantine.add(row(3, Problem("expected a number", "mileage", "x")))
    quarantine.check(20, 0.05)
    with pytest.raises(
        DatasetError, match=r"^1 of 19 rows cannot be used, more than the accepted 5\.0%; the first is row 3"
    ):
        quarantine.check(19, 0.05)


@pytest.mark.parametrize("percent", [7, 14, 28, 29, 57, 58])
def test_a_share_is_compared_exactly_as_it_was_written(tmp_path, percent):
    quarantine = Quarantine(tmp_path / "quarantined.csv")
    with quarantine:
        for number in range(percent):
            quarantine.add(row(number, Problem("expected a number", "mileage", "x")))
        quarantine.check(100, percent / 100)
        quarantine.add(row(percent, Problem("expected a number", "mileage", "x")))
    with pytest.raises(DatasetError, match=rf"^{percent + 1} of 100 rows .*the accepted {percent}\.0%;"):
        quarantine.check(100, percent / 100)


@pytest.mark.parametrize(
    ("limit", "shown"), [(0.0004, "0.04%"), (0.001, "0.1%"), (0.12345, "12.345%"), (1e-7, "0.00001%"), (0, "0.0%")]
)
def test_the_accepted_share_is_told_with_every_digit(tmp_path, limit, shown):
    with Quarantine(tmp_path / "quarantined.csv") as quarantine:
        for number in range(200):
            quarantine.add(row(number, Problem("expected a number", "mileage", "x")))
    with pytest.raises(DatasetError, match=rf"^200 of 1000 rows cannot be used, more than the accepted {shown};"):
        quarantine.check(1000, limit)
