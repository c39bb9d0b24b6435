"""The least that there is to do: reads every value of two files, and keeps the least and the greatest of each column.

python scan.py arrow|duckdb FILE.csv FILE.csv
"""

from __future__ import annotations

import json
import sys


def arrow(path: str) -> list:
    import pyarrow.compute as pc
    from pyarrow import csv

    found: list = []
    for batch in csv.open_csv(path, csv.ReadOptions(block_size=2**22)):
        found.append([pc.min_max(column).as_py() for column in batch.columns])
    return [(min(one["min"] for one in own), max(one["max"] for one in own)) for own in zip(*found, strict=True)]


def duckdb(path: str) -> list:
    import duckdb

    table = duckdb.read_csv(path)
    columns = ", ".join(f'min("{name}"), max("{name}")' for name in table.columns)
    return duckdb.sql(f"SELECT {columns} FROM read_csv('{path}')").fetchall()


print(json.dumps([{"arrow": arrow, "duckdb": duckdb}[sys.argv[1]](path) for path in sys.argv[2:]], default=str)[:200])
