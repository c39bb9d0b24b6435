"""The table that a run learns from, object by object: what this machine reads, and what others have measured."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

import job
import numpy as np
from data.cells import Cells
from data.rows import DatasetError
from data.spill import Spill
from measures import Measure, measures_in
from quarantine import Quarantine
from split import SIDES, marks_of, sides_in
from table import TableReader
from training import Encoding, RawWriter


@dataclass(frozen=True)
class Share:
    """Files that this machine reads, and what the names end in that it writes of them where it is one of many."""

    files: dict[str, Path]
    suffix: str = ""


def shares_in(data: Path, measures: Path | None) -> Iterator[Share | Measure]:
    """All objects in the order of their names. Raises DatasetError.

    Which machine reads an object is SageMaker's affair, and may differ from the job that measured: only the measures
    tell which objects there are.
    """
    files = job.files_in(data)
    if measures is None:
        yield Share(files)
        return
    folders = measures_in(measures)
    unmeasured = files.keys() - folders.keys()
    if unmeasured:
        raise DatasetError(f"the object {min(unmeasured)} was not measured")
    for place, name in enumerate(sorted(folders, key=PurePosixPath)):
        yield Share({name: files[name]}, f"-{place:05}") if name in files else Measure(name, folders[name])


class Reading:
    """Checks and splits all rows, and keeps the usable ones on the disk.

    What it writes of its own objects as they come: the rows that cannot be used, and all others as they were sent.
    """

    def __init__(self, spec: dict, output: Path, folder: Path, row_by_row: bool = False):
        self._spec = spec
        self._output = output
        self._folder = folder
        self._reader = TableReader(spec, row_by_row)
        self._quarantine = Quarantine(None, spec["target"])
        self._counts = np.zeros(len(SIDES), int)
        self._tables: list[tuple[Share | Measure, Spill | Measure]] = []

    def take(self, share: Share | Measure) -> None:
        """Reads an object, or meets the measure of one. Raises DatasetError."""
        if isinstance(share, Measure):
            table: Spill | Measure = share
            for marks in share.meet(self._spec, self._reader, self._quarantine):
                self._count(marks)
        else:
            table = self._read(share)
        self._tables.append((share, table))

    def blocks(self, *columns: str) -> Iterator[tuple[np.ndarray, dict[str, Cells]]]:
        """The usable rows of all objects: their marks, and the columns that are asked for."""
        for _, table in self._tables:
            yield from table.blocks(*columns)

    def write(self, encoding: Encoding, speaks: bool) -> None:
        """Writes the encoded rows of this machine's objects, and the rows as they came.

        The encoded test rows of all objects stay together, since models are compared on them: one machine writes them,
        the one that speaks for all.
        """
        tests = {name: self._path(f"contenders/{name}", "test") for name in encoding.contenders}
        tests["test"] = self._path("test", "test")
        for share, table in self._tables:
            if isinstance(share, Share):
                paths = {side: self._path(side, side, share) for side in ("train", "validation")}
                encoding.write(table.blocks, paths if self._is_shared else {**paths, **tests})
        if speaks and self._is_shared:
            encoding.write(self.blocks, tests)
        (self._output / "raw").mkdir(exist_ok=True)
        for path in self._raw.glob("*"):
            path.replace(self._output / "raw" / path.name)

    def report(self) -> dict:
        """What became of the rows."""
        used = self._used
        return {
            "input": self._rows,
            "used": sum(used.values()),
            **used,
            "quarantined": self._quarantine.count,
            "unlabelled": self._quarantine.unlabelled,
            "reasons": self._quarantine.reasons(),
            "ignoredColumns": sorted(self._reader.ignored_columns),
            "absentColumns": sorted(self._reader.absent_columns),
            "missing": {name: count for name, count in self._reader.missing.items() if count},
            "duplicates": self._reader.duplicates,
        }

    def check(self) -> None:
        """Raises DatasetError where nothing can be learnt of the rows."""
        if self._rows == 0:
            raise DatasetError("the training data has no rows: send a CSV with a header and a row per example")
        self._quarantine.check(self._rows, self._spec["maxQuarantinedShare"])
        used = self._used
        empty = [side for side, rows in used.items() if not rows]
        if empty:
            raise DatasetError(
                f"no row falls on the {empty[0]} side of the split (share {self._spec['split'][empty[0]]}), "
                f"there being {sum(used.values())} usable rows: send more rows"
            )

    @property
    def _used(self) -> dict[str, int]:
        return dict(zip(SIDES, self._counts.tolist(), strict=True))

    @property
    def _rows(self) -> int:
        return int(self._counts.sum()) + self._quarantine.count

    def _read(self, share: Share) -> Spill:
        spill = Spill(self._folder / f"table{share.suffix}.arrow")
        quarantine = Quarantine(self._path("quarantine", "quarantined", share), self._spec["target"])
        # Those wait until it is clear that there is a table to learn from.
        paths = {side: self._raw / f"{side}{share.suffix}.csv" for side in SIDES}
        with quarantine, RawWriter(paths, [column["name"] for column in self._spec["columns"]]) as raw, spill:
            for name, path in share.files.items():
                with path.open("rb") as file:
                    for block in self._reader.read(name, file):
                        for row in block.quarantined:
                            quarantine.add(row)
                        marks = marks_of(block.digests, self._spec["split"])
                        self._count(marks)
                        raw.add(block.texts, sides_in(marks))
                        spill.add(marks, block.cells)
        self._quarantine.take(quarantine.tally())
        return spill

    def _count(self, marks: np.ndarray) -> None:
        self._counts += np.bincount(sides_in(marks), minlength=len(SIDES))

    @property
    def _is_shared(self) -> bool:
        return any(isinstance(share, Measure) or share.suffix for share, _ in self._tables)

    @property
    def _raw(self) -> Path:
        return self._folder / "raw"

    def _path(self, folder: str, name: str, share: Share | None = None) -> Path:
        return self._output / folder / f"{name}{share.suffix if share else ''}.csv"
