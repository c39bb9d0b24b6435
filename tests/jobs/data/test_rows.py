import pytest
from data.rows import DatasetError, read_rows
from hypothesis import given
from hypothesis import strategies as st


def fields(data: bytes) -> list[tuple[str, ...]]:
    return [row.fields for row in read_rows(data)]


def test_reads_quoted_fields_with_commas_quotes_and_line_breaks():
    data = b'a,b\n"1,5","say ""hi"""\n"two\nlines",2\n'
    assert fields(data) == [("a", "b"), ("1,5", 'say "hi"'), ("two\nlines", "2")]


@pytest.mark.parametrize("end", [b"\n", b"\r\n", b"\r"])
def test_takes_any_line_ending_and_a_last_line_without_one(end):
    assert fields(b"a,b" + end + b"1,2" + end + b"3,4") == [("a", "b"), ("1", "2"), ("3", "4")]


def test_drops_a_byte_order_mark_blank_lines_and_spaces_around_fields():
    assert fields(b"\xef\xbb\xbfa,b\n\n \t\n 1 ,\t2\n") == [("a", "b"), ("1", "2")]


def test_refuses_utf_16_with_a_sentence():
    with pytest.raises(DatasetError, match="UTF-16: save it as CSV in UTF-8"):
        list(read_rows("a,b\n1,2\n".encode("utf-16")))


def test_an_unclosed_quote_costs_its_own_row_alone():
    rows = list(read_rows(b'a,b\n1,"open\n2,x\n3,"closed"\n4,y\n'))
    assert [row.problem for row in rows] == [None, "a quoted field has no closing quote", None, None, None]
    assert [row.text for row in rows] == ["a,b", '1,"open', "2,x", '3,"closed"', "4,y"]


def test_an_unclosed_quote_that_a_later_one_seems_to_close_costs_its_own_row_alone():
    rows = list(read_rows(b'a,b\n1,"open\n2,x\n3,closed"\n4,y\n'))
    assert rows[1].problem is None  # two fields, as the header: nothing tells it from a field with line breaks
    rows = list(read_rows(b'a,b\n"1,open\n2,x\n3,closed"\n4,y\n'))
    assert [row.fields for row in rows if not row.problem] == [("a", "b"), ("2", "x"), ("3", 'closed"'), ("4", "y")]


def test_a_quote_that_is_never_closed_is_not_searched_for_through_the_whole_file():
    lines = ['1,"open'] * 20_000
    rows = list(read_rows("\n".join(["a,b", *lines]).encode()))
    assert sum(row.problem is not None for row in rows) == 20_000


def test_text_after_a_closing_quote_is_a_problem_of_the_row():
    assert list(read_rows(b'a\n"1"2\n'))[1].problem == "a quoted field has text after its closing quote"


def test_a_row_that_is_not_utf_8_keeps_its_bytes():
    row = list(read_rows(b"a\ncaf\xe9\n"))[1]
    assert row.problem == "the row is not UTF-8 text"
    assert row.text.encode("utf-8", "surrogateescape") == b"caf\xe9"


@given(st.binary(max_size=300))
def test_no_byte_of_any_file_is_lost(data):
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return
    breaks_and_blanks = b" \t\r\n"
    kept = b"".join(row.text.encode("utf-8", "surrogateescape") for row in read_rows(data))
    squeeze = lambda text: bytes(byte for byte in text if byte not in breaks_and_blanks)  # noqa: E731
    assert squeeze(kept) == squeeze(data.removeprefix(b"\xef\xbb\xbf"))


@given(
    st.lists(
        st.lists(st.text(st.characters(codec="utf-8"), max_size=8), min_size=2, max_size=2), min_size=1, max_size=5
    )
)
def test_reads_back_any_table_that_was_written_with_quotes(table):
    quote = lambda text: '"' + text.replace('"', '""') + '"'  # noqa: E731
    table = [["a", "b"], *table]
    data = "\n".join(",".join(map(quote, row)) for row in table).encode()
    assert fields(data) == [tuple(field.strip(" \t") for field in row) for row in table]
