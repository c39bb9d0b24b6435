"""What batch transform jobs take: part files whose lines hold a row's identifier beside its vector.

A transform job sends the vector alone to the model (its input filter), and joins the answer with the identifier, so
that each line of its output names the row that it is about. All else that comes along is written once, as the result
has it: the part files of `rows/` have the same rows in the same order.

| file | a line |
| --- | --- |
| text/csv | the identifier, then the vector |
| application/jsonlines | `{"identifier": text, "vector": {"features": [...]}}` |
| of `rows/` | the carried columns as CSV, the identifier first |
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
from data.lines import joined, mended, mended_with, write_lines
from encoding import VectorEncoder
from table import TableBlock

# One request of a transform job holds some megabytes, so a part is many requests; several parts may go to several
# machines.
PART_ROWS = 100_000

_BREAK = re.compile(r"\r\n|\r|\n")

ENDINGS = {"text/csv": "csv", "application/jsonlines": "jsonl"}
FORMATS = tuple(ENDINGS)

# What JSON writes otherwise than it is: all but the printable characters of ASCII, quotes and backslashes.
_ESCAPED = r'[^ -~]|["\\]'

_encode_json = json.JSONEncoder(separators=(",", ":")).encode


class BatchEncoder:
    """Makes the lines of rows for algorithms whose versions encode by the same transform, each in its format."""

    def __init__(self, spec: dict, transform: dict, formats: dict[str, str]):
        self._vectors = VectorEncoder(spec, transform)
        self._formats = formats

    def lines(self, block: TableBlock, identifiers: pa.StringArray) -> Iterator[tuple[str, pa.StringArray]]:
        """The lines of the usable rows for each algorithm, some at a time, since long ones take their memory."""
        most = self._vectors.most_rows
        for start in range(0, len(block), most):
            names = identifiers.slice(start, most)
            cells = {name: own.slice(start, start + most) for name, own in block.cells.items()}
            vectors = self._vectors.vectors(cells, len(names))
            made = {format: _LINES[format](names, vectors) for format in set(self._formats.values())}
            for algorithm, format in self._formats.items():
                yield algorithm, made[format]


def without_breaks(texts: pa.StringArray) -> pa.StringArray:
    """The texts as they may stand in a part file, in which a line is a row."""
    return mended_with(texts, "\r\n", lambda text: _BREAK.sub(" ", text))


def csv_lines(columns: list[pa.StringArray]) -> pa.StringArray:
    """The rows' fields as CSV, quoted where they must be."""
    return joined([_csv_field(column) for column in columns], ",")


def _csv_field(texts: pa.StringArray) -> pa.StringArray:
    return mended_with(texts, ',"', lambda text: '"' + text.replace('"', '""') + '"')


def _vectors_in_csv(identifiers: pa.StringArray, vectors: pa.StringArray) -> pa.StringArray:
    return joined([_csv_field(identifiers), vectors], ",")


def _vectors_in_json(identifiers: pa.StringArray, vectors: pa.StringArray) -> pa.StringArray:
    inside = mended(identifiers, _ESCAPED, lambda text: _encode_json(text)[1:-1])
    return joined(['{"identifier":"', inside, '","vector":{"features":[', vectors, "]}}"], "")


_LINES = {"text/csv": _vectors_in_csv, "application/jsonlines": _vectors_in_json}


class PartWriter:
    """Writes lines into `part-00000.csv` and so on; to be used in a `with` statement."""

    def __init__(self, folder: Path, ending: str):
        self._folder = folder
        self._ending = ending
        self._rows = 0
        self._file = None

    def __enter__(self) -> PartWriter:
        return self

    def __exit__(self, *_) -> None:
        if self._file is not None:
            self._file.close()

    def add(self, lines: pa.StringArray) -> None:
        for some in self._by_part(lines):
            if self._rows % PART_ROWS == 0:
                self._next_part()
            write_lines(self._file, some)
            self._rows += len(some)

    def _by_part(self, lines: pa.StringArray) -> Iterator[pa.StringArray]:
        start = 0
        while start < len(lines):
            room = PART_ROWS - self._rows % PART_ROWS
            yield lines.slice(start, room)
            start += room

    def _next_part(self) -> None:
        self.__exit__()
        self._folder.mkdir(parents=True, exist_ok=True)
        self._file = (self._folder / f"part-{self._rows // PART_ROWS:05}.{self._ending}").open("wb")
