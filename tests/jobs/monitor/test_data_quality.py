"""Rows that came, against those of training: what is found, and what is left."""

import csv
import io
import json
import math
from calendar import timegm
from shutil import rmtree
from time import strptime

import pyarrow as pa
import pytest
from pyarrow import parquet
from sales import COLUMNS, FEATURES, csv_of, sales


@pytest.fixture
def judged(monitor):
    """What comes of a window, by a baseline of 800 rows."""
    assert monitor.baseline({"raw/test.csv": csv_of(sales(800))}).code == 0

    def judge(rows=None, files=None, columns=None, **options):
        return monitor.analyze(files or {"window.csv": csv_of(rows, columns)}, **options)

    return judge


def found(judged):
    return {(one["feature_name"], one["constraint_check_type"]) for one in judged.violations()}


def test_rows_of_the_same_kind_are_calm(judged):
    result = judged(sales(400, seed=2))
    assert (result.code, result.violations()) == (0, [])
    assert result.message == "Completed: Job completed successfully with no violations."
    assert [one["name"] for one in result.json("xgboost/statistics.json")["features"]] == FEATURES


def test_what_has_moved_is_found_and_nothing_else(judged):
    result = judged(
        sales(
            400,
            seed=2,
            mileage=lambda row, _: str(float(row["mileage"]) + 6000),
            make=lambda row, numbers: numbers.choice(["Saab", "Saab", "Chevy"]),
            sold=lambda row, _: row["sold"].replace("2025", "2026"),
            weight=lambda row, _: row["weight"].replace("1,", "2,"),
        )
    )
    moved = {"mileage", "make", "sold", "weight"}
    assert found(result) == {(name, "baseline_drift_check") for name in moved}
    assert result.message == "CompletedWithViolations: Job completed successfully with 4 violations."
    descriptions = {one["feature_name"]: one["description"] for one in result.violations()}
    assert descriptions["sold"] == "Baseline drift distance: 1 exceeds threshold: 0.1"


def test_huge_tables_do_not_alarm_on_next_to_nothing(monitor):
    monitor.baseline({"rows.csv": csv_of(sales(20_000))})
    shifted = sales(20_000, seed=2, mileage=lambda row, _: str(float(row["mileage"]) + 800))
    result = monitor.analyze({"rows.csv": csv_of(shifted)})
    assert result.violations() == []
    first = result.json("report.json")["names"]["xgboost"]["findings"][0]
    assert (first["feature"], first["found"]) == ("mileage", False)
    assert first["probability"] < 1e-6
    assert first["why"].startswith("Kolmogorov-Smirnov test over 20000 rows: chance does as much with probability")


def test_an_unknown_category_is_let_through_and_found(judged):
    make = iter(["Lada", "Trabant", "Lada"])
    result = judged(sales(400, seed=2, make=lambda row, _: next(make, row["make"])))
    assert found(result) == {("make", "categorical_values_check")}
    assert result.violations()[0]["description"] == (
        "Categorical values requirement is not met. Expected match: 100%. Observed: Only 99.25% of data is known "
        "to the baseline; unknown are Lada, Trabant."
    )


def test_categories_that_are_new_all_the_time_are_no_alarm(monitor, spec):
    """Of 500 towns some come once in a sample, and others in the next."""
    spec["columns"].append({"name": "town", "type": "string"})

    def towns(seed):
        return sales(600, seed, town=lambda _, numbers: f"town {int(500 * numbers.random() ** 2)}")

    monitor.baseline({"rows.csv": csv_of(towns(1))})
    assert monitor.analyze({"rows.csv": csv_of(towns(2))}).violations() == []
    other = [{**row, "town": f"city {row['town']}"} for row in towns(3)]
    assert found(monitor.analyze({"rows.csv": csv_of(other)})) == {
        ("town", "categorical_values_check"),
        ("town", "baseline_drift_check"),
    }


def test_a_missing_and_an_extra_column_are_found(judged):
    result = judged(
        [{**row, "colour": "red"} for row in sales(400, seed=2)], columns=[*COLUMNS[:5], "weight", "colour"]
    )
    assert found(result) == {
        ("leather", "missing_column_check"),
        ("sold", "missing_column_check"),
        ("colour", "extra_column_check"),
    }


def test_the_consolidations_own_columns_are_not_extra(judged):
    rows = [{**row, "drivetrain.source": "batch"} for row in sales(400, seed=2)]
    assert judged(rows).violations() == []


def test_a_column_that_need_not_have_values_may_lack_a_few_more_by_chance(judged):
    def lacking(share):
        return sales(400, seed=2, weight=lambda row, numbers: "" if numbers.random() < share else row["weight"])

    assert judged(lacking(0.04)).violations() == []
    assert found(judged(lacking(0.2))) == {("weight", "completeness_check")}


def test_a_required_column_must_have_all_values(judged):
    result = judged(sales(400, seed=2, doors=lambda row, _: "" if row["id"] == "7" else row["doors"]))
    assert result.violations() == [
        {
            "feature_name": "doors",
            "constraint_check_type": "completeness_check",
            "description": "Data completeness requirement is not met. Expected completeness: 100%. "
            "Observed: Only 99.75% of data is present.",
        }
    ]


def test_a_type_that_changed_is_found(judged):
    result = judged(
        sales(
            400,
            seed=2,
            doors=lambda row, _: "four" if row["id"] == "7" else row["doors"],
            sold=lambda row, _: "2025-06-01",
            leather=lambda row, _: "0.5" if row["id"] == "8" else row["leather"],
        )
    )
    assert {one for one in found(result) if one[1] != "categorical_values_check"} == {
        ("doors", "data_type_check"),
        ("sold", "data_type_check"),
        ("leather", "data_type_check"),
    }
    assert next(one["description"] for one in result.violations() if one["feature_name"] == "doors") == (
        "Data type match requirement is not met. Expected data type: Integral, Expected match: 100.0%. "
        "Observed: Only 99.75% of data is Integral."
    )


@pytest.mark.parametrize("text", ["nan", "inf", "-Infinity", "1e999", "1e300", "-1e39", "abc"])
def test_what_is_no_finite_number_is_of_another_type(judged, text):
    result = judged(sales(400, seed=2, mileage=lambda row, _: text if row["id"] == "7" else row["mileage"]))
    assert found(result) == {("mileage", "data_type_check")}


def test_a_column_without_a_value_is_incomplete_and_not_judged_further(judged):
    result = judged(sales(400, seed=2, mileage=lambda *_: "", make=lambda *_: ""))
    assert found(result) == {("mileage", "completeness_check"), ("make", "completeness_check")}
    statistics = {one["name"]: one for one in result.json("xgboost/statistics.json")["features"]}
    assert statistics["mileage"]["inferred_type"] == "Unknown"
    assert statistics["mileage"]["numerical_statistics"] == {"common": {"num_present": 0, "num_missing": 400}}


def test_a_constant_column_and_a_single_category_are_calm_until_they_change(monitor):
    def constant(seed, doors="4", make="Saab"):
        return csv_of(sales(300, seed, doors=lambda *_: doors, make=lambda *_: make))

    monitor.baseline({"rows.csv": constant(1)})
    assert monitor.analyze({"rows.csv": constant(2)}).violations() == []
    assert found(monitor.analyze({"rows.csv": constant(3, doors="5", make="Buick")})) == {
        ("doors", "baseline_drift_check"),
        ("make", "baseline_drift_check"),
    }


@pytest.mark.parametrize("files", [{"window.csv": ",".join(COLUMNS) + "\n"}, {"window.csv": ""}, {"a.jsonl": "\n"}])
def test_a_window_without_rows_is_complete_and_says_so(judged, files):
    result = judged(files=files)
    assert (result.code, result.violations()) == (0, [])
    assert result.message == "Completed: Job completed successfully; there was no row to judge."


def test_one_row_is_judged_by_rules_alone(judged):
    assert judged(sales(1, seed=2)).violations() == []


def canonical(row):
    """The row as the real-time interface keeps it, and the consolidation writes it."""
    return {
        **row,
        "leather": "0" if row["leather"] == "no" else "1",
        "sold": str(timegm(strptime(row["sold"], "%d/%m/%Y"))),
        "weight": None if row["weight"] == "?" else row["weight"].replace(",", "."),
    }


def parquet_of(rows, **options):
    table = pa.table({name: pa.array([row[name] or None for row in rows], pa.string()) for name in rows[0]})
    file = io.BytesIO()
    parquet.write_table(table, file, **options)
    return file.getvalue()


def test_parquet_csv_and_json_lines_give_the_same_statistics(judged, monitor):
    rows = sales(300, seed=2)
    own = [{**canonical(row), "drivetrain.source": "realtime"} for row in rows]
    lines = "".join(json.dumps({"values": canonical(row), "result": 1.5, "row": 0}) + "\n" for row in rows)
    files = [
        {"window.csv": csv_of(rows)},
        {"part-0.parquet": parquet_of(rows[:100]), "part-1.parquet": parquet_of(rows[100:], row_group_size=50)},
        {"part-0.parquet": parquet_of(own)},
        {"2026/01/02/03/a.jsonl": lines},
        {"a.jsonl": "".join(json.dumps(row) + "\n" for row in rows)},
    ]
    profiles = []
    for content in files:
        rmtree(monitor.folder / "window", ignore_errors=True)
        statistics = judged(files=content).json("xgboost/statistics.json")
        assert statistics["dataset"]["item_count"] == 300
        # Sums of other blocks are rounded otherwise.
        own = [one.get("numerical_statistics", one.get("string_statistics")) for one in statistics["features"]]
        profiles.append([(one["common"], one["distribution"]) for one in own])
    assert all(profile == profiles[0] for profile in profiles)


def test_what_a_vector_does_not_tell_back_is_not_missing(judged):
    """Half of the rows were decoded of captures, which tell neither dates nor texts that were hashed."""
    rows = [{**canonical(row), "drivetrain.source": "realtime"} for row in sales(400, seed=2)]
    rows[::2] = [{**row, "sold": None, "make": None, "drivetrain.source": "decoded"} for row in rows[::2]]
    result = judged(files={"a.parquet": parquet_of(rows)})
    assert result.violations() == []
    makes = next(one for one in result.json("xgboost/statistics.json")["features"] if one["name"] == "make")
    assert makes["string_statistics"]["common"] == {"num_present": 200, "num_missing": 0}
    rows[1]["sold"] = None
    assert found(judged(files={"a.parquet": parquet_of(rows)})) == {("sold", "completeness_check")}


def test_columns_of_a_parquet_file_may_be_of_any_type(judged):
    rows = sales(300, seed=2)
    table = pa.table(
        {
            "mileage": pa.array([float(row["mileage"]) for row in rows]),
            "doors": pa.array([int(row["doors"]) for row in rows], pa.int8()),
            "make": pa.array([row["make"] for row in rows]).dictionary_encode(),
            "leather": pa.array([row["leather"] in ("yes", "Yes") for row in rows]),
            "sold": pa.array([row["sold"] for row in rows], pa.large_string()),
            "weight": pa.array([row["weight"] for row in rows]),
        }
    )
    file = io.BytesIO()
    parquet.write_table(table, file)
    assert judged(files={"a.parquet": file.getvalue()}).violations() == []


@pytest.mark.parametrize("name", ["a.csv", "a.parquet"])
def test_rows_without_any_known_column_lack_all_of_them(judged, name):
    rows = [{"colour": "red"} for _ in range(300)]
    result = judged(files={name: csv_of(rows) if name == "a.csv" else parquet_of(rows)})
    assert found(result) == {(feature, "missing_column_check") for feature in FEATURES} | {
        ("colour", "extra_column_check")
    }
    assert result.json("report.json")["rows"] == 300


def test_a_parquet_file_without_rows_is_none(judged):
    assert judged(files={"a.parquet": parquet_of(sales(1))}).json("report.json")["rows"] == 1
    table = pa.table({"mileage": pa.array([], pa.string())})
    file = io.BytesIO()
    parquet.write_table(table, file)
    result = judged(files={"a.parquet": file.getvalue()})
    assert (result.code, result.message) == (0, "Completed: Job completed successfully; there was no row to judge.")


def test_numbers_of_a_parquet_file_that_are_none_are_of_another_type(judged):
    rows = sales(300, seed=2)
    columns = {name: pa.array([row[name] for row in rows]) for name in FEATURES}
    mileage = [float(row["mileage"]) for row in rows]
    doors = [float(row["doors"]) for row in rows]
    table = pa.table({**columns, "mileage": pa.array([math.nan, *mileage[1:]]), "doors": pa.array([4.5, *doors[1:]])})
    file = io.BytesIO()
    parquet.write_table(table, file)
    assert found(judged(files={"a.parquet": file.getvalue()})) == {
        ("mileage", "data_type_check"),
        ("doors", "data_type_check"),
    }


def test_a_truncated_parquet_file_costs_itself_alone(judged):
    whole = parquet_of(sales(300, seed=2))
    result = judged(files={"a.parquet": whole, "b.parquet": whole[:-200]})
    report = result.json("report.json")
    assert (result.code, report["rows"], report["brokenLines"]) == (0, 300, 1)
    assert report["broken"][0]["object"] == "b.parquet"


def test_a_truncated_line_costs_itself_alone(judged):
    lines = [json.dumps(row) for row in sales(300, seed=2)]
    result = judged(files={"a.jsonl": "\n".join([*lines[:100], lines[0][:40], *lines[100:], '{"captureDa'])})
    report = result.json("report.json")
    assert (result.code, report["rows"], report["brokenLines"]) == (0, 300, 2)
    assert report["broken"][0] == {"object": "a.jsonl", "line": 101, "reason": "it is no JSON, or not all of it"}


def test_a_window_of_broken_lines_alone_is_no_window(judged):
    result = judged(files={"a.jsonl": '{"captureDa\n{"a'})
    assert result.code == 1
    assert result.message == (
        "The analysis failed: no row can be read of 2 broken lines, e.g. a.jsonl, line 1: "
        "it is no JSON, or not all of it."
    )


def test_a_header_that_cannot_be_read_is_told(judged):
    header, rows = csv_of(sales(5)).split("\n", 1)
    result = judged(files={"window.csv": header.encode() + b",\xff\n" + rows.encode()})
    assert result.code == 1
    assert result.message == "The analysis failed: window.csv, the header: the row is not UTF-8 text."


def test_a_csv_row_with_too_many_fields_costs_itself_alone(judged):
    content = csv_of(sales(300, seed=2)) + "1,2,3\n"
    report = judged(files={"window.csv": content}).json("report.json")
    assert (report["rows"], report["brokenLines"]) == (300, 1)


@pytest.mark.parametrize("name", ["\ud800", "a\0b", 'a,"b"\r\nc;d\u2028é', "x" * 300_000])
def test_whatever_strangers_send_is_told_in_a_line_and_read_again_by_the_next_run(judged, monitor, name):
    lines = [json.dumps({**row, "make": name, f"extra {name}": 1}) for row in sales(400, seed=2)]
    settings = {"persistence": {"windows": 2, "found": 2}}
    first = judged(files={"window.jsonl": "\n".join(lines)}, settings=settings)
    assert (first.code, first.violations()) == (0, [])
    history = monitor.folder / "history"
    history.mkdir()
    (first.folder / "drift.csv").rename(history / "drift.csv")
    options = ["--history", str(history), "--run", "next", "--time", "2026-01-03T00:00:00Z"]
    again = monitor.analyze({"window.jsonl": "\n".join(lines)}, *options, settings=settings)
    assert {check for _, check in found(again)} == {
        *("baseline_drift_check", "categorical_values_check", "extra_column_check"),
    }
    for one in again.violations():
        assert max(len(one["feature_name"]), len(one["description"])) < 300
        assert one["description"].isprintable()
    assert len((again.folder / "drift.csv").read_text(encoding="utf-8").splitlines()) == 1 + len(FEATURES) + 1


def test_no_file_at_all_is_a_mistake(judged, monitor):
    monitor.folder.joinpath("window").mkdir()
    result = judged(files={"_SUCCESS": ""})
    assert result.code == 1
    assert result.message.startswith("The analysis failed: there is no file in ")


def test_baselines_with_the_same_files_are_counted_once_and_written_for_each_name(judged):
    moved = sales(400, seed=2, mileage=lambda row, _: str(float(row["mileage"]) + 6000))
    result = judged(moved, names=("xgboost", "linear-learner"))
    assert result.message == "CompletedWithViolations: Job completed successfully with 1 violation."
    assert result.violations("xgboost") == result.violations("linear-learner")
    assert result.json("report.json")["names"]["linear-learner"]["sameBaselineAs"] == "xgboost"
    rows = list(csv.DictReader((result.folder / "drift.csv").open()))
    assert sorted((row["name"], row["feature"]) for row in rows) == sorted(
        (name, feature) for name in ("xgboost", "linear-learner") for feature in FEATURES
    )
    assert {row["feature"] for row in rows if row["violations"]} == {"mileage"}


def test_findings_are_ranked_by_distance_times_importance(judged, monitor):
    importance = dict.fromkeys(FEATURES, 0.1) | {"make": 10.0}
    (monitor.folder / "baseline" / "importance.json").write_text(json.dumps(importance))
    result = judged(
        sales(
            400,
            seed=2,
            sold=lambda row, _: row["sold"].replace("2025", "2026"),
            make=lambda row, numbers: numbers.choice(["Saab", "Saab", "Chevy"]),
        )
    )
    assert [one["feature_name"] for one in result.violations()] == ["make", "sold"]
