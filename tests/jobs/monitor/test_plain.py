"""Rows as Model Monitor's container reads them: CSV with a header, the same text for the same value on both sides."""

import csv
import json

import pyarrow as pa
import pytest
from monitor.plain import main
from pyarrow import parquet
from sales import csv_of, sales


@pytest.fixture
def plain(tmp_path, monitor, spec):
    """What the job leaves, by file, of a folder; else its message."""

    def run(judgement, *arguments):
        (tmp_path / "model.json").write_text(json.dumps(spec))
        code = main(
            [
                *(judgement, "--data", str(tmp_path / "data"), "--model", str(tmp_path / "model.json")),
                *("--output", str(tmp_path / "plain"), "--message", str(tmp_path / "message"), *arguments),
            ]
        )
        if code:
            return (tmp_path / "message").read_text()
        files = sorted((tmp_path / "plain").rglob("*.csv"))
        return {
            path.relative_to(tmp_path / "plain").as_posix(): list(csv.DictReader(path.read_text().splitlines()))
            for path in files
        }

    (tmp_path / "data").mkdir()
    return run


def test_raw_and_consolidated_rows_become_the_same_texts(plain, tmp_path, spec):
    cars = sales(50)
    (tmp_path / "data" / "rows.csv").write_text(csv_of(cars))
    raw = plain("data-quality")["rows.csv"]
    others = (spec["identifier"], spec["target"])
    features = [one["name"] for one in spec["columns"] if one["name"] not in others and not one.get("ignored")]
    assert list(raw[0]) == features
    assert {row["leather"] for row in raw} == {"true", "false"}
    assert "" in {row["weight"] for row in raw}
    assert [row["make"] for row in raw] == [car["make"] for car in cars]
    assert [float(row["mileage"]) for row in raw] == [float(car["mileage"]) for car in cars]

    canonical = {"true": "1", "false": "0", "": None}
    columns = {name: [canonical.get(row[name], row[name]) for row in raw] for name in features}
    sources = {"drivetrain.source": ["realtime"] * 49 + ["decoded"]}
    (tmp_path / "data" / "rows.csv").unlink()
    parquet.write_table(pa.table({**columns, **sources}), tmp_path / "data" / "rows.parquet")
    # What was decoded from a vector does not tell what is missing.
    assert plain("data-quality")["rows.csv"] == raw[:49]


def test_what_is_missing_is_empty_and_what_is_odd_stands_as_it_came(plain, tmp_path):
    (tmp_path / "data" / "rows.csv").write_text(
        csv_of(sales(3, mileage=lambda row, _: {"0": "", "1": "many"}.get(row["id"], row["mileage"])))
    )
    assert [row["mileage"] for row in plain("data-quality")["rows.csv"]][:2] == ["", "many"]


def test_answers_stand_beside_their_labels_by_algorithm(plain, tmp_path, spec):
    cars = sales(4)
    (tmp_path / "data" / "rows.csv").write_text(csv_of(cars))
    (tmp_path / "answers").mkdir()
    (tmp_path / "answers" / "part.out").write_text("1.5\n2\n3\n4\n")
    found = plain("model-quality", "--name", "xgboost", "--predictions", str(tmp_path / "answers"))
    rows = found["xgboost/rows.csv"]
    assert [(float(row["prediction"]), float(row["label"])) for row in rows] == [
        (answer, float(car[spec["target"]])) for answer, car in zip([1.5, 2, 3, 4], cars, strict=True)
    ]


def test_labelled_rows_are_those_with_an_answer_of_the_algorithm(plain, tmp_path):
    table = {
        "drivetrain.label": [1.0, 2.0, 3.0],
        "drivetrain.score.xgboost": [1.5, None, 3.5],
        "drivetrain.score.linear-learner": [None, 2.5, None],
    }
    parquet.write_table(pa.table(table), tmp_path / "data" / "rows.parquet")
    found = plain("model-quality", "--name", "xgboost", "linear-learner")
    pairs = {name: [(row["prediction"], row["label"]) for row in rows] for name, rows in found.items()}
    assert pairs == {
        "linear-learner/rows.csv": [("2.5", "2")],
        "xgboost/rows.csv": [("1.5", "1"), ("3.5", "3")],
    }


def test_no_row_is_told_in_a_sentence(plain, tmp_path):
    parquet.write_table(pa.table({"drivetrain.label": [1.0]}), tmp_path / "data" / "rows.parquet")
    assert plain("model-quality", "--name", "xgboost") == (
        "The writing of plain rows failed: there is no row for xgboost/rows.csv, and Model Monitor's container takes "
        "no file without rows."
    )
