"""Rows that cannot be used: kept as they were with the reason, counted, and too many of them refused."""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path
from typing import NamedTuple

from data.lines import NO_ESCAPE
from data.rows import DatasetError
from dataset import MISSING, QuarantinedRow
from shares import exceeds, percentage


class _First(NamedTuple):
    """The first row that somebody made a mistake in."""

    number: int
    file: str
    reason: str


class Quarantine:
    """Writes rows to a CSV (row, line, reason, file) as they come; there is no file before the first one.

    Without a path they are counted alone. To be used in a `with` statement, after which the file is whole. `unlabelled`
    counts the rows that lack nothing but a value of the target: nobody made a mistake in them, there is only nothing to
    learn from.
    """

    def __init__(self, path: Path | None, target: str | None = None):
        self.count = 0
        self.unlabelled = 0
        self._target = target
        self._path = path
        self._file = None
        self._first: QuarantinedRow | _First | None = None
        self._kinds: Counter[str] = Counter()

    def __enter__(self) -> Quarantine:
        return self

    def __exit__(self, *_) -> None:
        if self._file is not None:
            self._file.close()

    def add(self, row: QuarantinedRow) -> None:
        """Writes the row and counts its problems; the first one creates the file."""
        unlabelled = [(one.column, one.expectation) for one in row.problems] == [(self._target, MISSING)]
        if unlabelled:
            self.unlabelled += 1
        elif self._first is None:
            self._first = row
        self.count += 1
        self._kinds.update(problem.kind for problem in row.problems)
        if self._path is None:
            return
        if self._file is None:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            # Bytes that were not UTF-8 go out as they came in.
            self._file = self._path.open("w", encoding="utf-8", errors="surrogateescape", newline="")
            self._writer = csv.writer(self._file, quoting=csv.QUOTE_ALL, lineterminator="\n", escapechar=NO_ESCAPE)
            self._writer.writerow(["row", "line", "reason", "file"])
        self._writer.writerow([row.number, row.text, row.reason, row.file])

    def tally(self) -> dict:
        """What is known of the rows, but for themselves: see `take`."""
        return {
            "count": self.count,
            "unlabelled": self.unlabelled,
            "kinds": dict(self._kinds),
            "first": None
            if self._first is None
            else {"number": self._first.number, "file": self._first.file, "reason": self._first.reason},
        }

    def take(self, tally: dict) -> None:
        """Counts rows that are written elsewhere, and come after those that are counted already."""
        self.count += tally["count"]
        self.unlabelled += tally["unlabelled"]
        self._kinds.update(tally["kinds"])
        if self._first is None and tally["first"] is not None:
            self._first = _First(**tally["first"])

    def reasons(self) -> dict[str, int]:
        """How many rows have each kind of problem, most frequent first; a row may have several."""
        return dict(sorted(self._kinds.items(), key=lambda item: (-item[1], item[0])))

    def check(self, rows: int, limit: float) -> None:
        """Raises DatasetError when more than the share `limit` of all `rows` is in here, or every one of them.

        Rows without a target count for nothing, unless there are no others.
        """
        count, labelled = self.count - self.unlabelled, rows - self.unlabelled
        if self.unlabelled and labelled == 0:
            raise DatasetError(f"none of the {rows} rows has a value of the target {self._target}")
        if self._first is None or (count < labelled and not exceeds(count, limit, labelled)):
            return
        share = "" if count == labelled else f", more than the accepted {percentage(limit)}"
        raise DatasetError(
            f"{count} of {labelled} rows cannot be used{share}; "
            f"the first is row {self._first.number} of {self._first.file}: {self._first.reason}"
        )
