"""Rows of any files in blocks of columns: raw ones in CSV, consolidated ones in Parquet, captures in JSON Lines.

What a file is, its first bytes say. What cannot be read costs itself alone, a line or a Parquet file, and is counted.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from data.records import RecordReader
from data.rows import DatasetError
from data.stream import LineStream

from monitor.captures import rows_of_lines
from monitor.features import Feature, FeatureCells

# Columns that the consolidation adds begin so.
OWN = "drivetrain."

# How a row came: `realtime`, `batch`, or `decoded` from a vector that was captured.
SOURCE = f"{OWN}source"

# What a row is called, to the letter; only in rows that came.
IDENTIFIER = f"{OWN}identifier"

_PARQUET = b"PAR1"
_BATCH_ROWS = 2**16

# Larger than those of other jobs: little is done with a block, so that what each costs anyway counts.
_BLOCK_BYTES = 2**22

# Broken lines of which the report says more than how many there are.
_MOST_TOLD = 100


@dataclass(frozen=True)
class Broken:
    """What could not be read: `line` counts the lines, or records, of a file from 1; a whole file has none."""

    object: str
    line: int | None
    reason: str


@dataclass
class Rows:
    """Some rows, by columns of texts, or of what a Parquet file has; null, or an empty text, is a missing value."""

    count: int
    columns: dict[str, pa.Array]
    broken: list[Broken] = field(default_factory=list)
    canonical: bool = False
    """Whether values are in the form that consolidated rows have, and not in that of the model's file."""
    _cells: dict[str, FeatureCells] = field(default_factory=dict)

    def cells(self, feature: Feature) -> FeatureCells | None:
        """The values of a feature; None where the rows lack its column."""
        if feature.name not in self.columns:
            return None
        if feature.name not in self._cells:
            read = feature.canonical.read if self.canonical else feature.read
            self._cells[feature.name] = read(self.columns[feature.name])
        return self._cells[feature.name]

    @cached_property
    def decoded(self) -> np.ndarray | None:
        """Which rows were told back from vectors, as far as these tell; None where it is none of them."""
        if SOURCE not in self.columns:
            return None
        decoded = pc.equal(self.columns[SOURCE], "decoded").fill_null(False).to_numpy(zero_copy_only=False)
        return decoded if decoded.any() else None


class Source:
    """The rows of all files below a folder. `columns`, `rows` and `broken` are those of what was read so far."""

    def __init__(self, folder: Path, spec: dict, features: Sequence[Feature], others: set[str], delimiter: str = ","):
        self.columns: set[str] = set()
        self.broken: list[Broken] = []
        self.broken_count = 0
        self.rows = 0
        self._folder = folder
        self._spec = spec
        self._wanted = {feature.name for feature in features} | others | {SOURCE}
        self._kinds = {feature.name: feature.kind for feature in features}
        self._delimiter = delimiter
        self._attached: dict[str, np.ndarray] = {}

    def attach(self, name: str, values: np.ndarray) -> None:
        """Gives the rows a column of numbers that stands elsewhere, in their order."""
        self._attached[name] = values

    @cached_property
    def files(self) -> list[Path]:
        """Spark, and others, leave files beside the data whose names begin so."""
        found = sorted(path for path in self._folder.rglob("*") if path.is_file() and path.name[0] not in "._")
        if not found:
            raise DatasetError(f"there is no file in {self._folder}")
        return found

    def blocks(self) -> Iterator[Callable[[], Rows]]:
        """What makes the next block. The calls may be made at once. Raises DatasetError."""
        if not self._attached:
            yield from self._blocks()
            return
        first = 0
        for call in self._blocks():
            # Only who knows all blocks before knows which rows these are.
            rows = call()
            columns = {name: pa.array(values[first : first + rows.count]) for name, values in self._attached.items()}
            first += rows.count
            for values in self._attached.values():
                if first > len(values):
                    raise DatasetError(f"there are {len(values)} answers for more rows than that in {self._folder}")
            yield lambda rows=rows, columns=columns: replace(rows, columns={**rows.columns, **columns})

    def _blocks(self) -> Iterator[Callable[[], Rows]]:
        for path in self.files:
            name = path.relative_to(self._folder).as_posix()
            with path.open("rb") as file:
                start = file.read(64)
            if start.startswith(_PARQUET):
                yield from self._parquet(name, path)
            elif start.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{"):
                yield from self._json_lines(name, path)
            elif start:
                yield from self._csv(name, path)

    def count(self, rows: Rows) -> None:
        """Notes what a block had."""
        self.rows += rows.count
        self.columns |= rows.columns.keys()
        self.broken_count += len(rows.broken)
        self.broken += rows.broken[: _MOST_TOLD - len(self.broken)]

    def check(self) -> None:
        """Raises DatasetError where nothing but broken lines came."""
        if self.rows == 0 and self.broken_count:
            first = self.broken[0]
            place = first.object if first.line is None else f"{first.object}, line {first.line}"
            raise DatasetError(f"no row can be read of {self.broken_count} broken lines, e.g. {place}: {first.reason}")
        for values in self._attached.values():
            if len(values) != self.rows:
                raise DatasetError(f"there are {len(values)} answers for {self.rows} rows in {self._folder}")

    @cached_property
    def extra_columns(self) -> list[str]:
        """The columns that the model does not know; to be asked once everything was read."""
        known = {column["name"] for column in self._spec["columns"]} | {self._spec["identifier"]}
        return sorted(name for name in self.columns - known if not name.startswith(OWN))

    def _csv(self, name: str, path: Path) -> Iterator[Callable[[], Rows]]:
        with path.open("rb") as file:
            try:
                records = RecordReader(file, _BLOCK_BYTES, self._delimiter)
            except DatasetError as error:
                raise DatasetError(f"{name}: {error}") from None
            if records.header is None:
                return
            if records.header.problem is not None:
                raise DatasetError(f"{name}, the header: {records.header.problem}")
            header = records.header.fields
            twice = [column for column, count in Counter(header).items() if count > 1]
            if twice:
                raise DatasetError(f"{name}: the header names the column {twice[0]} more than once")
            self.columns |= set(header)
            places = {column: place for place, column in enumerate(header) if column in self._wanted}
            kinds = {places[name]: kind for name, kind in self._kinds.items() if name in places}
            for call in records.blocks(list(places.values()), kinds):
                yield lambda call=call: _csv_rows(name, call, list(places), len(header))

    def _parquet(self, name: str, path: Path) -> Iterator[Callable[[], Rows]]:
        from pyarrow import parquet

        try:
            with parquet.ParquetFile(path) as file:
                names = file.schema_arrow.names
                self.columns |= set(names)
                canonical = any(name.startswith(OWN) for name in names)
                columns = [column for column in names if column in self._wanted]
                for batch in file.iter_batches(_BATCH_ROWS, columns=columns):
                    yield lambda batch=batch, canonical=canonical: _parquet_rows(batch, canonical)
        except (pa.ArrowException, OSError) as error:
            broken = Broken(name, None, f"it is no whole Parquet file: {_first_line(error)}")
            yield lambda: Rows(0, {}, broken=[broken])

    def _json_lines(self, name: str, path: Path) -> Iterator[Callable[[], Rows]]:
        with path.open("rb") as file:
            stream = LineStream(file)
            number = 1
            while lines := stream.take():
                yield lambda lines=lines, number=number: self._lines(name, lines, number)
                number += lines.count(b"\n")

    def _lines(self, name: str, lines: bytes, number: int) -> Rows:
        rows, broken, canonical = rows_of_lines(lines, number, self._spec)
        columns = {column: None for row in rows for column in row}
        return Rows(
            len(rows),
            {column: pa.array([row.get(column) for row in rows], pa.string()) for column in columns},
            [Broken(name, line, reason) for line, reason in broken],
            canonical,
        )


def _csv_rows(name: str, call: Callable, columns: list[str], width: int) -> Rows:
    block = call()
    broken = [
        Broken(name, None, row.problem or f"a row has {len(row.fields)} fields, and the header {width}")
        for row in block.broken.values()
    ]
    return Rows(len(block.places), dict(zip(columns, block.columns, strict=True)), broken=broken)


def _parquet_rows(batch: pa.RecordBatch, canonical: bool) -> Rows:
    return Rows(batch.num_rows, dict(zip(batch.schema.names, batch.columns, strict=True)), canonical=canonical)


def _first_line(error: Exception) -> str:
    return str(error).splitlines()[0] if str(error) else type(error).__name__
