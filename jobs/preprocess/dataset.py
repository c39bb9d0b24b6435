"""The rows of a dataset, checked one by one against the model's columns.

What is decided where a file is not as it should be:

| the file | what happens |
| --- | --- |
| is empty, is UTF-16, lacks a required column, names a column twice | the run fails: nothing in it can be trusted |
| has a column that the model does not know or ignores | the column is ignored, and named in the report |
| lacks a column that is not required | its values are missing, to be imputed; named in the report |
| has a byte order mark, CRLF or CR line ends, blank lines | read as usual |
| has a row with unbalanced quotes, too many or too few fields, bytes that are not UTF-8 | the row is quarantined |
| has a row with a value of the wrong type or out of its domain, or without a required value | the row is quarantined |
| names the same identifier again (identifiers.py), however it is spelt | the later row is quarantined, even if equal |
| has the same values again, where the identifier is made of them | the row is used: its identifier has a number |

Every row is either used or quarantined.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO, NamedTuple

from data.rows import DatasetError, Row
from dates import expected_date, read_date
from files import open_rows
from identifiers import GENERATED, canonical_identifier, generated_identifier
from number_formats import read_number

Value = float | str | None

# What 32-bit floats hold, in which the training containers compute.
GREATEST = 3.4e38

# Different texts of a column whose values are remembered.
_MOST_KNOWN = 10_000

# float() alone would also take "nan", "1_000" and digits of other scripts.
_DECIMAL = re.compile(r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]+)?")

# Why a value is none, where there must be one.
MISSING = "the value is missing"

# Why an identifier names no row.
DUPLICATE = "is in an earlier row already"

_EXPECTED = {"integer": "a whole number", "number": "a number", "string": "text", "boolean": "yes or no"}

_BOOLEANS = {
    **dict.fromkeys(("yes", "true", "y", "t", "on", "1"), 1.0),
    **dict.fromkeys(("no", "false", "n", "f", "off", "0"), 0.0),
}


@dataclass(frozen=True)
class Problem:
    """Why a value, or with no column a whole row, cannot be used."""

    expectation: str
    column: str | None = None
    value: str | None = None

    @property
    def kind(self) -> str:
        """What the report counts by: the same for every value that fails alike."""
        return self.expectation if self.column is None else f"{self.column}: {self.expectation}"

    def __str__(self) -> str:
        if self.value is None:
            return self.kind
        return f"{self.kind}, got {self.value if self.column is None else _shown(self.value)}"


class UsedRow(NamedTuple):
    """A usable row: its identifier in its one form, the texts of the model's columns as sent, and their values."""

    identifier: str
    texts: dict[str, str]
    values: dict[str, Value]


@dataclass(frozen=True)
class QuarantinedRow:
    """An unusable row: its number among the file's rows (from 1, the header not counted), as it was, and why."""

    file: str
    number: int
    text: str
    problems: tuple[Problem, ...]

    @property
    def reason(self) -> str:
        """All problems as one text."""
        return "; ".join(str(problem) for problem in self.problems)


class RowReader:
    """Reads and checks files row by row, keeping no more of a row than its identifier.

    `ignored_columns` and `absent_columns` are those of the files that were read so far, `duplicates` counts the rows
    of which all values but the target's were in an earlier row, where identifiers are made of them.
    """

    def __init__(self, spec: dict):
        self.ignored_columns: set[str] = set()
        self.absent_columns: set[str] = set()
        self.duplicates = 0
        self._spec = spec
        types = {column["name"]: column["type"] for column in spec["columns"]}
        self._type: str = "string" if spec["identifier"] == GENERATED else types[spec["identifier"]]
        self._seen: Counter[str] = Counter()
        self._known: dict[str, dict[str, Value | Problem]] = {column["name"]: {} for column in spec["columns"]}

    def read(self, name: str, source: bytes | BinaryIO) -> Iterator[UsedRow | QuarantinedRow]:
        """Yields every row of a file with a header of its own. Raises DatasetError when it has no usable header."""
        try:
            yield from self._read(name, open_rows(self._spec, name, source))
        except DatasetError as error:
            raise DatasetError(f"{name}: {error}") from None

    def _read(self, name: str, rows: Iterator[Row]) -> Iterator[UsedRow | QuarantinedRow]:
        header = read_header(self._spec, next(rows, None))
        known = {column["name"] for column in self._spec["columns"]}
        ignored = {column["name"] for column in self._spec["columns"] if column.get("ignored")}
        self.ignored_columns |= set(header) - (known - ignored)
        self.absent_columns |= known - set(header)
        places = [(column, place) for place, column in enumerate(header) if column in known]
        for number, row in enumerate(rows, start=1):
            checked = self.check(row, len(header), places)
            yield checked if isinstance(checked, UsedRow) else QuarantinedRow(name, number, row.text, tuple(checked))

    def check(self, row: Row, width: int, places: list[tuple[str, int]]) -> UsedRow | list[Problem]:
        """The usable row, or why there is none."""
        if row.problem is not None:
            return [Problem(row.problem)]
        fields = row.fields
        if len(fields) != width:
            return [Problem(f"expected {width} fields", value=str(len(fields)))]
        texts = {column: fields[place] for column, place in places}
        values, problems = self._values(texts)
        if problems:
            return problems
        name = self._spec["identifier"]
        if name == GENERATED:
            return self._generate(texts, values)
        identifier = canonical_identifier(self._type, texts[name])
        if identifier is None:
            return [Problem(f"expected {_EXPECTED[self._type]}", name, texts[name])]
        if identifier in self._seen:
            return [Problem(DUPLICATE, name, texts[name])]
        self._seen[identifier] = 1
        return UsedRow(identifier, texts, values)

    def _generate(self, texts: dict[str, str], values: dict[str, Value]) -> UsedRow:
        """The row with an identifier of its values, and a number at its end from the second such row on."""
        identifier = generated_identifier(
            {name: value for name, value in values.items() if name != self._spec["target"]}
        )
        self._seen[identifier] += 1
        count = self._seen[identifier]
        if count > 1:
            self.duplicates += 1
            identifier = f"{identifier}-{count}"
        return UsedRow(identifier, {GENERATED: identifier, **texts}, values)

    def _values(self, texts: dict[str, str]) -> tuple[dict[str, Value], list[Problem]]:
        values: dict[str, Value] = {}
        problems: list[Problem] = []
        for column in self._spec["columns"]:
            name = column["name"]
            text = texts.get(name, "")
            known = self._known[name]
            if text in known:
                read = known[text]
            else:
                read = read_value(column, text, is_required(self._spec, column))
                # A row's values come again and again in the next ones, but for its identifier.
                if len(known) < _MOST_KNOWN:
                    known[text] = read
            if isinstance(read, Problem):
                problems.append(read)
            else:
                values[name] = read
        return values, problems


def read_header(spec: dict, row: Row | None) -> tuple[str, ...]:
    """The names of the columns. Raises DatasetError where they are not what the model needs."""
    if row is None:
        raise DatasetError("the file is empty: send a CSV with a header and a row per example")
    if row.problem is not None:
        raise DatasetError(f"the header cannot be read: {row.problem}")
    twice = [name for name, count in Counter(row.fields).items() if count > 1]
    if twice:
        raise DatasetError(f"the header names the column {_shown(twice[0])} more than once")
    missing = [
        column["name"] for column in spec["columns"] if is_required(spec, column) and column["name"] not in row.fields
    ]
    if missing:
        plural = "s" if len(missing) > 1 else ""
        names = ", ".join(missing)
        raise DatasetError(f"the header lacks the column{plural} {names}; it begins with {_shown(row.text)}")
    return row.fields


def read_value(column: dict, text: str, required: bool) -> Value | Problem:
    """The value of a field: a float, a text, None where it is missing and may be, or a Problem."""
    name = column["name"]
    if text == "" or text in column.get("missing", ()):
        return Problem(MISSING, name) if required else None
    if column.get("ignored"):
        return text
    if column["type"] == "string":
        usable = column.get("values") or column.get("ordered")
        return text if usable is None or text in usable else Problem(f"expected one of {', '.join(usable)}", name, text)
    number = _read_number(column, text)
    if number is None or abs(number) > GREATEST or (column["type"] == "integer" and not number.is_integer()):
        return Problem(f"expected {_expected(column)}", name, text)
    if column.get("min") is not None and number < column["min"]:
        return Problem(f"expected at least {column['min']}", name, text)
    if column.get("max") is not None and number > column["max"]:
        return Problem(f"expected at most {column['max']}", name, text)
    return number


def _read_number(column: dict, text: str) -> float | None:
    """The number that stands for a text of the column's type."""
    if column["type"] == "boolean":
        return _BOOLEANS.get(text.lower())
    if column["type"] == "date":
        return read_date(column.get("format", "iso"), text)
    if column.get("format") is not None:
        return read_number(column["format"], text)
    return float(text) if _DECIMAL.fullmatch(text) else None


def _expected(column: dict) -> str:
    return expected_date(column.get("format", "iso")) if column["type"] == "date" else _EXPECTED[column["type"]]


def is_required(spec: dict, column: dict) -> bool:
    """Whether each row must have a value: a row is nothing without a name and a target, whatever the column says."""
    if column["name"] in (spec["identifier"], spec["target"]):
        return True
    return column.get("required", True) and not column.get("ignored")


def _shown(text: str) -> str:
    """A text as a message shows it: quoted, and not for pages."""
    quoted = json.dumps(text.encode("utf-8", "replace").decode(), ensure_ascii=False)
    return quoted if len(quoted) <= 80 else f'{quoted[:80]}..."'
