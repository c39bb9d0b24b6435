"""The files that rows come in, by the ends of their names: CSV, and Parquet, which is read as CSV is."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from itertools import chain
from typing import BinaryIO

from data.parquet import ENDING, ParquetReader
from data.records import RecordReader
from data.rows import Row, read_rows
from data.stream import BLOCK_BYTES
from spelling import spellings_of


def open_records(spec: dict, name: str, file: BinaryIO, block_bytes: int = BLOCK_BYTES) -> RecordReader | ParquetReader:
    """What reads a file in blocks. Raises DatasetError."""
    delimiter = spec.get("delimiter", ",")
    if name.endswith(ENDING):
        return ParquetReader(file, delimiter, spellings_of(spec["columns"]))
    return RecordReader(file, block_bytes, delimiter)


def open_rows(spec: dict, name: str, source: bytes | BinaryIO) -> Iterator[Row]:
    """Every record of a file, the header first. Raises DatasetError."""
    if not name.endswith(ENDING):
        return read_rows(source, spec.get("delimiter", ","))
    file = BytesIO(source) if isinstance(source, bytes) else source
    reader = open_records(spec, name, file)
    return chain([reader.header], reader.rows())
