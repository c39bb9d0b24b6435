"""Rows of JSON Lines, in all that SageMaker and the real-time function write."""

import base64
import json

import pytest
from monitor.captures import rows_of_lines
from monitor.features import features_of
from sales import FEATURES, SPEC, sales

ROW = sales(1)[0]
VALUES = [ROW[feature.name] for feature in features_of(SPEC)]
PLAIN = ["132.5", "Saab", "4", "yes", "01/02/2025", "1"]
NAMED = dict(zip(FEATURES, PLAIN, strict=True))


def capture(data, encoding, kind="text/csv"):
    return {
        "captureData": {
            "endpointInput": {"observedContentType": kind, "mode": "INPUT", "data": data, "encoding": encoding},
            "endpointOutput": {"observedContentType": "text/csv", "mode": "OUTPUT", "data": "1", "encoding": "CSV"},
        },
        "eventMetadata": {"eventId": "1", "inferenceTime": "2026-01-01T00:00:00Z"},
        "eventVersion": "0",
    }


def encoded(text):
    return base64.b64encode(text.encode()).decode()


@pytest.mark.parametrize(
    "line",
    [
        NAMED,
        {"values": NAMED, "row": 0, "result": 1.5},
        capture(",".join(PLAIN), "CSV"),
        capture(encoded(",".join(PLAIN)), "BASE64"),
        capture(json.dumps({"instances": [{"features": PLAIN}]}), "JSON", "application/json"),
        capture(json.dumps(NAMED), "JSON", "application/json"),
        capture(json.dumps([PLAIN]), "JSON", "application/json"),
        capture(encoded(json.dumps({"features": PLAIN})), "BASE64", "application/json"),
    ],
)
def test_a_row_is_found_in_each_kind_of_line(line):
    rows, broken, canonical = rows_of_lines(json.dumps(line).encode(), 1, SPEC)
    assert (rows, broken, canonical) == ([NAMED], [], "values" in line)


def test_a_capture_may_have_several_rows():
    assert len(rows_of_lines(json.dumps(capture("\n".join([",".join(PLAIN)] * 3), "CSV")).encode(), 1, SPEC)[0]) == 3


def test_values_of_json_become_texts():
    line = json.dumps({"mileage": 132, "doors": 4.5, "leather": True, "make": None, "weight": " 1,4 "})
    assert rows_of_lines(line.encode(), 1, SPEC)[0] == [
        {"mileage": "132", "doors": "4.5", "leather": "true", "make": None, "weight": "1,4"}
    ]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ('{"captureData"', "it is no JSON, or not all of it"),
        ("[1, 2]", "it is no JSON object"),
        ("\xff".encode("latin-1"), "it is no JSON, or not all of it"),
        (json.dumps({"captureData": {}}), "it has no endpointInput"),
        (json.dumps(capture("1,2", "CSV")), "it has 2 values where the model has 6 features: it is no raw row"),
        (json.dumps(capture("{", "JSON")), "its endpointInput is no JSON"),
        (json.dumps(capture("7", "JSON")), "its endpointInput is neither an object nor a list of values"),
        (json.dumps(capture("?", "BASE64")), "its endpointInput is not what BASE64 makes of a text"),
        (
            json.dumps(capture("", "XML")),
            "its endpointInput has the encoding XML, which is none of CSV, JSON and BASE64",
        ),
        ("[" * 100_000, "it is no JSON, or not all of it"),
    ],
)
def test_a_line_without_a_row_is_told_with_its_number(line, reason):
    content = line.encode() if isinstance(line, str) else line
    good = json.dumps(NAMED).encode()
    rows, broken, _ = rows_of_lines(good + b"\r\n\n" + content + b"\n" + good, 5, SPEC)
    assert (len(rows), broken) == (2, [(7, reason)])
