"""A table in Parquet is read as the same table in CSV, and what Parquet can have beside texts means what it says."""

import csv
import io
import json
import math
from datetime import date, datetime, timezone
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from cars import HEADER, SPEC
from data.lines import NO_ESCAPE
from data.rows import DatasetError
from datasets import read_dataset
from hypothesis import given, settings
from hypothesis import strategies as st
from preprocess import main
from table import TableReader

MAKES = ["Saab", "Buick", " a b\t"]

KINDS = {
    **SPEC,
    "columns": [
        *SPEC["columns"],
        {"name": "size", "type": "number", "format": {"decimal": ",", "thousands": "."}, "required": False},
        {"name": "sold", "type": "date", "format": "%d.%m.%Y %H:%M:%S.%f", "required": False},
        {"name": "built", "type": "date", "format": "epoch-ms", "required": False},
        {"name": "good", "type": "boolean", "required": False},
        {"name": "note", "type": "string", "ignored": True},
    ],
}

MOMENTS = st.datetimes(datetime(1901, 1, 1), datetime(2099, 12, 31))
TEXTS = st.text(st.characters(codec="utf-8"), max_size=6)
NUMBERS = st.one_of(st.floats(width=64), st.integers(-10, 10).map(float), st.sampled_from([0.1, 1e-7, 1e22, 2.0**53]))


def optional(values):
    return st.one_of(values, values, st.none())


@st.composite
def tables(draw):
    """Rows of many types, of which some cannot be used."""
    size = draw(st.integers(0, 30))

    def column(values):
        return draw(st.lists(values, min_size=size, max_size=size))

    return {
        "id": (pa.int64(), column(st.integers(1, 40))),
        "price": (pa.float64(), column(st.one_of(st.integers(1, 9).map(float), optional(NUMBERS)))),
        "mileage": (pa.int32(), column(optional(st.integers(-5, 200)))),
        "make": (
            pa.dictionary(pa.int32(), pa.string()),
            column(optional(st.sampled_from(MAKES))),
        ),
        "doors": (pa.float64(), column(optional(st.sampled_from([2.0, 4.0, 2.5, math.nan])))),
        "colour": (draw(st.sampled_from([pa.string(), pa.large_string(), pa.binary()])), column(optional(TEXTS))),
        "size": (pa.float64(), column(optional(NUMBERS))),
        "sold": (pa.timestamp("us"), column(optional(MOMENTS))),
        "built": (pa.timestamp("ms", "Europe/Berlin"), column(optional(MOMENTS.map(whole_milliseconds)))),
        "good": (pa.bool_(), column(optional(st.booleans()))),
        "note": (pa.string(), column(optional(TEXTS))),
    }


def whole_milliseconds(moment: datetime) -> datetime:
    return moment.replace(microsecond=moment.microsecond // 1000 * 1000, tzinfo=timezone.utc)


def in_csv(name: str, value: object) -> str:
    """What people who write CSV would write for a value."""
    if value is None or value != value:
        return ""
    if name == "size":
        return in_csv("", value).replace(".", ",")
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer() and abs(value) < 2**53 and math.copysign(1, value) > 0:
        return str(int(value))
    if isinstance(value, float) and value.is_integer() and 0 < abs(value) < 2**53:
        return str(int(value))
    if name == "built":
        return str(round(value.timestamp() * 1000))
    return value.strftime("%d.%m.%Y %H:%M:%S.%f") if isinstance(value, datetime) else str(value)


def written(columns, of=pa.table, **options) -> bytes:
    arrays = {}
    for name, (type, values) in columns.items():
        texts = [None if one is None else one.encode() for one in values] if type == pa.binary() else values
        plain = pa.array(texts, type.value_type if isinstance(type, pa.DictionaryType) else type)
        arrays[name] = plain.dictionary_encode() if isinstance(type, pa.DictionaryType) else plain
    sink = io.BytesIO()
    pq.write_table(of(arrays), sink, **options)
    return sink.getvalue()


def as_csv(columns) -> bytes:
    sink = io.StringIO(newline="")
    writer = csv.writer(sink, lineterminator="\n", quoting=csv.QUOTE_ALL, escapechar=NO_ESCAPE)
    writer.writerow(columns)
    for row in zip(*(values for _, values in columns.values()), strict=True):
        writer.writerow([in_csv(name, value) for name, value in zip(columns, row, strict=True)])
    return sink.getvalue().encode()


def read(spec, name, content):
    """What was decided of each row, and what the reader counted."""
    reader = TableReader(spec)
    used, quarantined = [], []
    for block in reader.read(name, io.BytesIO(content)):
        texts = [block.texts[column["name"]].to_pylist() for column in spec["columns"]]
        used += zip([one.tobytes() for one in block.digests], *texts, strict=True)
        quarantined += block.quarantined
    return used, quarantined, (reader.ignored_columns, reader.absent_columns, +reader.missing)


@settings(max_examples=150, deadline=None)
@given(tables(), st.sampled_from([3, 10**6]))
def test_a_table_is_decided_as_the_same_one_in_csv(columns, row_group):
    content = written(columns, row_group_size=row_group)
    used, quarantined, counted = read(KINDS, "cars.parquet", content)
    expected, others, told = read(KINDS, "cars.csv", as_csv(columns))
    # What a number is spelt like is Arrow's affair where it has an exponent, the number is not.
    assert list(map(meant, used)) == list(map(meant, expected))
    assert [(row.number, len(row.problems), [p.kind for p in row.problems]) for row in quarantined] == [
        (row.number, len(row.problems), [p.kind for p in row.problems]) for row in others
    ]
    assert counted == told
    by_rows = read_dataset_or_none(KINDS, "cars.parquet", content)
    if by_rows is not None:
        assert by_rows.quarantined == quarantined
        assert [tuple(row.texts[c["name"]] for c in KINDS["columns"]) for row in by_rows.used] == [
            row[1:] for row in used
        ]


def meant(row):
    return [number_of(value) for value in row]


def number_of(text):
    try:
        return repr(float(text.replace(",", ".")))
    except (AttributeError, TypeError, ValueError):
        return text


def read_dataset_or_none(spec, name, content):
    try:
        return read_dataset(spec, [(name, content)])
    except DatasetError as error:
        assert "no rows" in str(error)


def run(folder: Path, files: dict[str, bytes], spec=KINDS):
    (folder / "data").mkdir()
    for name, content in files.items():
        (folder / "data" / name).write_bytes(content)
    (folder / "model.json").write_text(json.dumps({**spec, "maxQuarantinedShare": 1}))
    arguments = ["--data", "data", "--model", "model.json", "--output", "output", "--message", "message"]
    code = main([str(folder / one) if not one.startswith("--") else one for one in arguments])
    message = folder / "message"
    return code, message.read_text() if message.exists() else "", folder / "output"


@settings(max_examples=40, deadline=None)
@given(tables())
def test_the_same_values_have_the_same_transform_and_vectors(columns):
    with TemporaryDirectory() as one, TemporaryDirectory() as other:
        code, message, ours = run(Path(one), {"cars.parquet": written(columns)})
        same, told, theirs = run(Path(other), {"cars.csv": as_csv(columns)})
        assert (code, message.replace(".parquet", ".csv")) == (same, told) or code == same == 1
        if code == 0:
            for path in ("transform/transform.json", "train/train.csv", "validation/validation.csv", "test/test.csv"):
                assert (ours / path).read_bytes() == (theirs / path).read_bytes()


ROWS = [(1, 10.0, 20, "Saab", 4, "red"), (2, 11.5, 30, "Buick", None, "a, b"), (3, None, 30, "Saab", 2, "")]


def cars(**changes) -> bytes:
    columns = dict(zip(HEADER.split(","), map(list, zip(*ROWS, strict=True)), strict=True))
    sink = io.BytesIO()
    pq.write_table(pa.table({**columns, **changes}), sink)
    return sink.getvalue()


def test_a_row_is_set_aside_with_number_text_and_every_reason():
    _, quarantined, _ = read(SPEC, "cars.parquet", cars(mileage=["x", "30", "-1"]))
    assert [(row.number, row.text, row.reason) for row in quarantined] == [
        (1, "1,10,x,Saab,4,red", 'mileage: expected a number, got "x"'),
        (3, "3,,-1,Saab,2,", 'price: the value is missing; mileage: expected at least 0, got "-1"'),
    ]


@pytest.mark.parametrize(
    ("values", "texts"),
    [
        (pa.array([Decimal("1.10"), Decimal("20"), None]), ["1.10", "20.00", ""]),
        (pa.array([0.1, 3, None], pa.float32()), ["0.1", "3", ""]),
        (pa.array(np.array([0.5, 3, np.nan], np.float16)), ["0.5", "3", ""]),
        (pa.array([2**64 - 1, 0, None], pa.uint64()), ["18446744073709551615", "0", ""]),
        (pa.array([date(2016, 12, 31)] * 3), ["2016-12-31"] * 3),
        (pa.array([datetime(2016, 12, 31, 23)] * 3, pa.timestamp("ns")), ["2016-12-31 23:00:00.000000000"] * 3),
        (pa.array([None] * 3, pa.null()), [""] * 3),
        (pa.array([True, False, None]), ["true", "false", ""]),
    ],
)
def test_values_of_other_types_are_texts(values, texts):
    spec = {**SPEC, "columns": [*SPEC["columns"][:5], {"name": "colour", "type": "string", "ignored": True}]}
    spec["columns"][1] = {**spec["columns"][1], "type": "number"}
    used, _, _ = read(spec, "cars.parquet", cars(colour=values, price=[1, 2, 3]))
    assert [row[-1] for row in used] == texts


def test_a_text_that_is_not_utf_8_costs_its_row():
    colours = pa.array([b"red", b"\xff,", b"blue"], pa.binary())
    used, quarantined, _ = read(SPEC, "cars.parquet", cars(colour=colours, price=[1, 2, 3]))
    assert len(used) == 2
    assert [(row.number, row.text, row.reason) for row in quarantined] == [
        (2, '2,2,30,Buick,,"\udcff,"', "the row is not UTF-8 text")
    ]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"id,price\n1,2\n", "cars.parquet: it cannot be read as Parquet: Parquet magic bytes not found in footer"),
        (b"", "cars.parquet: it cannot be read as Parquet: Parquet file size is 0 bytes"),
        (cars()[:200], "cars.parquet: it cannot be read as Parquet: "),
        (
            cars(mileage=[[1], [2], [3]]),
            "cars.parquet: the column mileage has the type list<element: int64>: ",
        ),
    ],
)
def test_a_file_that_cannot_be_read_is_told_in_a_sentence(tmp_path, content, message):
    code, told, _ = run(tmp_path, {"cars.parquet": content}, SPEC)
    assert code == 1
    assert told.startswith(f"Pre-processing failed: {message}")


def test_columns_are_asked_for_as_in_csv(tmp_path):
    table = pq.read_table(io.BytesIO(cars())).drop_columns(["mileage", "make"])
    sink = io.BytesIO()
    pq.write_table(table, sink)
    _, told, _ = run(tmp_path, {"cars.parquet": sink.getvalue()}, SPEC)
    assert told == (
        "Pre-processing failed: cars.parquet: the header lacks the columns mileage, make; it begins with "
        '"id,price,doors,colour".'
    )
