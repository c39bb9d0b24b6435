"""Test rows of which one column is shuffled: what a model makes of them tells how much it goes by that column.

Encoded rows are shuffled, so that any algorithm is asked in the same way; all places of a column go together. A file
for each column, named by the column's place among those that the model learns from (`000.csv`, ...). Each has the same
number of lines: the test rows several times over, each time in another order, or, of many rows or columns, the first
rows once. So line `i` is of the test row `i % rows`, as far as there are so many.

https://scikit-learn.org/stable/modules/permutation_importance.html
"""

from __future__ import annotations

from itertools import islice
from pathlib import Path

import numpy as np
from features import place_names

# Of all files together: what a batch transform predicts in a minute.
_MOST_ROWS = 20_000
_MOST_BYTES = 50_000_000

# More orders of few rows leave less to chance.
_MOST_ORDERS = 5


def learnt_columns(transform: dict) -> list[str]:
    """The columns that the model learns from, in the order of their files."""
    return list(dict.fromkeys(feature["column"] for feature in transform["features"] if place_names(feature)))


def write_shuffled(rows: Path, transform: dict, folder: Path) -> None:
    """Writes the files of the encoded rows (CSV without a header)."""
    blocks = _blocks(transform)
    with rows.open(encoding="ascii") as file:
        first = file.readline()
        most = min(_MOST_ROWS, _MOST_BYTES // max(1, len(first)))
        file.seek(0)
        lines = [line.rstrip("\n").split(",") for line in islice(file, max(1, most // len(blocks)))]
    orders = max(1, min(_MOST_ORDERS, most // (len(blocks) * max(1, len(lines)))))
    folder.mkdir(parents=True, exist_ok=True)
    for place, block in enumerate(blocks):
        # The same rows, in the same orders, for every version that the same file makes.
        numbers = np.random.default_rng(place)
        with (folder / f"{place:03}.csv").open("w", encoding="ascii", newline="") as file:
            for _ in range(orders):
                for line, other in zip(lines, numbers.permutation(len(lines)), strict=True):
                    cells = line.copy()
                    for start, end in block:
                        cells[start:end] = lines[other][start:end]
                    file.write(",".join(cells) + "\n")


def _blocks(transform: dict) -> list[list[tuple[int, int]]]:
    """The places of each column in a vector: from a first one to before another."""
    blocks: dict[str, list[tuple[int, int]]] = {name: [] for name in learnt_columns(transform)}
    start = 0
    for feature in transform["features"]:
        end = start + len(place_names(feature))
        if end > start:
            blocks[feature["column"]].append((start, end))
        start = end
    return list(blocks.values())
