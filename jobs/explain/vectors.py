"""Encoded rows in blocks, as they are given to batch transform: CSV without a header, or JSON Lines.

A line of CSV is a vector, or a row's identifier before it; one of JSON is
`{"identifier": "...", "vector": {"features": [...]}}`.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import numpy as np

from explain.problem import Problem

# Numbers that a block has at most.
_MOST_NUMBERS = 2_000_000


def vector_files(folder: Path) -> list[Path]:
    """The files below a folder in the order of their paths."""
    files = sorted(path for path in folder.rglob("*") if path.is_file() and path.name[0] not in "._")
    if not files:
        raise Problem(f"there is no file in {folder}")
    return files


def blocks_of(path: Path, places: int, identified: bool) -> Iterator[tuple[list[str] | None, np.ndarray]]:
    """The vectors of a file, with the rows' identifiers where lines of CSV begin with them, as those of JSON do."""
    most = max(1, _MOST_NUMBERS // places)
    read = _json_block if path.suffix == ".jsonl" else _csv_block
    with path.open(encoding="utf-8", newline="\n") as file:
        first = 1
        while True:
            lines = [line.rstrip("\n") for line in islice(file, most)]
            if not lines:
                return
            try:
                identifiers, vectors = read(lines, identified)
            except (ValueError, KeyError, TypeError, csv.Error):
                raise Problem(_not_vectors(path, first, len(lines))) from None
            if vectors.size != len(lines) * places:
                raise Problem(f"{_not_vectors(path, first, len(lines))}, of {places} numbers a row")
            yield identifiers, vectors.reshape(len(lines), places)
            first += len(lines)


def _csv_block(lines: list[str], identified: bool) -> tuple[list[str] | None, np.ndarray]:
    if not identified:
        return None, _numbers(",".join(lines))
    identifiers, rest = [], []
    for line in lines:
        if line.startswith('"'):
            fields = next(csv.reader([line]))
            identifiers.append(fields[0])
            rest.append(",".join(fields[1:]))
        else:
            identifier, _, vector = line.partition(",")
            identifiers.append(identifier)
            rest.append(vector)
    return identifiers, _numbers(",".join(rest))


def _json_block(lines: list[str], _: bool) -> tuple[list[str], np.ndarray]:
    rows = [json.loads(line) for line in lines]
    vectors = np.array([row["vector"]["features"] for row in rows], np.float64)
    return [row["identifier"] for row in rows], vectors.ravel()


def _numbers(text: str) -> np.ndarray:
    return np.array(text.split(","), np.float64)


def _not_vectors(path: Path, first: int, count: int) -> str:
    return f"lines {first} to {first + count - 1} of {path.name} are not vectors"
