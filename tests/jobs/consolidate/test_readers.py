"""What the readers of objects make of their lines."""

import base64
from datetime import UTC, datetime
from functools import partial

import pytest
from consolidate.batches import read_batches
from consolidate.captures import Endpoint, read_captures
from consolidate.decoding import Decoder
from consolidate.objects import open_object
from consolidate.reading import Broken
from consolidate.requests import read_requests
from consolidate.truth import read_labels
from data.rows import DatasetError
from lake import NOW, SPEC, TRANSFORM, capture, put, request

VECTOR = "0,1,1.0,0,1"
ENDPOINTS = {"cars-xgboost": Endpoint("xgboost", Decoder(TRANSFORM))}


@pytest.fixture
def read(tmp_path):
    """Reads lines of a file by a reader; what it says of each, by its number."""

    def read_lines(reader, lines, name: str = "cars-xgboost/AllTraffic/1.jsonl"):
        file = put(tmp_path / name, lines)
        return list(reader(open_object(str(file))))

    return read_lines


@pytest.fixture
def captured(read, tmp_path):
    return partial(read, partial(read_captures, prefix=f"{tmp_path}/", endpoints=ENDPOINTS))


def _answered(text: str) -> dict:
    line = capture("a")
    line["captureData"]["endpointOutput"]["data"] = text
    return line


def _event(**changes) -> dict:
    line = capture("a")
    line["eventMetadata"].update(changes)
    return line


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (b'{"captureData":{"endpointInput":{"data":"1,', "it is no JSON, or a part of it: was it cut off?"),
        (b"\xff\xfe", "it is not UTF-8 text"),
        (b"[]", "it is no object of JSON"),
        ({"captureData": {}, "eventMetadata": {}}, "endpointInput is not an object"),
        (
            capture("a", "{}", encoding="JSON", observedContentType="application/json"),
            "the input was captured as JSON of application/json: only CSV tells the places of a vector",
        ),
        (
            capture("a", "AAAA", encoding="BASE64", observedContentType="application/x-recordio"),
            "the input was captured as BASE64 of application/x-recordio: only CSV tells the places of a vector",
        ),
        (capture("a", "?", encoding="BASE64"), "the input is not the BASE64 of a text"),
        (capture("a", "\n"), "the input has no row"),
        (capture("a", VECTOR, [1.0, 2.0]), "the output has 2 predictions for 1 rows"),
        (capture("a", VECTOR, [None]), "a prediction of the output is not a number"),
        (capture("a", VECTOR, [10**400]), "a prediction of the output is not a number"),
        (_answered('{"predictions":null}'), "predictions is not a list"),
        (_answered('{"a":' * 100_000), "the output is no JSON, or a part of it"),
        ('{"a":' * 100_000, "it is no JSON, or a part of it: was it cut off?"),
        (_event(inferenceId=7), "inferenceId is not a text"),
        (_event(inferenceTime="0001-01-01T00:00:00+23:59"), "inferenceTime is not a time"),
    ],
)
def test_a_broken_capture_costs_its_line(captured, line, reason):
    whole = capture("whole")
    first, broken, last = captured([whole, line, whole])
    assert (broken.line, broken.reason) == (2, reason)
    assert first[:2] == last[:2] == ("whole", 0)


def test_captures_of_text_in_base64_are_read(captured):
    [row] = captured([capture("a", base64.b64encode(VECTOR.encode()).decode(), encoding="BASE64")])
    assert row[3:7] == ("xgboost", 9000.5, {"make": "Saab", "mileage": "70000", "sold": None}, None)


def test_an_input_without_an_answer_is_a_row_without_a_score(captured):
    line = capture("a", f"{VECTOR}\r\n{VECTOR}\r\n")
    del line["captureData"]["endpointOutput"]
    assert [(row[1], row[4]) for row in captured([line])] == [(0, None), (1, None)]


def test_captures_of_an_endpoint_that_is_none_of_the_models(read, tmp_path):
    reader = partial(read_captures, prefix=f"{tmp_path}/", endpoints={})
    assert read(reader, [capture("a")])[0].reason == "the endpoint cars-xgboost is none of this model's"


@pytest.mark.parametrize(
    ("feature", "places", "value"),
    [
        ({"kind": "onehot", "categories": ["a", "b"]}, "0,1", "b"),
        ({"kind": "onehot", "categories": ["a", "b"]}, "0,0", None),
        ({"kind": "ordered", "categories": ["low", "mid", "high"], "mean": 1.0, "scale": 0.5}, "2.0", "high"),
        ({"kind": "ordered", "categories": ["low", "mid", "high"], "mean": 1.0, "scale": 0.5}, "nan", None),
        ({"kind": "ordered", "categories": ["low", "mid", "high"], "mean": 1.0, "scale": 0.5}, "1e999", None),
        ({"kind": "numeric", "mean": 0.1, "scale": 3.0}, "-inf", "-inf"),
        ({"kind": "numeric", "mean": 0.1, "scale": 3.0}, "0.2", "0.7"),
        ({"kind": "numeric", "mean": 0.1, "scale": 3.0, "indicator": True}, "0.2,1", None),
        ({"kind": "date", "parts": [{"part": "year"}, {"part": "monthCycle", "places": []}]}, "1,2,3", None),
        ({"kind": "lookup"}, "1", None),
        ({"kind": "hash", "buckets": 3}, "0,1,0", None),
    ],
)
def test_features_are_decoded_as_far_as_they_tell(feature, places, value):
    first = {"column": "first", "kind": "numeric", "mean": 10.0, "scale": 5.0}
    columns = [{"name": "first", "type": "integer"}, {"name": "own", "type": "number"}]
    decoder = Decoder({"columns": columns, "features": [{**feature, "column": "own"}, first]})
    assert decoder.decode(f"{places},-1") == ({"own": value, "first": "5"}, None)


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"values": None}, "values is not an object"),
        ({"row": "1"}, "row is not a whole number"),
        ({"time": "yesterday"}, "time is not a time"),
        ({"answers": {"xgboost": {"modelName": "a"}}}, "score is not a number"),
        ({"answers": {"xgboost": None}}, "modelName is not a text"),
        ({"answers": {"xgboost": {"modelName": "a", "score": 10**400}}}, "score is not a number"),
        ({"result": 10**400}, "result is not a number"),
        ({"row": 2**31}, "row is not a row's number"),
    ],
)
def test_a_broken_request_costs_its_line(read, changes, reason):
    rows = read(partial(read_requests, spec=SPEC), [request("a", **changes), request("b", identifier=None)])
    assert rows[0][1:] == (1, reason, NOW)
    assert rows[1][0] == "b" and rows[1][4:6] == (None, None)


def test_times_with_an_offset_are_the_same_in_utc(read):
    [row] = read(partial(read_requests, spec=SPEC), [request("a", time="2026-03-01T10:00:00+02:00")])
    assert row[2] == datetime(2026, 3, 1, 8, tzinfo=UTC)


def test_labels_are_read_by_the_model_s_own_formats(read):
    spec = {**SPEC, "delimiter": ";"}
    lines = ["note;inference_id;price;id", "x;a:0;9500;07.0", "x;;;8", "x;;1;", "x;;1", "x;;1;seven", "x;;2;9"]
    first, missing, nameless, short, odd, last = read(partial(read_labels, spec=spec), lines)
    assert first[:4] == ("7", "a:0", 9500.0, NOW.replace(microsecond=999_999)) and last[:3] == ("9", None, 2.0)
    assert [one.line for one in (missing, nameless, short, odd)] == [3, 4, 5, 6]
    assert [one.reason for one in (missing, nameless, short, odd)] == [
        "price: the value is missing",
        "id: it names no row",
        "it has 3 fields, and the header 4",
        "id: expected a whole number",
    ]


def test_a_file_of_labels_whose_header_is_none(read):
    with pytest.raises(DatasetError, match="the header must name the column id once, and is identifier, price"):
        read(partial(read_labels, spec=SPEC), ["identifier,price", "1,2"])


@pytest.mark.parametrize("record", ["{", {"run": "a"}, {"run": "a", "result": "b", "ended_at": "c"}])
def test_a_record_that_is_none_is_told(read, record):
    [broken] = read(partial(read_batches, spec=SPEC), [record])
    assert isinstance(broken, Broken) and broken.line == 0


def test_a_scoring_run_whose_result_somebody_has_deleted_is_told(read):
    record = {"run": "a", "result": "/nowhere/cars.csv", "ended_at": "2026-03-01T09:00:00Z", "algorithms": []}
    assert read(partial(read_batches, spec=SPEC), [record]) == [
        Broken("/nowhere/cars.csv", 0, "it is not there any more")
    ]
