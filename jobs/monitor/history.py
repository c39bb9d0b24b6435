"""What earlier windows had, for violations that must persist (verdict.py).

A run is told by the files `drift*.csv` below a folder: `drift.csv` of the run before, and `drift-earlier.csv`, in which
that run has left what it was told itself, as far as the next one asks. So each run reads one run's files.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

from data.lines import NO_ESCAPE
from data.rows import read_rows

from monitor.settings import Settings

# What of a drift.csv is asked again.
_COLUMNS = ("run", "time", "judgement", "name", "feature", "slice", "found")


def read_history(folder: Path | None, judgement: str, name: str) -> list[set[tuple[str, str, str]]]:
    """What the windows before had found by a baseline, window by window, the newest first."""
    windows: dict[tuple[str, str], set[tuple[str, str, str]]] = {}
    for row in _rows(folder, judgement):
        if row["name"] == name:
            keys = windows.setdefault(_window(row), set())
            keys |= {(row["feature"], check, row["slice"]) for check in row["found"].split(";") if check}
    return [windows[window] for window in sorted(windows, reverse=True)]


def write_earlier(path: Path, folder: Path | None, judgement: str, settings: Settings) -> None:
    """Hands on what the windows before had, as far as the next run asks for it; no file where that is nothing."""
    rows = list(_rows(folder, judgement))
    # The next one looks at itself, at this one, and at these.
    asked = max(settings.persistence.get("windows", 1) - 2, 0)
    kept = sorted({_window(row) for row in rows}, reverse=True)[:asked]
    if not kept:
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, _COLUMNS, extrasaction="ignore", lineterminator="\n", escapechar=NO_ESCAPE)
        writer.writeheader()
        writer.writerows(row for row in rows if _window(row) in kept)


def _rows(folder: Path | None, judgement: str) -> Iterator[dict[str, str]]:
    for path in [] if folder is None else sorted(folder.rglob("drift*.csv")):
        with path.open("rb") as file:
            # Not by csv.reader, which in Python 3.10 reads no NUL, and of a long field in none.
            rows = (row.fields for row in read_rows(file))
            header = next(rows, ())
            for fields in rows:
                row = dict(zip(header, fields, strict=False))
                if row.get("judgement") == judgement:
                    yield row


def _window(row: dict[str, str]) -> tuple[str, str]:
    return row["time"], row["run"]
