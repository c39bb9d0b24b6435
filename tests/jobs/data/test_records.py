"""Records are read in blocks of columns, whatever stands among them."""

import io

import pytest
from data.records import RecordReader


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
