"""One run: from the objects that are new to the rows that are to be judged.

Each step can be done again: a run that ends before its bookmark is committed leaves nothing that a later one builds on
(pending.py), and a run that is repeated writes over what it left. `counts.json` is the last that is written.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial
from typing import NamedTuple

from pyspark.sql import Column, DataFrame, Observation, SparkSession
from pyspark.sql import functions as F

from consolidate import objects, pending, tables
from consolidate.batches import read_batches
from consolidate.canonical import model_columns
from consolidate.captures import Endpoint, read_captures
from consolidate.columns import BROKEN, CAPTURE, KEY, LABEL, PREDICTION, expanded, own, write_rows
from consolidate.joining import Judged, match_labels, new_rows
from consolidate.reading import Broken, Source, read_objects
from consolidate.repeating import end_attempt, rows_before
from consolidate.requests import read_requests
from consolidate.truth import read_labels
from consolidate.watching import captured_invocations

KINDS = ("realtime", "decoded", "batch")
# Broken lines of which `counts.json` says more than how many there are.
MOST_TOLD = 100


@dataclass(frozen=True)
class Settings:
    """What a run is told.

    Attributes:
        spec: the model's description, its `model.json`.
        algorithms: the names of the model's algorithms.
        endpoints: by the endpoint's name.
        captures: where captures are, a URI with a slash at its end.
        output: where consolidated rows go, likewise.
        run_id: the folder of this run below the output.
        carry_over: the folder of a run whose rows nobody has judged, likewise a URI.
        begun: those of later runs which began and of which nobody knows more, the newest first; the rows of one that
            came to leave them have those of all before it.
        pending_days: for how long a prediction waits for its label.
        capture_period: seconds by which captured invocations are counted; None where nobody asks.
        tables: which tables of insights the parts are written to as well, by the part (tables.py).
    """

    spec: dict
    algorithms: list[str]
    endpoints: dict[str, Endpoint]
    captures: str
    output: str
    run_id: str
    carry_over: str | None = None
    begun: tuple[str, ...] = ()
    pending_days: int = 90
    capture_period: int | None = None
    tables: dict[str, dict] = field(default_factory=dict)


@dataclass(frozen=True)
class Objects:
    """The URIs of the objects that are new, by what is in them."""

    captures: list[str]
    requests: list[str]
    batches: list[str]
    labels: list[str]


class Sources(NamedTuple):
    """What was read of the objects that are new."""

    requests: Source
    captures: Source
    batches: Source
    labels: Source


def consolidate(spark: SparkSession, settings: Settings, new: Objects, now: datetime) -> dict:
    """Consolidates what is new; the counts, as `counts.json` has them."""
    # Times that are known to be in UTC, rather than Spark's 96 bits.
    spark.conf.set("spark.sql.parquet.outputTimestampType", "TIMESTAMP_MICROS")
    # An earlier attempt has taken over what was left to it.
    folder = f"{settings.output}{settings.run_id}/"
    before = rows_before(spark, folder)
    carry_over, lost = (before, []) if before is not None else _open_window(settings)
    settings = replace(settings, carry_over=carry_over)
    sources = _read_sources(spark, settings, new)
    read_again = _union([source.rows.select("object") for source in sources])
    kept = pending.load_pending(spark, f"{settings.output}pending/", read_again)
    requests, captures, batches, labels = (source.rows for source in sources)
    found = new_rows(requests, captures, batches, kept.predictions.select(KEY))
    rows = found.rows.persist()
    known = kept.predictions.unionByName(rows, allowMissingColumns=True)
    judged = match_labels(kept.labels.unionByName(labels), known)
    predictions = _with_labels(known, judged.found).persist()

    counts = _counts(sources, _leave_rows(spark, settings, rows, predictions, judged))
    counts |= _leave_pending(settings, kept.generation, predictions, judged, now)
    counts |= _broken(sources, found.broken.unionByName(spark.createDataFrame(lost, BROKEN)))
    if settings.capture_period is not None:
        invocations = captured_invocations(sources.captures, settings.captures, settings.capture_period, now)
        # By its number one sees whether a run between was lost.
        counts["watch"] = {"generation": kept.generation + 1, "invocations": invocations}
    objects.write_text(f"{folder}counts.json", json.dumps(counts, ensure_ascii=False))
    end_attempt(folder)
    return counts


def _open_window(settings: Settings) -> tuple[str | None, list[Broken]]:
    """Where the rows are that nobody has judged; with what is told of those that were kept for long enough.

    A run leaves its counts last, and commits its bookmark after them: whoever has left them has left all rows.
    """
    window = settings.carry_over
    for one in (*settings.begun, *([] if window is None else [window])):
        counts = json.loads(objects.read_text(f"{one}counts.json") or "null")
        if counts is not None:
            return one if counts["rows"] + counts["labelled"] else None, []
    if window is None:
        return None, []
    return None, [Broken(window, 0, "the rows of this window, which nobody had judged, are not there any more")]


def _read_sources(spark: SparkSession, settings: Settings, new: Objects) -> Sources:
    spec = settings.spec
    captures = partial(read_captures, prefix=settings.captures, endpoints=settings.endpoints)
    return Sources(
        requests=read_objects(spark, new.requests, partial(read_requests, spec=spec), PREDICTION),
        captures=read_objects(spark, new.captures, captures, CAPTURE),
        batches=read_objects(spark, new.batches, partial(read_batches, spec=spec), PREDICTION),
        labels=read_objects(spark, new.labels, partial(read_labels, spec=spec), LABEL),
    )


def _leave_rows(
    spark: SparkSession, settings: Settings, rows: DataFrame, predictions: DataFrame, judged: Judged
) -> dict[str, int]:
    """Writes what is to be judged; how many rows there are, and of the new ones how many of each kind."""
    kinds = Observation()
    observed = rows.observe(kinds, *(_number_of(F.col("source") == kind, kind) for kind in KINDS))
    labelled = predictions.join(judged.found.select(KEY), KEY, "left_semi")
    written = {
        "rows": _write(spark, settings, observed, "data"),
        "labelled": _write(spark, settings, labelled, "labelled"),
    }
    return {**written, **kinds.get}


def _leave_pending(
    settings: Settings, generation: int, predictions: DataFrame, judged: Judged, now: datetime
) -> dict[str, int]:
    """Leaves what waits to the next run; how many predictions wait for their label, and labels for their prediction."""
    folder, days = f"{settings.output}pending/", settings.pending_days
    waiting, unmatched = Observation(), Observation()
    kept = pending.young(predictions, "time", now, days)
    kept = kept.observe(waiting, _number_of(F.col("label").isNull(), "pending"))
    labels = pending.young(judged.waiting, "arrival", now, days)
    labels = labels.observe(unmatched, F.count(F.lit(1)).alias("unmatched"))
    pending.save_pending(folder, generation + 1, kept, labels)
    pending.clean_pending(folder, generation - 1)
    return {**waiting.get, **unmatched.get}


def _with_labels(predictions: DataFrame, found: DataFrame) -> DataFrame:
    """The predictions with the labels that they got now, or had before."""
    fresh = found.select(*KEY, F.col("label").alias("_label"), F.col("label_object").alias("_object"))
    return (
        predictions.join(fresh, KEY, "left")
        .withColumn("label", F.coalesce("_label", "label"))
        .withColumn("label_object", F.coalesce("_object", "label_object"))
        .drop("_label", "_object")
    )


def _write(spark: SparkSession, settings: Settings, rows: DataFrame, part: str) -> int:
    """Writes rows, with those that an earlier run left to be judged; how many there are."""
    columns = model_columns(settings.spec)
    whole = expanded(rows, columns, settings.algorithms, part == "labelled")
    if settings.carry_over is not None:
        carried = spark.read.parquet(f"{settings.carry_over}{part}/")
        whole = _with_carried(whole, carried)
    written, folder = Observation(), f"{settings.output}{settings.run_id}/{part}/"
    write_rows(whole.observe(written, F.count(F.lit(1)).alias("rows")), folder)
    _write_table(spark.read.schema(whole.schema).parquet(folder), settings, part)
    return written.get["rows"]


def _write_table(rows: DataFrame, settings: Settings, part: str) -> None:
    """Writes a part to its table, and removes what the run had there whose rows are carried over."""
    table = settings.tables.get(part)
    if table is not None:
        tables.write_table(rows, table, settings.output, settings.run_id)
        if settings.carry_over is not None:
            tables.remove_table(table, settings.output, settings.carry_over.rstrip("/").rsplit("/", 1)[-1])


def _with_carried(fresh: DataFrame, carried: DataFrame) -> DataFrame:
    """The rows, and those carried over that are not among them, in the columns that rows have now."""
    keys = fresh.select(*(own(name).alias(name) for name in KEY))
    same = (own("inference_id") == F.col("inference_id")) & (own("row") == F.col("row"))
    left = carried.join(keys, same, "left_anti")
    columns = [F.col(f"`{name}`") for name in fresh.columns]
    return fresh.unionByName(left, allowMissingColumns=True).select(*columns)


def _number_of(condition: Column, name: str) -> Column:
    return F.count(F.when(condition, 1)).alias(name)


def _counts(sources: Sources, left: dict[str, int]) -> dict[str, int]:
    """What was read, what was left of it, and how many rows were told twice."""
    names = {
        "requests": sources.requests,
        "captured": sources.captures,
        "batch": sources.batches,
        "labels": sources.labels,
    }
    named = _union([source.rows.select(F.lit(name).alias("source")) for name, source in names.items()])
    counted = {row["source"]: row["count"] for row in named.groupBy("source").count().collect()}
    read = {name: counted.get(name, 0) for name in names}
    return {
        "rows": left["rows"],
        "labelled": left["labelled"],
        "labels": read["labels"],
        "captured": read["captured"],
        "requests": read["requests"],
        "decoded": left["decoded"],
        "batch": left["batch"],
        "duplicates": read["requests"] + read["batch"] - left["realtime"] - left["batch"],
    }


def _broken(sources: Sources, undecoded: DataFrame) -> dict:
    """The first of what could not be read, and how much there is of it."""
    broken = _union([*(source.broken for source in sources), undecoded]).persist()
    told = broken.orderBy("object", "line").limit(MOST_TOLD).collect()
    return {
        "broken": [{"object": row["object"], "line": row["line"], "reason": row["reason"]} for row in told],
        "brokenLines": broken.count(),
    }


def _union(frames: list[DataFrame]) -> DataFrame:
    whole = frames[0]
    for frame in frames[1:]:
        whole = whole.unionByName(frame)
    return whole
