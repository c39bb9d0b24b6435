"""Reading objects on the workers: what they hold, and which of their lines cost themselves.

A bookmark tells names of objects; each is read from its beginning to its end in one task, so that a broken line can be
told by its number.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterator
from datetime import datetime, timezone
from typing import Any, NamedTuple

from data.rows import DatasetError
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql.types import StructType

from consolidate.columns import BROKEN, no_rows
from consolidate.objects import ObjectMissing, Opened, open_object

# Objects are of any size: so many tasks that none of them keeps the others waiting.
TASKS_PER_CORE = 8


class Broken(NamedTuple):
    """A line that could not be read; line 0 is the whole object."""

    object: str
    line: int
    reason: str
    time: datetime | None = None


MISSING = "it is not there any more"

# Reads an object: a row as a tuple, in the order of its columns, or a Broken.
Reader = Callable[[Opened], Iterator[tuple]]


class BrokenLine(ValueError):
    """Why a line cannot be read, as a sentence without a full stop."""


class Source(NamedTuple):
    """What was read of some objects."""

    rows: DataFrame
    broken: DataFrame


def read_objects(spark: SparkSession, uris: list[str], reader: Reader, columns: StructType) -> Source:
    """Reads objects, each from its beginning to its end by one worker."""

    def read(uri: str) -> Iterator[tuple[tuple | None, Broken | None]]:
        try:
            for found in reader(open_object(uri)):
                yield (None, found) if isinstance(found, Broken) else (found, None)
        except ObjectMissing:
            yield None, Broken(uri, 0, MISSING)
        except DatasetError as error:
            yield None, Broken(uri, 0, str(error))

    if not uris:
        return Source(no_rows(spark, columns), no_rows(spark, BROKEN))
    both = StructType().add("row", columns).add("broken", BROKEN)
    context = spark.sparkContext
    tasks = min(len(uris), TASKS_PER_CORE * context.defaultParallelism)
    read_rows = spark.createDataFrame(context.parallelize(uris, tasks).flatMap(read), both).persist()
    return Source(
        read_rows.where("row is not null").select("row.*"),
        read_rows.where("broken is not null").select("broken.*"),
    )


def json_lines(opened: Opened, read: Callable[[dict, int], Iterator[tuple]]) -> Iterator[tuple]:
    """The rows of an object of JSON Lines; a line that is broken is told as one."""
    for number, line in opened.lines():
        try:
            yield from list(read(json_object(line), number))
        except BrokenLine as error:
            yield Broken(opened.uri, number, str(error), opened.modified)


def json_object(text: bytes) -> dict:
    """Reads an object of JSON. Raises BrokenLine."""
    try:
        value = json.loads(text.decode("utf-8"))
    except UnicodeDecodeError:
        raise BrokenLine("it is not UTF-8 text") from None
    except (ValueError, RecursionError):
        raise BrokenLine("it is no JSON, or a part of it: was it cut off?") from None
    if not isinstance(value, dict):
        raise BrokenLine("it is no object of JSON")
    return value


def member(value: object, name: str, kind: type | tuple[type, ...], what: str) -> Any:
    """A member of an object. Raises BrokenLine where it is missing, or of another type than `what` says."""
    found = value.get(name) if isinstance(value, dict) else None
    if not isinstance(found, kind) or isinstance(found, bool):
        raise BrokenLine(f"{name} is not {what}")
    return found


def number_of(value: object, name: str) -> float:
    """Reads a number, or a text of one. Raises BrokenLine where it is none that is finite."""
    try:
        number = float(value)  # type: ignore[arg-type]
    except (TypeError, ValueError, OverflowError):
        number = math.nan
    if not math.isfinite(number) or isinstance(value, bool):
        raise BrokenLine(f"{name} is not a number")
    return number


def time_of(text: object, name: str) -> datetime:
    """Reads a time in ISO 8601, in UTC where it has no offset. Raises BrokenLine."""
    try:
        found = datetime.fromisoformat(str(text).replace("Z", "+00:00"))
        return found.astimezone(timezone.utc) if found.tzinfo else found.replace(tzinfo=timezone.utc)
    except (ValueError, OverflowError):
        raise BrokenLine(f"{name} is not a time") from None
