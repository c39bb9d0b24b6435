"""Writes a table of twenty columns for the benchmark of drift: fourteen of numbers, six of texts.

    python table.py ROWS SEED FILE.csv
    python table.py model FILE.json

Every seed's rows are of one distribution: what differs is chance alone.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import numpy as np
import pyarrow as pa
from pyarrow import csv

_BLOCK = 100_000
_SIZES = (2, 5, 10, 25, 50, 500)


def rows(count: int, random: np.random.Generator) -> pa.Table:
    """So many rows."""
    columns = {}
    for place in range(5):
        columns[f"normal_{place}"] = np.round(random.normal(100 * place, 10 + place, count), 6)
        columns[f"income_{place}"] = np.round(random.lognormal(3, 0.5 + place / 10, count), 6)
    for place in range(4):
        columns[f"count_{place}"] = random.poisson(5 * 10**place, count)
    for size in _SIZES:
        # A few of the texts are frequent.
        shares = 1 / np.arange(1, size + 1)
        places = random.choice(size, count, p=shares / shares.sum())
        columns[f"text_{size}"] = np.array([f"v{place}" for place in range(size)], object)[places]
    return pa.table(columns)


def model() -> dict:
    """The columns as a model's file has them."""
    names = rows(1, np.random.default_rng(0)).column_names
    types = {"normal": "number", "income": "number", "count": "integer", "text": "string"}
    columns = [{"name": name, "type": types[name.split("_")[0]]} for name in names]
    return {
        "name": "bench",
        "identifier": "generated",
        "target": "price",
        "columns": [*columns, {"name": "price", "type": "number"}],
        "split": {"train": 0.7, "validation": 0.15, "test": 0.15},
        "maxQuarantinedShare": 0.05,
    }


def write(count: int, seed: int, path: Path) -> None:
    random = np.random.default_rng(seed)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        for start in range(0, count, _BLOCK):
            table = rows(min(_BLOCK, count - start), random)
            csv.write_csv(table, file, csv.WriteOptions(include_header=start == 0, quoting_style="none"))


if __name__ == "__main__":
    if sys.argv[1] == "model":
        Path(sys.argv[2]).write_text(json.dumps(model()))
    else:
        write(int(sys.argv[1]), int(sys.argv[2]), Path(sys.argv[3]))
