"""The records of a Parquet file as blocks of columns, each value as the text that a CSV file would have for it.

So that whatever reads texts reads both: records.py has the same blocks of CSV files.

| Parquet has | the text is |
| --- | --- |
| no value, or NaN | empty |
| a text, also of bytes | itself, without spaces and tabs around it |
| a whole number, also as a double | its digits: `5` |
| another number | the shortest that gives the same number again: `0.1` |
| a truth value | `true` or `false` |
| a date, a moment | `2016-12-31`, `2016-12-31 23:59:59.000`, with a `Z` at its end where it has a time zone |

Who asks for a column may give it another spelling. Lists, structures and maps are no values.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from typing import BinaryIO

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from data.lines import NO_ESCAPE
from data.records import Block
from data.rows import DatasetError, Row

# What makes texts of a column's values, of any type but texts.
Spelling = Callable[[pa.Array], pa.StringArray]

ENDING = ".parquet"

# Values of a block: large enough for Arrow, small enough that some blocks are nothing.
_BLOCK_VALUES = 2**18

# Up to here every whole number is a double.
_MOST_WHOLE = 2.0**53


class ParquetReader:
    """Reads a file as RecordReader does: its header, then blocks of its rows. Raises DatasetError."""

    def __init__(self, file: BinaryIO, delimiter: str = ",", spellings: Mapping[str, Spelling] | None = None):
        self._delimiter = delimiter
        self._spellings = spellings or {}
        with _readable():
            self._file = pq.ParquetFile(file)
        self._schema = self._file.schema_arrow
        self._names = tuple(name.strip(" \t") for name in self._schema.names)
        self.header: Row | None = Row(_line(self._names, delimiter), self._names)

    def blocks(self, wanted: list[int]) -> Iterator[Callable[[], Block]]:
        """What makes the next block of the columns at these places. The calls may be made at once, in any order."""
        for place in wanted:
            if pa.types.is_nested(self._schema.types[place]):
                raise DatasetError(
                    f"the column {self._names[place]} has the type {self._schema.types[place]}: "
                    f"write one value a row, a text, a number, a truth value or a date"
                )
        with _readable():
            for batch in self._file.iter_batches(max(1, _BLOCK_VALUES // max(1, len(self._names)))):
                yield partial(self._block, batch, wanted)

    def rows(self) -> Iterator[Row]:
        """The rows one by one."""
        for call in self.blocks([]):
            block = call()
            for place in range(block.size):
                yield block.broken.get(place) or block.row(place)

    def _block(self, batch: pa.RecordBatch, wanted: list[int]) -> Block:
        broken = {place: self._row(batch, place) for place in self._unreadable(batch)}
        whole = batch
        if broken:
            mask = np.ones(len(batch), bool)
            mask[list(broken)] = False
            whole = batch.filter(pa.array(mask))
        columns = [self._texts(self._names[place], whole.column(place)) for place in wanted]
        return Block(len(batch), columns, broken, partial(self._row, batch))

    def _texts(self, name: str, array: pa.Array) -> pa.StringArray:
        array = _plain(array)
        if _is_text(array.type):
            return _trimmed(array)
        spelling = self._spellings.get(name, spelled)
        return pc.fill_null(spelling(array), "")

    def _unreadable(self, batch: pa.RecordBatch) -> list[int]:
        """The places of the rows in which a text is not UTF-8."""
        places: set[int] = set()
        for array in map(_plain, batch.columns):
            if _is_text(array.type) and not _is_utf8(array):
                values = array.cast(pa.binary()).to_pylist()
                places |= {place for place, value in enumerate(values) if value is not None and not _decodes(value)}
        return sorted(places)

    def _row(self, batch: pa.RecordBatch, place: int) -> Row:
        row = batch.slice(place, 1)
        fields = []
        problem = None
        for name, array in zip(self._names, row.columns, strict=True):
            plain = _plain(array)
            if _is_text(plain.type) and not _is_utf8(plain):
                problem = "the row is not UTF-8 text"
                fields.append(plain.cast(pa.binary())[0].as_py().decode("utf-8", "surrogateescape"))
            elif pa.types.is_nested(plain.type):
                fields.append(str(plain[0].as_py()))
            else:
                fields.append(self._texts(name, array)[0].as_py())
        return Row(_line(fields, self._delimiter), () if problem else tuple(fields), problem)


def spelled(array: pa.Array) -> pa.StringArray:
    """The texts of values that are none, as the table above has them."""
    if pa.types.is_floating(array.type):
        return _numbers(array)
    if pa.types.is_timestamp(array.type) and array.type.tz is not None:
        # The same moments, told without a list of the world's time zones.
        array = array.cast(pa.timestamp(array.type.unit, "UTC"))
    try:
        return pc.cast(array, pa.string())
    except pa.ArrowNotImplementedError:
        return pa.array([None if value is None else str(value) for value in array.to_pylist()], pa.string())


def _numbers(array: pa.Array) -> pa.StringArray:
    """Whole numbers without a fraction, as a column of integers has them: a gap alone makes doubles of those."""
    if array.type == pa.float16():
        array = array.cast(pa.float32())
    values = pc.fill_null(array, float("nan")).to_numpy(zero_copy_only=False)
    texts = pc.if_else(pa.array(np.isnan(values)), pa.scalar("", pa.string()), pc.cast(array, pa.string()))
    with np.errstate(invalid="ignore"):
        whole = (np.abs(values) < _MOST_WHOLE) & (np.floor(values) == values) & ~((values == 0) & np.signbit(values))
    if whole.any():
        digits = pc.cast(pa.array(np.where(whole, values, 0).astype(np.int64)), pa.string())
        texts = pc.if_else(pa.array(whole), digits, texts)
    return texts


def _plain(array: pa.Array) -> pa.Array:
    """The values themselves, where each is told by its place in a list, or has a meaning of its own."""
    if isinstance(array, pa.ExtensionArray):
        array = array.storage
    return array.dictionary_decode() if isinstance(array, pa.DictionaryArray) else array


def _is_text(type: pa.DataType) -> bool:
    return (
        pa.types.is_string(type)
        or pa.types.is_large_string(type)
        or pa.types.is_binary(type)
        or pa.types.is_large_binary(type)
        or pa.types.is_fixed_size_binary(type)
    )


def _trimmed(array: pa.Array) -> pa.StringArray:
    return pc.ascii_trim(pc.fill_null(pc.cast(array, pa.string()), ""), characters=" \t")


def _is_utf8(array: pa.Array) -> bool:
    """Whether all texts are: Arrow does not look at those of a file that calls them texts."""
    try:
        array.cast(pa.binary()).cast(pa.string())
    except pa.ArrowInvalid:
        return False
    return True


def _decodes(value: bytes) -> bool:
    try:
        value.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _line(fields: tuple[str, ...] | list[str], delimiter: str) -> str:
    """The row as a line of CSV."""
    line = io.StringIO(newline="")
    csv.writer(line, delimiter=delimiter, lineterminator="", escapechar=NO_ESCAPE).writerow(fields)
    return line.getvalue()


@contextmanager
def _readable() -> Iterator[None]:
    """Tells in a sentence that a file is none of Parquet, or is damaged; a disk that fails is told as that."""
    try:
        yield
    except (pa.ArrowException, OSError) as error:
        if isinstance(error, OSError) and error.errno is not None:
            raise
        raise DatasetError(f"it cannot be read as Parquet: {str(error).splitlines()[0]}") from None
