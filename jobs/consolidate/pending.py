"""What one run leaves for the next ones: predictions whose labels may still come, and labels that came too early.

A bookmark never gives again what a committed run has read, so rows are kept here until they are too old. Those that
have their label stay, too, so that neither they nor their labels count twice.

    <output>/pending/current.json     {"generation": 7}
    <output>/pending/7/predictions/*.parquet, .../labels/*.parquet

A run may end after it left its generation and before its bookmark was committed. Whatever it had read is then read
again, by which the next run knows: rows of such objects are not taken over, and labels of such objects are taken back.
"""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import NamedTuple

from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F

from consolidate import objects
from consolidate.columns import JUDGED, LABEL, no_rows, write_rows


class Pending(NamedTuple):
    """The state that a run begins with."""

    predictions: DataFrame
    labels: DataFrame
    generation: int


def load_pending(spark: SparkSession, folder: str, read_again: DataFrame) -> Pending:
    """What earlier runs left, without what a run left that did not commit.

    Args:
        folder: its place, a URI with a slash at its end.
        read_again: `object`: the versions of objects that this run has read.
    """
    text = objects.read_text(f"{folder}current.json")
    if text is None:
        return Pending(no_rows(spark, JUDGED), no_rows(spark, LABEL), 0)
    generation = json.loads(text)["generation"]
    again = F.broadcast(read_again.distinct())
    predictions = spark.read.schema(JUDGED).parquet(_part(folder, generation, "predictions"))
    taken_back = again.select(F.col("object").alias("label_object"), F.lit(True).alias("again"))
    predictions = (
        predictions.join(again, "object", "left_anti")
        .join(taken_back, "label_object", "left")
        .withColumn("label", F.when(F.col("again").isNull(), F.col("label")))
        .withColumn("label_object", F.when(F.col("again").isNull(), F.col("label_object")))
        .select(*JUDGED.names)
    )
    labels = spark.read.schema(LABEL).parquet(_part(folder, generation, "labels"))
    return Pending(predictions, labels.join(again, "object", "left_anti").select(*LABEL.names), generation)


def young(rows: DataFrame, time: str, now: datetime, days: int) -> DataFrame:
    """The rows that are not too old to be kept."""
    return rows.where(F.col(time) >= F.lit(now - timedelta(days=days)))


def save_pending(folder: str, generation: int, predictions: DataFrame, labels: DataFrame) -> None:
    """Leaves a generation beside the one before, and points to it."""
    write_rows(predictions, _part(folder, generation, "predictions"))
    write_rows(labels, _part(folder, generation, "labels"))
    objects.write_text(f"{folder}current.json", json.dumps({"generation": generation}))


def clean_pending(folder: str, generation: int) -> None:
    """Deletes the generations that nothing points to any more."""
    if generation > 0 and folder.startswith("s3://"):
        objects.delete_below(f"{folder}{generation}/")


def _part(folder: str, generation: int, part: str) -> str:
    return f"{folder}{generation}/{part}/"
