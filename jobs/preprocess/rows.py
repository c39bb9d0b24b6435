"""Rows of a CSV file, whatever state the file is in: a broken row costs that row, never the ones after it.

The dialect is that of functions/shared/csv.ts: comma, double quotes doubled to escape, any line ending, blank lines
skipped, spaces and tabs around a field dropped, a quote inside an unquoted field taken literally.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_LINE = re.compile(r"[^\r\n]*(?:\r\n|\n|\r)|[^\r\n]+")
_PLAIN = re.compile(r"[^,\r\n]*")
_QUOTED = re.compile(r'"([^"]*(?:""[^"]*)*)"(?!")')

# A quoted field may hold line breaks. One that goes on for longer is a quote that somebody forgot to close.
_MOST_LINES = 100


class DatasetError(Exception):
    """What makes a run impossible, as one sentence for the person who sent the data."""


@dataclass(frozen=True)
class Row:
    """A record as the file has it: `text` byte for byte (undecodable bytes escaped as surrogates), without its end."""

    text: str
    fields: tuple[str, ...] = ()
    problem: str | None = None


def read_rows(data: bytes) -> Iterator[Row]:
    """Yields every record of a file, the header first.

    A byte order mark is dropped; UTF-16 is refused. A record that is not UTF-8, or whose quotes do not balance, comes
    with a `problem` and no fields. A record that spans lines counts as one only if it has as many fields as the
    header: else its quote was never closed, and only its first line is bad.
    """
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise DatasetError("the file is in UTF-16: save it as CSV in UTF-8")
    text = data.removeprefix(b"\xef\xbb\xbf").decode("utf-8", "surrogateescape")
    lines = _LINE.findall(text)
    width: int | None = None
    at = 0
    while at < len(lines):
        if lines[at].strip(" \t\r\n") == "":
            at += 1
            continue
        row, taken = _read_row(lines, at, width)
        if width is None:
            width = len(row.fields)
        yield row
        at += taken


def _read_row(lines: list[str], at: int, width: int | None) -> tuple[Row, int]:
    """The record that begins in line `at`, and the number of lines that it takes."""
    line = lines[at].rstrip("\r\n")
    if not _is_text(line):
        return Row(line, problem="the row is not UTF-8 text"), 1
    if '"' not in line:
        return Row(line, tuple(field.strip(" \t") for field in line.split(","))), 1

    window = "".join(lines[at : at + _MOST_LINES])
    parsed = _parse_record(window)
    if isinstance(parsed, str):
        # Read alone, the line says what is wrong with itself rather than with the next one.
        return Row(line, problem=str(_parse_record(line))), 1
    fields, end = parsed
    record = window[:end]
    taken = len(_LINE.findall(record))
    if taken > 1 and (len(fields) != width or not _is_text(record)):
        return Row(line, problem="a quoted field has no closing quote"), 1
    return Row(record, fields), taken


def _parse_record(text: str) -> tuple[tuple[str, ...], int] | str:
    """The fields of the record that `text` begins with, and where it ends; a sentence when it is malformed."""
    fields: list[str] = []
    at = 0
    while True:
        if text.startswith('"', at):
            match = _QUOTED.match(text, at)
            if match is None:
                return "a quoted field has no closing quote"
            if match.end() < len(text) and text[match.end()] not in ",\r\n":
                return "a quoted field has text after its closing quote"
            value = match.group(1).replace('""', '"')
        else:
            match = _PLAIN.match(text, at)
            assert match is not None  # it matches nothing at least
            value = match.group()
        fields.append(value.strip(" \t"))
        at = match.end()
        if not text.startswith(",", at):
            return tuple(fields), at
        at += 1


def _is_text(line: str) -> bool:
    """Whether the line was UTF-8: other bytes came in as lone surrogates, which do not encode."""
    try:
        line.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True
