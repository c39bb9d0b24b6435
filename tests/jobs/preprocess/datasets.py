"""All rows of some files at once, each decided by itself: what jobs decide in blocks is compared with it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import BinaryIO

from data.rows import DatasetError
from dataset import QuarantinedRow, RowReader, UsedRow


@dataclass
class Dataset:
    """All rows of the input, each on one of two sides."""

    used: list[UsedRow] = field(default_factory=list)
    quarantined: list[QuarantinedRow] = field(default_factory=list)
    ignored_columns: set[str] = field(default_factory=set)
    absent_columns: set[str] = field(default_factory=set)
    duplicates: int = 0

    @property
    def input(self) -> int:
        """How many rows the files have, unusable ones included."""
        return len(self.used) + len(self.quarantined)


def read_dataset(spec: dict, files: Iterable[tuple[str, bytes | BinaryIO]]) -> Dataset:
    """Reads and checks files, each one (name, content) with a header of its own, and keeps all rows.

    Raises DatasetError when there is no file, a file has no usable header, or there is no row in any of them.
    """
    reader = RowReader(spec)
    dataset = Dataset()
    for name, source in files:
        for row in reader.read(name, source):
            if isinstance(row, UsedRow):
                dataset.used.append(row)
            else:
                dataset.quarantined.append(row)
    dataset.ignored_columns = reader.ignored_columns
    dataset.absent_columns = reader.absent_columns
    dataset.duplicates = reader.duplicates
    if dataset.input == 0:
        raise DatasetError("the training data has no rows: send a CSV with a header and a row per example")
    return dataset
