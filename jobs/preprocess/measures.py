"""What one machine tells the others of an object that it has read: enough for them to go on as if they had read it.

Machines cannot talk while they work, and a table cannot be summed up: a median takes every value, a row's fold takes
its name, and a name takes that no earlier row of any object has it. So a measure is the object's usable rows without
their texts, a folder of three files:

    facts.json      how many rows were set aside and why, and which columns there are beside the model's
    rows.arrow      the rows' numbers, identifiers as sent or made, and the SHA-256 of the identifiers
    cells.arrow     their values by column (data/spill.py)
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

import job
import numpy as np
import pyarrow as pa
from data.cells import Cells
from data.rows import DatasetError
from data.spill import Spill
from dataset import DUPLICATE, Problem, is_required
from quarantine import Quarantine
from split import marks_of
from table import TableReader

_FACTS = "facts.json"
_ROWS = pa.schema([("number", pa.int64()), ("name", pa.string()), ("digest", pa.binary(32))])


def write_measure(spec: dict, name: str, file: BinaryIO, folder: Path) -> None:
    """Reads an object and leaves its measure in a folder. Raises DatasetError."""
    reader = TableReader(spec)
    folder.mkdir(parents=True)
    quarantine = Quarantine(None, spec["target"])
    with Spill(folder / "cells.arrow") as spill, pa.ipc.new_stream(str(folder / "rows.arrow"), _ROWS) as rows:
        for block in reader.read(name, file):
            for row in block.quarantined:
                quarantine.add(row)
            spill.add(marks_of(block.digests, spec["split"]), block.cells)
            digests = pa.FixedSizeBinaryArray.from_buffers(
                pa.binary(32), len(block), [None, pa.py_buffer(np.ascontiguousarray(block.digests))]
            )
            columns = [pa.array(block.numbers, pa.int64()), block.texts[spec["identifier"]], digests]
            rows.write_batch(pa.record_batch(columns, schema=_ROWS))
    facts = {
        "quarantine": quarantine.tally(),
        "ignoredColumns": sorted(reader.ignored_columns),
        "absentColumns": sorted(reader.absent_columns),
    }
    job.write_json(folder / _FACTS, facts)


def measures_in(folder: Path) -> dict[str, Path]:
    """The folder of each measure by the name of its object."""
    paths = [path.parent for path in folder.rglob(_FACTS)]
    return {path.relative_to(folder).as_posix(): path for path in paths}


class Measure:
    """An object that another machine reads; `blocks` has its rows once they were met."""

    def __init__(self, name: str, folder: Path):
        self.name = name
        self._rows = folder / "rows.arrow"
        self._facts = job.read_json(folder / _FACTS, "the measure")
        self._spill = Spill(folder / "cells.arrow")
        self._fresh: list[np.ndarray] = []

    def meet(self, spec: dict, reader: TableReader, quarantine: Quarantine) -> Iterator[np.ndarray]:
        """Tells the reader and the quarantine of the rows; yields the marks of those that may be used."""
        reader.ignored_columns |= set(self._facts["ignoredColumns"])
        reader.absent_columns |= set(self._facts["absentColumns"])
        optional = [one["name"] for one in spec["columns"] if not is_required(spec, one)]
        again: list[tuple[int, str]] = []
        for batch, (marks, cells) in zip(self._batches(), self._spill.blocks(*optional), strict=True):
            fresh = reader.meet(batch["name"], _digests_in(batch), cells)
            twice = batch.filter(pa.array(~fresh))
            again += zip(twice["number"].to_pylist(), twice["name"].to_pylist(), strict=True)
            self._fresh.append(fresh)
            yield marks[fresh]
        quarantine.take(_with_duplicates(self._facts["quarantine"], self.name, spec["identifier"], again))

    def blocks(self, *columns: str) -> Iterator[tuple[np.ndarray, dict[str, Cells]]]:
        """The blocks as they came: the rows' marks, and the columns that are asked for."""
        for fresh, (marks, cells) in zip(self._fresh, self._spill.blocks(*columns), strict=True):
            if fresh.all():
                yield marks, cells
            else:
                yield marks[fresh], {name: own.filter(fresh) for name, own in cells.items()}

    def _batches(self) -> Iterator[pa.RecordBatch]:
        try:
            with pa.ipc.open_stream(str(self._rows)) as reader:
                yield from reader
        except (pa.ArrowInvalid, FileNotFoundError) as error:
            raise DatasetError(f"the measure of {self.name} cannot be read: {error}") from None


def _digests_in(batch: pa.RecordBatch) -> np.ndarray:
    content = batch["digest"].buffers()[1]
    return np.frombuffer(content or b"", np.uint8)[: 32 * len(batch)].reshape(-1, 32)


def _with_duplicates(tally: dict, file: str, identifier: str, again: list[tuple[int, str]]) -> dict:
    """A tally of an object's rows, and of those whose identifiers are in an object before it."""
    if not again:
        return tally
    number, name = again[0]
    problem = Problem(DUPLICATE, identifier, name)
    kinds = {**tally["kinds"], problem.kind: tally["kinds"].get(problem.kind, 0) + len(again)}
    first = tally["first"]
    if first is None or number < first["number"]:
        first = {"number": number, "file": file, "reason": str(problem)}
    return {**tally, "count": tally["count"] + len(again), "kinds": kinds, "first": first}
