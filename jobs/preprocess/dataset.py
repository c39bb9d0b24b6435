"""The rows of a dataset, checked one by one against the model's columns.

What is decided where a file is not as it should be:

| the file | what happens |
| --- | --- |
| is empty, is UTF-16, lacks a required column, names a column twice | the run fails: nothing in it can be trusted |
| has a column that the model does not know | the column is ignored, and named in the report |
| lacks a column that is not required | its values are missing, to be imputed; named in the report |
| has a byte order mark, CRLF or CR line ends, blank lines | read as usual |
| has a row with unbalanced quotes, too many or too few fields, bytes that are not UTF-8 | the row is quarantined |
| has a row with a value of the wrong type or out of its domain, or without a required value | the row is quarantined |
| names the same identifier again | the later row is quarantined, even if it is equal |

Every row is either used or quarantined.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from rows import DatasetError, Row, read_rows

Value = float | str | None

# What 32-bit floats hold, in which the training containers compute.
_GREATEST = 3.4e38

# float() alone would also take "nan", "1_000" and digits of other scripts.
_DECIMAL = re.compile(r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]+)?")

_EXPECTED = {"integer": "a whole number", "number": "a number", "string": "text"}


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


@dataclass(frozen=True)
class UsedRow:
    """A usable row: its identifier, the text of each of the model's columns, and their values."""

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
        return "; ".join(str(problem) for problem in self.problems)


@dataclass
class Dataset:
    """All rows of the input, each on one of two sides."""

    used: list[UsedRow] = field(default_factory=list)
    quarantined: list[QuarantinedRow] = field(default_factory=list)
    ignored_columns: set[str] = field(default_factory=set)
    absent_columns: set[str] = field(default_factory=set)

    @property
    def input(self) -> int:
        return len(self.used) + len(self.quarantined)

    def reasons(self) -> dict[str, int]:
        """How many quarantined rows have each kind of problem, most frequent first; a row may have several."""
        kinds = Counter(problem.kind for row in self.quarantined for problem in row.problems)
        return dict(sorted(kinds.items(), key=lambda item: (-item[1], item[0])))


def read_dataset(spec: dict, files: Iterable[tuple[str, bytes]]) -> Dataset:
    """Reads and checks files, each one (name, content) with a header of its own.

    Raises DatasetError when there is no file, a file has no usable header, or there is no row in any of them.
    """
    dataset = Dataset()
    seen: set[str] = set()
    for name, data in files:
        _read_file(spec, name, data, dataset, seen)
    if dataset.input == 0:
        raise DatasetError("the training data has no rows: send a CSV with a header and a row per example")
    return dataset


def _read_file(spec: dict, name: str, data: bytes, dataset: Dataset, seen: set[str]) -> None:
    try:
        rows = read_rows(data)
        header = _read_header(spec, next(rows, None))
    except DatasetError as error:
        raise DatasetError(f"{name}: {error}") from None
    known = {column["name"] for column in spec["columns"]}
    dataset.ignored_columns |= set(header) - known
    dataset.absent_columns |= known - set(header)

    for number, row in enumerate(rows, start=1):
        texts, problems = _texts(row, header)
        values: dict[str, Value] = {}
        if not problems:
            values, problems = _values(spec, texts)
            identifier = texts[spec["identifier"]]
            if not problems and identifier in seen:
                problems = [Problem("is in an earlier row already", spec["identifier"], identifier)]
        if problems:
            dataset.quarantined.append(QuarantinedRow(name, number, row.text, tuple(problems)))
        else:
            seen.add(identifier)
            texts = {column: text for column, text in texts.items() if column in known}
            dataset.used.append(UsedRow(identifier, texts, values))


def _read_header(spec: dict, row: Row | None) -> tuple[str, ...]:
    if row is None:
        raise DatasetError("the file is empty: send a CSV with a header and a row per example")
    if row.problem is not None:
        raise DatasetError(f"the header cannot be read: {row.problem}")
    twice = [name for name, count in Counter(row.fields).items() if count > 1]
    if twice:
        raise DatasetError(f"the header names the column {_shown(twice[0])} more than once")
    missing = [
        column["name"] for column in spec["columns"] if _required(spec, column) and column["name"] not in row.fields
    ]
    if missing:
        plural = "s" if len(missing) > 1 else ""
        names = ", ".join(missing)
        raise DatasetError(f"the header lacks the column{plural} {names}; it begins with {_shown(row.text)}")
    return row.fields


def _texts(row: Row, header: tuple[str, ...]) -> tuple[dict[str, str], list[Problem]]:
    if row.problem is not None:
        return {}, [Problem(row.problem)]
    if len(row.fields) != len(header):
        return {}, [Problem(f"expected {len(header)} fields", value=str(len(row.fields)))]
    return dict(zip(header, row.fields, strict=True)), []


def _values(spec: dict, texts: dict[str, str]) -> tuple[dict[str, Value], list[Problem]]:
    values: dict[str, Value] = {}
    problems: list[Problem] = []
    for column in spec["columns"]:
        read = read_value(column, texts.get(column["name"], ""), _required(spec, column))
        if isinstance(read, Problem):
            problems.append(read)
        else:
            values[column["name"]] = read
    return values, problems


def read_value(column: dict, text: str, required: bool) -> Value | Problem:
    """The value of a field: a float, a text, None where it is missing and may be, or a Problem."""
    name = column["name"]
    if text == "":
        return Problem("the value is missing", name) if required else None
    if column["type"] == "string":
        if column.get("values") is not None and text not in column["values"]:
            return Problem(f"expected one of {', '.join(column['values'])}", name, text)
        return text
    number = float(text) if _DECIMAL.fullmatch(text) else None
    if number is None or abs(number) > _GREATEST or (column["type"] == "integer" and not number.is_integer()):
        return Problem(f"expected {_EXPECTED[column['type']]}", name, text)
    if column.get("min") is not None and number < column["min"]:
        return Problem(f"expected at least {column['min']}", name, text)
    if column.get("max") is not None and number > column["max"]:
        return Problem(f"expected at most {column['max']}", name, text)
    return number


def _required(spec: dict, column: dict) -> bool:
    """Whether each row must have a value: a row is nothing without a name and a target, whatever the column says."""
    return column.get("required", True) or column["name"] in (spec["identifier"], spec["target"])


def _shown(text: str) -> str:
    """A text as a message shows it: quoted, and not for pages."""
    quoted = json.dumps(text.encode("utf-8", "replace").decode(), ensure_ascii=False)
    return quoted if len(quoted) <= 80 else f"{quoted[:80]}..."
