"""The rows of a dataset in blocks of columns: what dataset.py decides of a row, decided of many at once.

A row that cannot be used goes through dataset.py's own check, which says why. That check is what this module has to
agree with to the letter; `row_by_row` has it decide of every row, as a test compares.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import BinaryIO

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from data.cells import DECIMAL, Cells, NumberReader, Numbers, TextReader
from data.parallel import in_order
from data.records import Block
from data.rows import DatasetError
from data.seen import Seen, digests
from data.stream import BLOCK_BYTES
from dataset import (
    DUPLICATE,
    GREATEST,
    Problem,
    QuarantinedRow,
    RowReader,
    UsedRow,
    is_required,
    read_header,
    read_value,
)
from files import open_records
from identifiers import GENERATED, base_identifier
from naming import GeneratedNames, base_identifiers, names_of

_BLOCK_ROWS = 10_000

# A column that has no other properties than these means what its texts say: by a decimal number that number.
_PLAIN = {"name", "type", "description", "required", "min", "max", "indicator"}


@dataclass(frozen=True)
class TableBlock:
    """The usable rows among some of a file's, in their order, and the others."""

    texts: dict[str, pa.StringArray]
    """The model's columns as they were sent, and identifiers that were made."""
    cells: dict[str, Cells]
    """The values of the columns but for the identifier."""
    digests: np.ndarray
    """The SHA-256 of the rows' identifiers, without the numbers of those that were made."""
    numbers: np.ndarray
    """The rows' numbers among the file's, from 1, the header not counted."""
    quarantined: list[QuarantinedRow]

    def __len__(self) -> int:
        return len(self.digests)


@dataclass(frozen=True)
class _Candidates:
    """A block whose rows were looked at one by one, but for whether there is another of their name."""

    block: Block
    texts: dict[str, pa.StringArray]
    cells: dict[str, Cells]
    usable: np.ndarray
    names: pa.StringArray
    digests: np.ndarray


class TableReader:
    """Reads and checks files; keeps of the rows no more than what tells their names apart.

    `ignored_columns` and `absent_columns` are those of the files that were read so far, `missing` counts the used rows
    without a value of each column that lacks some.
    """

    def __init__(self, spec: dict, row_by_row: bool = False, block_bytes: int = BLOCK_BYTES):
        self.ignored_columns: set[str] = set()
        self.absent_columns: set[str] = set()
        self.missing: Counter[str] = Counter()
        self._spec = spec
        self._row_by_row = row_by_row
        self._block_bytes = block_bytes
        self._names = [column["name"] for column in spec["columns"]]
        self._ignored = {column["name"] for column in spec["columns"] if column.get("ignored")}
        self._identifier: str = spec["identifier"]
        self._naming = names_of(spec)
        self._readers = {column["name"]: reader_of(column, is_required(spec, column)) for column in spec["columns"]}
        self._seen = Seen()
        self._rows = RowReader(spec)
        self._counts = {column["name"]: missing_in(column, is_required(spec, column)) for column in spec["columns"]}

    @property
    def duplicates(self) -> int:
        """How many rows had the values of an earlier one, where identifiers are made of them."""
        made = self._naming.duplicates if isinstance(self._naming, GeneratedNames) else 0
        return self._rows.duplicates if self._row_by_row else made

    def read(self, name: str, file: BinaryIO) -> Iterator[TableBlock]:
        """Yields the rows of a file with a header of its own. Raises DatasetError when it has no usable header."""
        blocks = self._read_rows(name, file) if self._row_by_row else self._read_blocks(name, file)
        while (block := _next(name, blocks)) is not None:
            for column, cells in block.cells.items():
                self.missing[column] += self._counts[column](cells)
            yield block

    def meet(self, names: pa.StringArray, digests: np.ndarray, cells: dict[str, Cells]) -> np.ndarray:
        """Takes in rows that another machine has read; tells which of them have a name that no earlier one has."""
        fresh = self._seen.add(digests)
        if isinstance(self._naming, GeneratedNames):
            self._naming.numbered(base_identifiers(names), fresh)
            fresh = np.ones(len(fresh), bool)
        for column, own in cells.items():
            self.missing[column] += self._counts[column](own.filter(fresh))
        return fresh

    def _read_blocks(self, name: str, file: BinaryIO) -> Iterator[TableBlock]:
        records = open_records(self._spec, name, file, self._block_bytes)
        header = read_header(self._spec, records.header)
        self.ignored_columns |= set(header) - (set(self._names) - self._ignored)
        self.absent_columns |= set(self._names) - set(header)
        places = [(column, place) for place, column in enumerate(header) if column in self._readers]
        calls = records.blocks([place for _, place in places])
        present = [column for column, _ in places]
        number = 1
        for candidates in in_order(self._looking_at(call, present) for call in calls):
            yield self._settle(candidates, name, number, len(header), places)
            number += candidates.block.size

    def _looking_at(self, call: Callable[[], Block], present: list[str]) -> Callable[[], _Candidates]:
        return lambda: self._look_at(call(), present)

    def _look_at(self, block: Block, present: list[str]) -> _Candidates:
        absent = pa.repeat("", len(block.places))
        texts = {**dict.fromkeys(self._names, absent), **dict(zip(present, block.columns, strict=True))}
        usable = np.ones(len(block.places), bool)
        cells = {}
        for name, reader in self._readers.items():
            if name == self._identifier:
                usable &= reader.usable(texts[name])
            else:
                cells[name], good = reader.read(texts[name])
                usable &= good
        names = self._naming.names(texts, cells, usable)
        return _Candidates(block, texts, cells, usable, names, digests(names))

    def _settle(
        self, candidates: _Candidates, name: str, number: int, width: int, places: list[tuple[str, int]]
    ) -> TableBlock:
        """Sets the rows aside that have the name of an earlier one, and says why others cannot be used."""
        block, usable = candidates.block, candidates.usable
        fresh = self._seen.add(candidates.digests)
        texts = candidates.texts
        if isinstance(self._naming, GeneratedNames):
            made = self._naming.numbered(candidates.names, fresh)
            texts = {**texts, GENERATED: _spread(made, usable)}
            # Each of them is a row of its own.
            fresh = np.ones(len(fresh), bool)
        again = usable.copy()
        again[usable] = ~fresh
        problems = {place: self._rows.check(row, width, places) for place, row in block.broken.items()}
        for place in block.places[~usable].tolist():
            problems[place] = self._rows.check(block.row(place), width, places)
        twice = zip(block.places[again].tolist(), np.flatnonzero(again).tolist(), strict=True)
        for place, row in twice:
            text = texts[self._identifier][row].as_py()
            problems[place] = [Problem(DUPLICATE, self._identifier, text)]
        quarantined = [
            QuarantinedRow(name, number + place, block.row(place).text, tuple(problems[place]))
            for place in sorted(problems)
        ]
        kept = usable & ~again
        numbers = number + block.places
        if kept.all():
            return TableBlock(texts, candidates.cells, candidates.digests, numbers, quarantined)
        mask = pa.array(kept)
        return TableBlock(
            {column: own.filter(mask) for column, own in texts.items()},
            {column: cells.filter(kept) for column, cells in candidates.cells.items()},
            candidates.digests[fresh],
            numbers[kept],
            quarantined,
        )

    def _read_rows(self, name: str, file: BinaryIO) -> Iterator[TableBlock]:
        rows = enumerate(self._rows.read(name, file), start=1)
        while some := list(islice(rows, _BLOCK_ROWS)):
            numbers = np.array([number for number, row in some if isinstance(row, UsedRow)], np.int64)
            used = [row for _, row in some if isinstance(row, UsedRow)]
            texts = {
                column: pa.array([row.texts.get(column, "") for row in used], pa.string())
                for column in {*self._names, self._identifier}
            }
            cells = {
                column: self._readers[column].read(texts[column])[0]
                for column in self._names
                if column != self._identifier
            }
            names = pa.array([base_identifier(self._spec, row.identifier) for row in used], pa.string())
            quarantined = [row for _, row in some if isinstance(row, QuarantinedRow)]
            yield TableBlock(texts, cells, digests(names), numbers, quarantined)
        self.ignored_columns |= self._rows.ignored_columns
        self.absent_columns |= self._rows.absent_columns


def _next(name: str, blocks: Iterator[TableBlock]) -> TableBlock | None:
    try:
        return next(blocks, None)
    except DatasetError as error:
        raise DatasetError(f"{name}: {error}") from None


def reader_of(column: dict, required: bool) -> NumberReader | TextReader:
    """What reads the cells of a column; `read_value` says what a text means."""

    def read(text: str):
        return read_value(column, text, required)

    if is_plain_number(column):
        return NumberReader(read, _is_problem, _judge(column))
    takes_all = column["type"] == "string" and column.keys() <= {*_PLAIN, "encoding"}
    return TextReader(read, _is_problem, takes_all)


def is_plain_number(column: dict) -> bool:
    """Whether a decimal number stands for itself in a column, within limits that a double holds."""
    limits = [column[limit] for limit in ("min", "max") if column.get(limit) is not None]
    return (
        column["type"] in ("integer", "number")
        and column.keys() <= {*_PLAIN, "missing"}
        # A number that stands for no value is none.
        and not any(re.search(DECIMAL, text) for text in column.get("missing", ()))
        and all(isinstance(limit, int | float) and float(limit) == limit for limit in limits)
    )


def missing_in(column: dict, required: bool) -> Callable[[Cells], int]:
    """What counts the cells of a column that have no value."""

    def count(cells: Cells) -> int:
        if isinstance(cells, Numbers):
            return int(np.isnan(cells.values).sum())
        nothing = [read_value(column, text, required) is None for text in cells.texts]
        return int(np.array(nothing, bool)[cells.codes].sum()) if any(nothing) else 0

    return (lambda _: 0) if required else count


def _spread(names: pa.StringArray, usable: np.ndarray) -> pa.StringArray:
    """Names of the usable rows in the places of all."""
    return pc.replace_with_mask(pa.repeat("", len(usable)), pa.array(usable), names)


def _judge(column: dict) -> Callable[[np.ndarray], np.ndarray]:
    least, most = column.get("min"), column.get("max")
    whole = column["type"] == "integer"

    def judge(values: np.ndarray) -> np.ndarray:
        usable = np.abs(values) <= GREATEST
        if whole:
            usable &= np.floor(values) == values
        if least is not None:
            usable &= values >= least
        if most is not None:
            usable &= values <= most
        return usable

    return judge


def _is_problem(value: object) -> bool:
    return isinstance(value, Problem)
