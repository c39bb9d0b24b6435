"""What batch transform jobs take: part files whose lines hold a row's own columns beside its vector.

A transform job sends the vector alone to the model (its input filter), and joins the answer with the rest, so that each
line of its output names the row that it is about.

| format | a line |
| --- | --- |
| text/csv | the carried columns, then the vector |
| application/jsonlines | `{"row": {column: text, ...}, "vector": {"features": [...]}}` |
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
from data.cells import Cells
from data.lines import joined, mended, write_lines
from encoding import VectorEncoder
from table import TableBlock

# One request of a transform job holds some megabytes, so a part is many requests; several parts may go to several
# machines.
PART_ROWS = 100_000

_BREAK = re.compile(r"\r\n|\r|\n")

_ENDINGS = {"text/csv": "csv", "application/jsonlines": "jsonl"}
FORMATS = tuple(_ENDINGS)

# What JSON writes otherwise than it is: all but the printable characters of ASCII, quotes and backslashes.
_ESCAPED = r'[^ -~]|["\\]'

_encode_json = json.JSONEncoder(separators=(",", ":")).encode


class BatchEncoder:
    """Makes the lines of rows for one algorithm, encoded by the transform of its version."""

    def __init__(self, spec: dict, transform: dict, format: str, carried: list[str]):
        self.ending = _ENDINGS[format]
        self._vectors = VectorEncoder(spec, transform)
        self._join = self._csv_lines if format == "text/csv" else self._json_lines
        self._carried = carried

    def lines(self, block: TableBlock) -> list[pa.StringArray]:
        """The lines of the usable rows, in some arrays, since long ones are no more than fit into the memory."""
        # In a part file a line is a row.
        texts = [mended(block.texts[column], "[\r\n]", lambda text: _BREAK.sub(" ", text)) for column in self._carried]
        most = self._vectors.most_rows
        return [
            self._some_lines([column.slice(start, most) for column in texts], block.cells, start, start + most)
            for start in range(0, len(block), most)
        ]

    def _some_lines(self, texts: list[pa.StringArray], cells: dict[str, Cells], start: int, stop: int):
        some = {name: own.slice(start, stop) for name, own in cells.items()}
        return self._join(texts, self._vectors.vectors(some, len(texts[0])))

    def _csv_lines(self, texts: list[pa.StringArray], vectors: pa.StringArray) -> pa.StringArray:
        return joined([*(mended(column, '[,"]', _quoted) for column in texts), vectors], ",")

    def _json_lines(self, texts: list[pa.StringArray], vectors: pa.StringArray) -> pa.StringArray:
        fields = []
        for place, (name, column) in enumerate(zip(self._carried, texts, strict=True)):
            before = '{"row":{' if place == 0 else '",'
            fields += [f'{before}{_encode_json(name)}:"', mended(column, _ESCAPED, _inside_json)]
        return joined([*fields, '"},"vector":{"features":[', vectors, "]}}"], "")


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


def _inside_json(text: str) -> str:
    return _encode_json(text)[1:-1]


def _quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'
