"""Blocks of cells on disk, for what has to look at a table more than once."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pyarrow as pa

from data.cells import Cells, Numbers, Texts

_MARK = "mark"


class Spill:
    """Keeps columns of cells, and a mark of each row, in a file that nobody else reads.

    It is written first, in a `with` statement, and read as often as one likes after that, also on another machine. A
    column has the same kind of cells in each block.
    """

    def __init__(self, path: Path):
        self._path = path
        self._writer: pa.RecordBatchStreamWriter | None = None
        self._file = None

    def __enter__(self) -> Spill:
        self._file = self._path.open("wb")
        return self

    def __exit__(self, *_) -> None:
        if self._writer is not None:
            self._writer.close()
        self._file.close()

    def add(self, marks: np.ndarray, columns: dict[str, Cells]) -> None:
        """Adds a block of rows."""
        batch = pa.record_batch([pa.array(marks), *map(_stored, columns.values())], names=[_MARK, *columns])
        if self._writer is None:
            self._writer = pa.ipc.new_stream(self._file, batch.schema)
        self._writer.write_batch(batch)

    def blocks(self, *columns: str) -> Iterator[tuple[np.ndarray, dict[str, Cells]]]:
        """The blocks as they came: the rows' marks, and the columns that are asked for."""
        # Without a block there is no schema either.
        if self._path.stat().st_size == 0:
            return
        with pa.ipc.open_stream(str(self._path)) as reader:
            names = reader.schema.names
        fields = [names.index(column) for column in (_MARK, *columns)]
        options = pa.ipc.IpcReadOptions(included_fields=fields, use_threads=False)
        with self._path.open("rb") as file, pa.ipc.open_stream(file, options=options) as reader:
            for batch in reader:
                yield batch.column(_MARK).to_numpy(), {column: _cells(batch.column(column)) for column in columns}


def _stored(cells: Cells) -> pa.Array:
    if isinstance(cells, Numbers):
        return pa.array(cells.values)
    return pa.DictionaryArray.from_arrays(pa.array(cells.codes), pa.array(cells.texts, pa.string()))


def _cells(array: pa.Array) -> Cells:
    if isinstance(array, pa.DictionaryArray):
        return Texts(array.indices.to_numpy(), array.dictionary.to_pylist())
    return Numbers(array.to_numpy())
