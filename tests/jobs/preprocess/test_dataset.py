import io

import pytest
from cars import HEADER, SPEC
from data.rows import DatasetError, read_rows
from dataset import read_value
from datasets import read_dataset
from hypothesis import example, given
from hypothesis import strategies as st


def read(text: str | bytes, spec: dict = SPEC):
    return read_dataset(spec, [("cars.csv", text.encode() if isinstance(text, str) else text)])


def only_reason(row: str | bytes) -> str:
    row = row.encode() if isinstance(row, str) else row
    dataset = read(HEADER.encode() + b"\n" + row + b"\n")
    assert dataset.used == []
    (quarantined,) = dataset.quarantined
    assert quarantined.number == 1
    assert quarantined.text.encode("utf-8", "surrogateescape") == row
    return quarantined.reason


def test_a_usable_row_has_its_values_and_its_texts():
    (row,) = read(f"{HEADER}\n7,100.5,20,Saab,,red\n").used
    assert row.identifier == "7"
    assert row.values == {"id": 7.0, "price": 100.5, "mileage": 20.0, "make": "Saab", "doors": None, "colour": "red"}
    assert row.texts["price"] == "100.5"


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("1,100,many,Saab,4,red", 'mileage: expected a number, got "many"'),
        ("1,100,nan,Saab,4,red", 'mileage: expected a number, got "nan"'),
        ("1,100,1e999,Saab,4,red", 'mileage: expected a number, got "1e999"'),
        ("1,100,1_000,Saab,4,red", 'mileage: expected a number, got "1_000"'),
        ("1,100,-1,Saab,4,red", 'mileage: expected at least 0, got "-1"'),
        ("1,100,2e6,Saab,4,red", 'mileage: expected at most 1000000, got "2e6"'),
        ("1,100,20,Volvo,4,red", 'make: expected one of Saab, Buick, got "Volvo"'),
        ("1,100,20,Saab,4.5,red", 'doors: expected a whole number, got "4.5"'),
        ("1,100,,Saab,4,red", "mileage: the value is missing"),
        ("1,,20,Saab,4,red", "price: the value is missing"),
        (",100,20,Saab,4,red", "id: the value is missing"),
        ("1,100,x,y,4,red", 'mileage: expected a number, got "x"; make: expected one of Saab, Buick, got "y"'),
        ("1,100,20,Saab,4", "expected 6 fields, got 5"),
        ("1,100,20,Saab,4,red,extra", "expected 6 fields, got 7"),
        ('1,100,20,"Saab,4,red', "a quoted field has no closing quote"),
        (b"1,100,20,Saab,4,caf\xe9", "the row is not UTF-8 text"),
    ],
)
def test_an_unusable_row_is_quarantined_with_column_and_value(row, reason):
    assert only_reason(row) == reason


def test_a_repeated_identifier_is_quarantined():
    dataset = read(f"{HEADER}\n1,100,20,Saab,4,red\n1,100,20,Saab,4,red\n")
    assert [row.reason for row in dataset.quarantined] == ['id: is in an earlier row already, got "1"']
    assert dataset.quarantined[0].number == 2


@pytest.mark.parametrize("again", ["7.0", "+7", "007", "7e0", " 7 ", '"7.00"'])
def test_an_identifier_is_repeated_however_it_is_spelt(again):
    dataset = read(f"{HEADER}\n7,100,20,Saab,4,red\n{again},100,20,Saab,4,red\n")
    (row,) = dataset.quarantined
    spelt = again.strip(' "')
    assert row.reason == f'id: is in an earlier row already, got "{spelt}"'


def test_an_identifier_has_one_form_and_its_text_stays_as_it_was_sent():
    (row,) = read(f"{HEADER}\n9007199254740993.0,100,20,Saab,4,red\n").used
    assert row.identifier == "9007199254740993"
    assert row.texts["id"] == "9007199254740993.0"


def test_whole_numbers_that_are_one_float_are_two_rows():
    rows = [f"{number},100,20,Saab,4,red" for number in (2**53, 2**53 + 1, -0.0, "0.0000000000000000001")]
    dataset = read("\n".join([HEADER, *rows]))
    assert [row.identifier for row in dataset.used] == ["9007199254740992", "9007199254740993", "0"]
    assert [row.reason for row in dataset.quarantined] == ['id: expected a whole number, got "0.0000000000000000001"']


def test_texts_are_compared_as_texts_but_for_how_unicode_composes_them():
    columns = [{**column, "type": "string"} if column["name"] == "id" else column for column in SPEC["columns"]]
    names = ["7", "7.0", "caf\u00e9", "cafe\u0301", "Cafe"]
    dataset = read("\n".join([HEADER, *(f"{name},100,20,Saab,4,red" for name in names)]), {**SPEC, "columns": columns})
    assert [row.identifier for row in dataset.used] == ["7", "7.0", "caf\u00e9", "Cafe"]
    assert [row.number for row in dataset.quarantined] == [4]


def test_row_numbers_do_not_count_the_header_or_blank_lines():
    dataset = read(f"{HEADER}\n\n1,100,20,Saab,4,red\n\n2,100,x,Saab,4,red\n")
    assert [row.number for row in dataset.quarantined] == [2]


def test_an_unknown_column_is_ignored_and_named():
    dataset = read(f"extra,{HEADER}\n?,1,100,20,Saab,4,red\n")
    assert dataset.ignored_columns == {"extra"}
    assert "extra" not in dataset.used[0].texts


def test_a_column_that_is_not_required_may_be_absent():
    dataset = read("make,id,price,mileage\nSaab,1,100,20\n")
    assert dataset.absent_columns == {"doors", "colour"}
    assert dataset.used[0].values["doors"] is None


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "cars.csv: the file is empty: send a CSV with a header and a row per example"),
        ("\n \n", "cars.csv: the file is empty"),
        (HEADER, "the training data has no rows"),
        ("id,price,make", "cars.csv: the header lacks the column mileage; it begins with"),
        ("1,100,20,Saab,4,red\n", "cars.csv: the header lacks the columns id, price, mileage, make"),
        ("x" * 99, f'cars.csv: the header lacks .*; it begins with "{"x" * 79}[.]{{3}}"$'),
        (f"{HEADER},make", 'cars.csv: the header names the column "make" more than once'),
        ('"id,price\n1,2\n', "cars.csv: the header cannot be read: a quoted field has no closing quote"),
        (b"caf\xe9\n", "cars.csv: the header cannot be read: the row is not UTF-8 text"),
    ],
)
def test_a_file_without_a_usable_header_or_rows_fails_with_a_sentence(text, sentence):
    with pytest.raises(DatasetError, match=f"^{sentence}"):
        read(text)


def test_several_files_are_read_each_with_its_header():
    files = [("a.csv", f"{HEADER}\n1,100,20,Saab,4,red".encode()), ("b.csv", b"id,price,mileage,make\n2,x,20,Saab")]
    dataset = read_dataset(SPEC, files)
    assert [row.identifier for row in dataset.used] == ["1"]
    assert [(row.file, row.number) for row in dataset.quarantined] == [("b.csv", 1)]


def test_what_is_read_as_it_comes_is_read_as_from_a_whole():
    text = f'\ufeff{HEADER}\r\n1,100,20,Saab,4,"a\r\nb"\r2,x,20,Saab,4,red'
    assert read_dataset(SPEC, [("cars.csv", io.BytesIO(text.encode()))]) == read(text)


def test_a_value_is_read_alike_each_time():
    dataset = read(f"{HEADER}\n1,1,x,Saab,4,red\n2,1,x,Saab,4,red\n3,1,2,Saab,,red\n4,1,2,Saab,,red\n")
    assert [row.reason for row in dataset.quarantined] == ['mileage: expected a number, got "x"'] * 2
    assert [row.values["mileage"] for row in dataset.used] == [2.0, 2.0]
    assert [row.values["doors"] for row in dataset.used] == [None, None]


@given(st.one_of(st.text(max_size=200).map(lambda text: text.encode("utf-8", "replace")), st.binary(max_size=200)))
@example(b'1,2,3,Saab,,\n"1,2,3,Saab,,\n1,2,3,Saab,,"\n')
@example(b"\x00")
def test_nothing_is_lost_of_any_input(body):
    data = HEADER.encode() + b"\n" + body
    rows = len(list(read_rows(data))) - 1
    if rows == 0:
        return
    dataset = read(data)
    assert dataset.input == len(dataset.used) + len(dataset.quarantined) == rows


ROW = st.tuples(
    st.integers(0, 30).map(str),
    st.sampled_from(["1", "2.5", "", "x", "1e3"]),
    st.sampled_from(["0", "10", "-1", "", '"', '"5"', '"5']),
    st.sampled_from(["Saab", "Buick", "Volvo", '"Saab"', '"Sa\nab"']),
    st.sampled_from(["4", "", "4.5"]),
    st.sampled_from(["red", "", 'blue"', '"a,b"']),
).map(",".join)


@given(st.lists(ROW, min_size=1, max_size=12))
def test_every_row_is_used_or_quarantined_with_a_reason(rows):
    dataset = read("\n".join([HEADER, *rows]))
    assert all(row.reason for row in dataset.quarantined)
    assert all(row.values["price"] is not None and row.values["make"] in ("Saab", "Buick") for row in dataset.used)
    identifiers = [row.identifier for row in dataset.used]
    assert len(identifiers) == len(set(identifiers))


@given(st.floats(allow_nan=False, allow_infinity=False, min_value=-3.4e38, max_value=3.4e38))
def test_reads_every_number_exactly(number):
    assert read_value({"name": "x", "type": "number"}, repr(number), True) == number
