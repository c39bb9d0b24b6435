"""A window's rows once more, as insights read them: all windows' in one place, by the day, in columns of their types.

    <output>/tables/<table>/date=<day of the run>/<run id>/*.parquet

Which columns there are, and how names are spelled that a table cannot have, says `tables.json` (components/insights):
`{part: {"table": name, "columns": [{"from": name, "name": name, "type": type of Hive's}]}}`.
"""

from __future__ import annotations

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from consolidate import objects
from consolidate.columns import write_rows

_WHOLE = r"^[+-]?\d{1,19}$"
_NUMBER = r"^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$"


def write_table(rows: DataFrame, table: dict, output: str, run_id: str) -> None:
    """Writes the rows of a window below the output.

    Args:
        rows: as they are written for the analyzer.
        table: its entry of `tables.json`.
    """
    types = dict(rows.dtypes)
    told = [
        typed(F.col(f"`{one['from']}`"), types[one["from"]], one["type"]).alias(one["name"]) for one in table["columns"]
    ]
    write_rows(rows.select(F.lit(run_id).alias("run"), *told), _place(output, table, run_id))


def remove_table(table: dict, output: str, run_id: str) -> None:
    """Removes what another run left: a run that carries its rows over has them itself."""
    place = _place(output, table, run_id)
    if place.startswith("s3://"):
        objects.delete_below(place)


def typed(value: Column, own: str, wanted: str) -> Column:
    """A value as its type; what is none of it is null.

    Args:
        own: Spark's type of what there is.
    """
    if own != "string" or wanted == "string":
        return value.cast(wanted)
    if wanted == "boolean":
        return F.when(value == "1", True).when(value == "0", False)
    number = F.when(value.rlike(_WHOLE if wanted == "bigint" else _NUMBER), value)
    return F.timestamp_seconds(number.cast("double")) if wanted == "timestamp" else number.cast(wanted)


def _place(output: str, table: dict, run_id: str) -> str:
    """A run's id begins with the day of its start, as contracts/runIds.ts has it."""
    day = f"{run_id[:4]}-{run_id[4:6]}-{run_id[6:8]}"
    return f"{output}tables/{table['table']}/date={day}/{run_id}/"
