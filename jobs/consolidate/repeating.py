"""A run that is started a second time, since its answer was lost.

What the first attempt has read, its bookmark never returns: its rows are set aside, and taken over like those of an
earlier run that nobody has judged.
"""

from __future__ import annotations

import json

from pyspark.sql import SparkSession

from consolidate import objects
from consolidate.columns import write_rows

PARTS = ("data", "labelled")
# Whether the copies are whole, so that the rows may be written over.
_STATE = "before/state.json"


def rows_before(spark: SparkSession, folder: str) -> str | None:
    """Where the rows are that an earlier attempt of this run has left; None where there was none.

    Args:
        folder: this run's own, a URI with a slash at its end.
    """
    if objects.read_text(f"{folder}counts.json") is None:
        return None
    if not json.loads(objects.read_text(f"{folder}{_STATE}") or "{}").get("whole"):
        for part in PARTS:
            write_rows(spark.read.parquet(f"{folder}{part}/"), f"{folder}before/{part}/")
        objects.write_text(f"{folder}{_STATE}", json.dumps({"whole": True}))
    return f"{folder}before/"


def end_attempt(folder: str) -> None:
    """Says that the rows are whole again, so that another attempt sets those aside."""
    if objects.read_text(f"{folder}{_STATE}") is not None:
        objects.write_text(f"{folder}{_STATE}", json.dumps({"whole": False}))
