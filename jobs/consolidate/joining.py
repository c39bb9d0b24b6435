"""Which rows there are: captures joined with raw rows, duplicates removed, labels joined with predictions."""

from __future__ import annotations

from typing import NamedTuple

from pyspark.sql import Column, DataFrame, Window
from pyspark.sql import functions as F

from consolidate.columns import KEY


class Rows(NamedTuple):
    """The scored rows that are new, and what was left out on the way to them."""

    rows: DataFrame
    # Captures that have no raw row, and whose vector does not tell one: object, line, reason, time.
    broken: DataFrame


def new_rows(requests: DataFrame, captures: DataFrame, batches: DataFrame, known: DataFrame) -> Rows:
    """The rows that were scored and are not known yet, each once.

    A capture whose raw row is there, or was in an earlier run, tells no other row; the rest are decoded.

    Args:
        known: the keys of rows of earlier runs.
    """
    requests, batches = first_of_each(requests), first_of_each(batches)
    answered = captures.dropDuplicates([*KEY, "algorithm"]).where("score is not null")
    scores = answered.groupBy(KEY).agg(_map("algorithm", "score").alias("captured"))
    realtime = (
        requests.join(scores, KEY, "left")
        .withColumn("scores", F.coalesce(_merged(F.col("scores"), F.col("captured")), "scores"))
        .drop("captured")
    )
    alone = captures.join(requests, KEY, "left_anti").join(known, KEY, "left_anti")
    rows = realtime.unionByName(_decoded(alone)).unionByName(batches).join(known, KEY, "left_anti")
    uri = F.regexp_replace("object", "@[^@]*$", "")
    problems = alone.where("problem is not null")
    told = problems.select(uri.alias("object"), "line", F.col("problem").alias("reason"), "time")
    return Rows(rows, told.distinct())


def first_of_each(rows: DataFrame) -> DataFrame:
    """The rows without those whose key was there before."""
    return _ranked(rows, KEY, F.col("object"), F.col("line"))


def _decoded(captures: DataFrame) -> DataFrame:
    """A row for each that was captured, of however many endpoints."""
    once = captures.where("problem is null").dropDuplicates([*KEY, "algorithm"])
    return once.groupBy(KEY).agg(
        F.min("time").alias("time"),
        F.lit("decoded").alias("source"),
        F.lit(None).cast("string").alias("identifier"),
        F.lit(None).cast("string").alias("name"),
        F.min_by("values", "algorithm").alias("values"),
        # Which version answered, no capture tells.
        F.create_map().cast("map<string,string>").alias("models"),
        _map("algorithm", "score").alias("scores"),
        F.lit(None).cast("double").alias("result"),
        F.min_by("object", "algorithm").alias("object"),
        F.min_by("line", "algorithm").alias("line"),
    )


class Judged(NamedTuple):
    """Predictions with labels, and labels without predictions."""

    # `inference_id`, `row`, `label`, `label_object`: the labels that found a prediction which had none.
    found: DataFrame
    # Labels that wait for their prediction.
    waiting: DataFrame


def match_labels(labels: DataFrame, predictions: DataFrame) -> Judged:
    """Gives each label to the newest prediction of its row from before it arrived.

    A prediction without a name, such as one that was decoded, is found by its inference id, where that has one row. Of
    several labels for a prediction the newest counts; one that has its label already keeps it.

    Args:
        predictions: `label_object` is null where they have no label.
    """
    candidates = predictions.select("name", F.col("inference_id").alias("predicted"), "row", "time", "label_object")
    by_name = labels.join(candidates, "name").where("inference_id is null or inference_id = predicted")
    nameless = candidates.where("name is null").drop("name").groupBy("predicted")
    single = nameless.agg(
        *(F.first(one).alias(one) for one in ("row", "time", "label_object")), F.count("*").alias("rows")
    )
    by_id = labels.join(single.where("rows = 1").drop("rows"), F.col("inference_id") == F.col("predicted"))
    pairs = by_name.unionByName(by_id).where("time <= arrival")
    newest = _ranked(pairs, ["object", "line"], F.desc("time"), F.desc("predicted"), F.desc("row"))
    found = _ranked(
        newest.where("label_object is null"), ["predicted", "row"], F.desc("arrival"), F.desc("object"), F.desc("line")
    )
    return Judged(
        found.select(F.col("predicted").alias("inference_id"), "row", "label", F.col("object").alias("label_object")),
        labels.join(newest, ["object", "line"], "left_anti"),
    )


def _ranked(rows: DataFrame, by: list[str], *order: Column) -> DataFrame:
    """The first row of each group."""
    window = Window.partitionBy(*by).orderBy(*order)
    return rows.withColumn("_place", F.row_number().over(window)).where("_place = 1").drop("_place")


def _map(key: str, value: str) -> Column:
    return F.map_from_entries(F.collect_list(F.struct(key, value)))


def _merged(first: Column, second: Column) -> Column:
    """Both maps' entries; the first one's where both have a key."""
    return F.map_zip_with(first, second, lambda _, one, other: F.coalesce(one, other))
