"""Records are read in blocks of columns, whatever stands among them."""

import io

import pyarrow as pa
import pytest
from data.records import RecordReader
from hypothesis import example, given, settings
from hypothesis import strategies as st


@pytest.mark.parametrize("fields", [4, 1_000, 600_000])
@pytest.mark.parametrize("before", [0, 1, 20_000])
def test_a_record_of_too_many_fields_costs_itself_alone(fields, before):
    lines = ["a,b,c", *["1,2,3"] * before, "," * (fields - 1), *['4,"5,5",6'] * 1_000]
    reader = RecordReader(io.BytesIO("\n".join(lines).encode()), 2**24)
    [block] = [make() for make in reader.blocks([0, 2])]
    assert block.size == before + 1 + 1_000
    assert [(place, len(row.fields)) for place, row in block.broken.items()] == [(before, fields)]
    first, last = (column.to_pylist() for column in block.columns)
    assert first == ["1"] * before + ["4"] * 1_000
    assert last == ["3"] * before + ["6"] * 1_000


FIELDS = st.sampled_from(["1", "-2.5", " 3e2 ", "", "nan", "inf", "+4", "1_0", "0x1", "NULL", '"5"', '"a,b"', "é", " "])


def columns_of(content: bytes, kinds: dict) -> list[list]:
    reader = RecordReader(io.BytesIO(content), 64)
    return [[column.to_pylist() for column in call().columns] for call in reader.blocks([0, 1], kinds)]


@settings(deadline=None)
@given(st.lists(st.tuples(FIELDS, FIELDS), min_size=1, max_size=20))
@example([("1", "2"), ("", "x")])
def test_typed_columns_say_what_texts_say(rows):
    content = ("a,b\n" + "".join(f"{first},{second}\n" for first, second in rows)).encode()
    texts = columns_of(content, {})
    assert columns_of(content, {0: pa.dictionary(pa.int32(), pa.string()), 1: pa.string()}) == texts
    for own, plain in zip(columns_of(content, {1: pa.float64()}), texts, strict=True):
        assert own[0] == plain[0]
        # A block is of numbers altogether, or of texts as it was.
        if own[1] != plain[1]:
            assert [repr(value) for value in own[1]] == [repr(number_of(text)) for text in plain[1]]


def number_of(text: str) -> float | None:
    """What is read of the texts that Arrow takes for numbers."""
    assert "_" not in text
    return None if text == "" else float(text)
