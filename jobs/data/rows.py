"""Rows of a CSV file, whatever state the file is in: a broken row costs that row, never the ones after it.

The dialect is that of functions/shared/csv.ts: comma or another delimiter, double quotes doubled to escape, any line
ending, blank lines skipped, spaces and tabs around a field dropped, a quote inside an unquoted field taken literally.

A file is read as it comes, a hundred lines at a time at most, so that its size does not matter.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from io import BytesIO, TextIOWrapper
from itertools import islice
from typing import BinaryIO, NamedTuple

_PLAIN = {delimiter: re.compile(rf"[^{delimiter}\r\n]*") for delimiter in ",;\t|"}
_QUOTED = re.compile(r'"([^"]*(?:""[^"]*)*)"(?!")')
_LINE_END = re.compile(r"\r\n|\n|\r")

# A quoted field may hold line breaks. One that goes on for longer is a quote that somebody forgot to close.
_MOST_LINES = 100


class DatasetError(Exception):
    """What makes a run impossible, as one sentence for the person who sent the data."""


class Row(NamedTuple):
    """A record as the file has it: `text` byte for byte (undecodable bytes escaped as surrogates), without its end."""

    text: str
    fields: tuple[str, ...] = ()
    problem: str | None = None


def read_rows(source: bytes | BinaryIO, delimiter: str = ",") -> Iterator[Row]:
    """Yields every record of a file, the header first.

    A byte order mark is dropped; UTF-16 is refused. A record that is not UTF-8, or whose quotes do not balance, comes
    with a `problem` and no fields. A record that spans lines counts as one only if it has as many fields as the
    header: else its quote was never closed, and only its first line is bad.
    """
    file = BytesIO(source) if isinstance(source, bytes) else source
    skip_mark(file)
    lines = _open_lines(file)
    splitter = RowSplitter([], lambda: list(islice(lines, _MOST_LINES)), None, delimiter)
    while splitter.fill(1):
        row = splitter.next()
        if row is not None:
            if splitter.width is None:
                splitter.width = len(row.fields)
            yield row


def skip_mark(file: BinaryIO) -> None:
    """Leaves a byte order mark behind. Raises DatasetError for UTF-16."""
    start = file.read(3)
    if start.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise DatasetError("the file is in UTF-16: save it as CSV in UTF-8 (iconv -f UTF-16 -t UTF-8 FILE > NEW)")
    file.seek(3 if start == b"\xef\xbb\xbf" else 0)


def lines_of(content: bytes) -> list[str]:
    """The lines with their ends; bytes that are not UTF-8 come as lone surrogates."""
    return list(_open_lines(BytesIO(content)))


def _open_lines(file: BinaryIO) -> TextIOWrapper:
    # With newline="" any line ending ends a line, and stays as it is.
    return TextIOWrapper(file, encoding="utf-8", errors="surrogateescape", newline="")


class RowSplitter:
    """Makes records of lines.

    `ahead` are the lines that were read and not yet taken; `within` counts those of them, the first ones, that it began
    with; `width` is how many fields the header has, once that is known.
    """

    def __init__(self, lines: list[str], more: Callable[[], list[str]], width: int | None, delimiter: str = ","):
        self.ahead = deque(lines)
        self.within = len(lines)
        self.width = width
        self._more = more
        self._delimiter = delimiter

    def fill(self, count: int) -> bool:
        """Reads until so many lines are ahead; False where the file has no more."""
        while len(self.ahead) < count:
            lines = self._more()
            if not lines:
                return False
            self.ahead.extend(lines)
        return True

    def next(self) -> Row | None:
        """The record that the next line begins, with as many lines as it takes; None where the line is blank."""
        line = self._take()
        if is_blank(line, self._delimiter):
            return None
        row = read_line(line, self._delimiter)
        if row is None:
            self.fill(_MOST_LINES - 1)
            row, taken = _read_lines(line, islice(self.ahead, _MOST_LINES - 1), self.width, self._delimiter)
            for _ in range(taken):
                self._take()
        return row

    def _take(self) -> str:
        self.within -= 1
        return self.ahead.popleft()


def is_blank(line: str, delimiter: str) -> bool:
    """Whether a line is no record: it has nothing but spaces and tabs, and none of them separates fields."""
    return (line.isspace() or line == "") and line.strip(" \t\r\n".replace(delimiter, "")) == ""


def read_line(line: str, delimiter: str = ",") -> Row | None:
    """The record of a line; None where it does not end in this line."""
    text = line.rstrip("\r\n")
    if not _is_text(text):
        return Row(text, problem="the row is not UTF-8 text")
    if '"' not in text:
        if " " in text or "\t" in text:
            return Row(text, tuple(field.strip(" \t") for field in text.split(delimiter)))
        return Row(text, tuple(text.split(delimiter)))
    parsed = _parse_record(text, delimiter)
    return None if isinstance(parsed, str) else Row(text, parsed[0])


def _read_lines(line: str, ahead: Iterable[str], width: int | None, delimiter: str) -> tuple[Row, int]:
    """The record that begins in a line and does not end there, and how many of the lines ahead it takes."""
    window = line + "".join(ahead)
    parsed = _parse_record(window, delimiter)
    text = line.rstrip("\r\n")
    if isinstance(parsed, str):
        # Read alone, the line says what is wrong with itself rather than with the next one.
        return Row(text, problem=str(_parse_record(text, delimiter))), 0
    fields, end = parsed
    record = window[:end]
    if len(fields) != width or not _is_text(record):
        return Row(text, problem="a quoted field has no closing quote"), 0
    return Row(record, fields), len(_LINE_END.findall(record))


def _parse_record(text: str, delimiter: str) -> tuple[tuple[str, ...], int] | str:
    """The fields of the record that `text` begins with, and where it ends; a sentence when it is malformed."""
    fields: list[str] = []
    at = 0
    while True:
        if text.startswith('"', at):
            match = _QUOTED.match(text, at)
            if match is None:
                return "a quoted field has no closing quote"
            if match.end() < len(text) and text[match.end()] not in f"{delimiter}\r\n":
                return "a quoted field has text after its closing quote"
            value = match.group(1).replace('""', '"')
        else:
            match = _PLAIN[delimiter].match(text, at)
            assert match is not None  # it matches nothing at least
            value = match.group()
        fields.append(value.strip(" \t"))
        at = match.end()
        if not text.startswith(delimiter, at):
            return tuple(fields), at
        at += 1


def _is_text(line: str) -> bool:
    """Whether the line was UTF-8: other bytes came in as lone surrogates, which do not encode."""
    if line.isascii():
        return True
    try:
        line.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True
