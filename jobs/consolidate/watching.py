"""How many invocations data capture has told of, by their endpoint and by when they were.

What SageMaker counted is held against it (functions/monitoring/watchCaptures.ts). Where the input of an invocation
cannot be read, it was captured all the same.
"""

from __future__ import annotations

from datetime import datetime

from pyspark.sql import functions as F

from consolidate.reading import Source

# Periods that are told; of what is older nobody asks.
MOST_PERIODS = 200


def captured_invocations(captures: Source, prefix: str, period: int, now: datetime) -> dict[str, dict[str, int]]:
    """By the endpoint's name, and by the start of each period, how many invocations there are.

    Args:
        prefix: where the captures are; `<endpoint>/<variant>/` follows in the object's name.
        period: seconds; periods start at multiples of it since 1970, and are named so.
    """
    # One invocation is one line, of however many rows.
    rows = captures.rows.select("object", "line", "time").dropDuplicates(["object", "line"])
    lines = rows.unionByName(captures.broken.where("line > 0").select("object", "line", "time"))
    start = (F.floor(F.unix_timestamp("time") / period) * period).cast("long")
    endpoint = F.substring_index(F.expr(f"substring(object, {len(prefix) + 1})"), "/", 1)
    counted = (
        lines.select(endpoint.alias("endpoint"), start.alias("start"))
        .where(F.col("start") >= F.lit(int(now.timestamp()) - MOST_PERIODS * period))
        .groupBy("endpoint", "start")
        .count()
    )
    found: dict[str, dict[str, int]] = {}
    for row in sorted(counted.collect(), key=lambda row: (row["endpoint"], row["start"])):
        found.setdefault(row["endpoint"], {})[str(row["start"])] = row["count"]
    return found
