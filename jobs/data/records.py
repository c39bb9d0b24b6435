"""The records of a CSV file as blocks of columns.

Arrow reads the blocks that it would read as rows.py does: UTF-8, with quotes that open and close within a line. The
others are read row by row. Either way a broken record costs itself alone.
"""

from __future__ import annotations

import re
from codecs import BOM_UTF8
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import BinaryIO

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import csv

from data.rows import Row, RowSplitter, is_blank, lines_of, read_line, skip_mark
from data.stream import BLOCK_BYTES, LineStream

_LINE_END = re.compile(rb"\r\n|\r|\n")
_QUOTE, _LF, _CR = b'"\n\r'


@dataclass
class Block:
    """Records of a file, one after the other: the whole ones in columns, and the others as they are."""

    size: int
    columns: list[pa.Array]
    """The columns that were asked for, of the whole records: texts, unless other types were asked for."""
    broken: dict[int, Row]
    """By their place in the block: records that have another number of fields, or none."""
    row: Callable[[int], Row] = field(repr=False)
    """The record at a place of the block: for the few of which more is to be told than their columns say."""

    @cached_property
    def places(self) -> np.ndarray:
        """Where in the block the whole records are."""
        whole = np.ones(self.size, bool)
        whole[list(self.broken)] = False
        return np.flatnonzero(whole)


class RecordReader:
    """Reads a file: first its header, which may be None, then blocks of what comes after it. Raises DatasetError."""

    def __init__(self, file: BinaryIO, block_bytes: int = BLOCK_BYTES, delimiter: str = ","):
        skip_mark(file)
        self._delimiter = delimiter
        self._stream = LineStream(file, block_bytes)
        self.header: Row | None = self._read_header()

    def _read_header(self) -> Row | None:
        while block := self._stream.take():
            splitter = RowSplitter(lines_of(block), self._more_lines, None, self._delimiter)
            row = splitter.next()
            if row is not None:
                self._stream.give_back(_bytes("".join(splitter.ahead)))
                return row
        return None

    def _more_lines(self) -> list[str]:
        return lines_of(self._stream.take())

    def blocks(self, wanted: list[int], kinds: dict[int, pa.DataType] | None = None) -> Iterator[Callable[[], Block]]:
        """What makes the next block of the columns at these places. The calls may be made at once, in any order.

        `kinds` are the types, instead of texts, that columns have in the blocks which Arrow reads as such: doubles (an
        empty text is null), or dictionaries of texts.
        """
        width = len(self.header.fields)
        kinds = kinds or {}
        while lines := self._stream.take():
            if width > 1 and _is_plain(lines, width, self._delimiter):
                yield lambda lines=lines: _read_columns(lines, width, wanted, self._delimiter, kinds)
            else:
                block = _from_rows(self._split(lines, width), width, wanted)
                yield lambda block=block: block

    def _split(self, lines: bytes, width: int) -> list[Row]:
        """The records that begin in these lines. The last one may go on in the lines after them."""
        splitter = RowSplitter(lines_of(lines), self._more_lines, width, self._delimiter)
        rows = []
        while splitter.within > 0:
            row = splitter.next()
            if row is not None:
                rows.append(row)
        self._stream.give_back(_bytes("".join(splitter.ahead)))
        return rows


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogateescape")


def _is_plain(lines: bytes, width: int, delimiter: str) -> bool:
    """Whether each line is a record that Arrow understands as rows.py does."""
    # It takes a byte order mark for none of the text, wherever a block begins, and no block without a record.
    if lines.startswith(BOM_UTF8) or not lines.strip(b"\r\n"):
        return False
    if not lines.isascii():
        try:
            lines.decode("utf-8")
        except UnicodeDecodeError:
            return False
    array = np.frombuffer(lines, np.uint8)
    # Most files have neither, and looking for a byte is quicker than comparing each.
    has_cr, has_quotes = b"\r" in lines, b'"' in lines
    ends = np.flatnonzero((array == _LF) | (array == _CR) if has_cr else array == _LF)
    delimiters = np.flatnonzero(array == ord(delimiter))
    if has_quotes:
        quotes = np.flatnonzero(array == _QUOTE)
        if not _quotes_are_plain(array, quotes, ends, ord(delimiter)):
            return False
        delimiters = delimiters[np.searchsorted(quotes, delimiters) % 2 == 0]
    return _most_between(delimiters, ends) < width


def _quotes_are_plain(lines: np.ndarray, quotes: np.ndarray, ends: np.ndarray, delimiter: int) -> bool:
    """Whether quotes open at a field's begin, close at its end or are doubled, and hold no line's end."""
    if len(quotes) % 2:
        return False
    padded = np.pad(lines, 1, constant_values=_LF)
    before, after = padded[quotes[::2]], padded[quotes[1::2] + 2]
    if not np.isin(np.concatenate((before, after)), [delimiter, _LF, _CR, _QUOTE]).all():
        return False
    return not (np.searchsorted(quotes, ends) % 2).any()


def _most_between(delimiters: np.ndarray, ends: np.ndarray) -> int:
    """The most delimiters in a line. Arrow 17 writes the fields that a line has too many of beyond its own memory."""
    until = np.concatenate(([0], np.searchsorted(delimiters, ends), [len(delimiters)]))
    return int(np.diff(until).max())


def _read_columns(lines: bytes, width: int, wanted: list[int], delimiter: str, kinds: dict[int, pa.DataType]) -> Block:
    try:
        return _read_typed(lines, width, wanted, delimiter, kinds)
    except pa.ArrowInvalid:
        # Some text is of no such type; what it is instead, texts tell.
        if not kinds:
            raise
        return _read_typed(lines, width, wanted, delimiter, {})


def _read_typed(lines: bytes, width: int, wanted: list[int], delimiter: str, kinds: dict[int, pa.DataType]) -> Block:
    names = [str(place) for place in range(width)]
    odd: dict[int, str] = {}

    def keep(row: csv.InvalidRow) -> str:
        odd[row.number - 1] = row.text
        return "skip"

    table = csv.read_csv(
        pa.py_buffer(lines),
        read_options=csv.ReadOptions(column_names=names, block_size=len(lines) + 1, use_threads=False),
        parse_options=csv.ParseOptions(delimiter=delimiter, invalid_row_handler=keep),
        convert_options=csv.ConvertOptions(
            include_columns=[names[place] for place in wanted],
            column_types={name: kinds.get(place, pa.string()) for place, name in enumerate(names)},
            null_values=[""],
            strings_can_be_null=False,
            check_utf8=False,
        ),
    )
    blanks = 0
    broken: dict[int, Row] = {}
    for place, text in odd.items():
        # Lines of spaces are no records, and were counted.
        if is_blank(text, delimiter):
            blanks += 1
        else:
            broken[place - blanks] = read_line(text, delimiter)
    columns = [_single(table.column(names[place])) for place in wanted]
    if b" " in lines or b"\t" in lines:
        columns = [_trimmed(column) for column in columns]
    return Block(table.num_rows + len(broken), columns, broken, _Lines(lines, delimiter).row)


class _Lines:
    """The records of plain lines, which are not looked at before one of them is asked for."""

    def __init__(self, lines: bytes, delimiter: str):
        self._lines = lines
        self._delimiter = delimiter

    @cached_property
    def _records(self) -> list[bytes]:
        blank = " \t".replace(self._delimiter, "").encode()
        return [line for line in _LINE_END.split(self._lines) if line.strip(blank)]

    def row(self, place: int) -> Row:
        return read_line(self._records[place].decode("utf-8"), self._delimiter)


def _from_rows(rows: list[Row], width: int, wanted: list[int]) -> Block:
    broken = {place: row for place, row in enumerate(rows) if row.problem is not None or len(row.fields) != width}
    whole = [row.fields for place, row in enumerate(rows) if place not in broken]
    columns = [pa.array([fields[place] for fields in whole], pa.string()) for place in wanted]
    return Block(len(rows), columns, broken, rows.__getitem__)


def _single(column: pa.ChunkedArray) -> pa.Array:
    return column.chunk(0) if column.num_chunks == 1 else pa.concat_arrays(column.chunks or [pa.array([], column.type)])


def _trimmed(column: pa.Array) -> pa.Array:
    if pa.types.is_dictionary(column.type):
        return pa.DictionaryArray.from_arrays(column.indices, pc.ascii_trim(column.dictionary, characters=" \t"))
    return pc.ascii_trim(column, characters=" \t") if pa.types.is_string(column.type) else column
