"""Tables as people have them: other delimiters, no identifier, no target in some rows, columns to be left out."""

import csv
import json

import pytest
from cars import SPEC as CARS
from data.rows import DatasetError
from datasets import read_dataset
from identifiers import base_identifier, generated_identifier
from transform import fit

COLUMNS = [
    {"name": "city", "type": "string"},
    {"name": "size", "type": "number", "format": {"decimal": ","}, "required": False, "missing": ["?"]},
    {"name": "note", "type": "string", "ignored": True},
    {"name": "price", "type": "number", "format": {"decimal": ",", "thousands": ".", "units": {"€": 1}}},
]
SPEC = {
    "name": "flats",
    "identifier": "generated",
    "target": "price",
    "columns": COLUMNS,
    "split": {"train": 0.7, "validation": 0.15, "test": 0.15},
    "maxQuarantinedShare": 0.05,
    "delimiter": ";",
}


def read(text: str, spec: dict = SPEC):
    return read_dataset(spec, [("flats.csv", text.encode())])


def test_a_table_of_five_rows_is_read_as_its_format_says():
    dataset = read('city;size;price\nUlm;1,5;1.000 €\nBonn;?;2.000€\nUlm;;5\n"a;b";7;€ 7\nBonn;1.5;8\n')
    assert [row.values["size"] for row in dataset.used] == [1.5, None, None, 7.0]
    assert [row.values["price"] for row in dataset.used] == [1000.0, 2000.0, 5.0, 7.0]
    assert dataset.used[3].values["city"] == "a;b"
    assert [row.reason for row in dataset.quarantined] == ['size: expected a number, got "1.5"']


def test_an_identifier_is_made_of_all_values_but_the_targets():
    one = read("city;size;price\nUlm;1,5;1\nUlm;2;1\nBonn;1,5;1\n").used
    other = read("size;price;extra;city\n1,50;9;x;Ulm\n").used
    assert other[0].identifier == one[0].identifier
    assert len({row.identifier for row in one}) == 3
    assert one[0].texts["generated"] == one[0].identifier
    noted = read("city;size;note;price\nUlm;1,5;new;1\n").used
    assert noted[0].identifier != one[0].identifier


def test_identifiers_that_are_made_stay_as_they_are():
    assert generated_identifier({"a": 7.0, "b": "café", "c": None}) == "473658b3b7e11a11"
    assert generated_identifier({"b": "cafe\u0301", "a": 7.0}) == "473658b3b7e11a11"
    assert generated_identifier({"a": 0.0}) == generated_identifier({"a": -0.0})


def test_rows_with_the_same_values_are_used_and_numbered_and_stay_on_one_side():
    dataset = read("city;size;price\nUlm;1;1\nUlm;1,0;2\nBonn;;3\nUlm;+1;4\n")
    first, second, _, third = (row.identifier for row in dataset.used)
    assert (second, third) == (f"{first}-2", f"{first}-3")
    assert {base_identifier(SPEC, name) for name in (first, second, third)} == {first}
    assert base_identifier({"identifier": "id"}, "a-2") == "a-2"
    assert dataset.duplicates == 2


def test_an_ignored_column_is_kept_whatever_it_holds_and_never_learnt_from():
    columns = [*COLUMNS, {"name": "age", "type": "integer", "min": 0, "ignored": True}]
    dataset = read("city;age;price\nUlm;-5;1\nUlm;old;2\nUlm;;3\n", {**SPEC, "columns": columns})
    assert [row.texts["age"] for row in dataset.used] == ["-5", "old", ""]
    assert dataset.ignored_columns == {"age"}
    assert [feature["column"] for feature in fit(SPEC, [row.values for row in dataset.used])["features"]] == [
        "city",
        "size",
    ]


def test_rows_without_a_target_are_set_aside_and_the_others_are_used(run):
    lines = [f"{number},{'NA' if number % 3 else 100 + number},20,Saab,4,red" for number in range(300)]
    columns = [{**column, "missing": ["NA"]} for column in CARS["columns"]]
    code, message, output = run("\n".join(["id,price,mileage,make,doors,colour", *lines]), columns=columns)
    assert (code, message) == (0, "")
    report = json.loads((output / "report/report.json").read_text())
    assert (report["input"], report["used"], report["quarantined"], report["unlabelled"]) == (300, 100, 200, 200)
    assert report["reasons"] == {"price: the value is missing": 200}
    rows = list(csv.reader((output / "quarantine/quarantined.csv").open()))
    assert rows[1] == ["2", "1,NA,20,Saab,4,red", "price: the value is missing", "cars.csv"]


def test_rows_without_a_target_do_not_excuse_the_others(run):
    lines = [
        f"{number},{'' if number % 2 else 1},{'x' if number % 20 == 0 else 20},Saab,4,red" for number in range(100)
    ]
    code, message, _ = run("\n".join(["id,price,mileage,make,doors,colour", *lines]))
    assert code == 1
    assert "5 of 50 rows cannot be used, more than the accepted 5.0%; the first is row 1 of cars.csv: mil" in message


def test_a_file_without_any_target_is_told_so(run):
    code, message, _ = run("id,price,mileage,make,doors,colour\n1,,20,Saab,4,red\n")
    assert (code, message) == (1, "Pre-processing failed: none of the 1 rows has a value of the target price.")


def test_the_report_counts_missing_values_and_duplicates(run):
    lines = [f"{100 + number},{number % 40},Saab,{'' if number < 7 else 4},red" for number in range(80)]
    columns = [column for column in CARS["columns"] if column["name"] != "id"]
    code, message, output = run(
        "\n".join(["price,mileage,make,doors,colour", *lines]), identifier="generated", columns=columns
    )
    assert (code, message) == (0, "")
    report = json.loads((output / "report/report.json").read_text())
    assert (report["used"], report["missing"], report["duplicates"]) == (80, {"doors": 7}, 33)


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-be"])
def test_a_file_in_utf_16_is_refused_with_the_command_that_converts_it(encoding):
    text = "\ufeffcity;price\nUlm;1\n" if encoding == "utf-16-be" else "city;price\nUlm;1\n"
    with pytest.raises(DatasetError, match=r"is in UTF-16: .*iconv -f UTF-16 -t UTF-8 FILE > NEW"):
        read_dataset(SPEC, [("flats.csv", text.encode(encoding))])
