"""Sources that GlueContext reads: lines of objects in S3.

https://docs.aws.amazon.com/glue/latest/dg/aws-glue-programming-etl-format-csv-home.html
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from pyspark.sql import DataFrame, SparkSession
from pyspark.sql.types import StringType, StructField, StructType

from awsglue.local.objects import S3Object, client, is_s3, list_objects

# CSV without quotes, by a separator that no text has: a record is a line.
_LINES = {"quoteChar": -1, "separator": "\u0001"}


def not_offered(what: str) -> NotImplementedError:
    """The refusal of what the local stage's module does not do."""
    return NotImplementedError(f"The local stage's awsglue does not offer {what}.")


@dataclass(frozen=True)
class LineSource:
    """The lines under some prefixes, with the name of their object where `name_column` asks for it."""

    paths: tuple[str, ...]
    name_column: str | None

    def list_objects(self) -> list[S3Object]:
        """The objects that are there now."""
        return [found for path in self.paths for found in list_objects(path)]

    def frame(self, spark: SparkSession, objects: Iterable[S3Object]) -> DataFrame:
        """The objects' lines, blank ones left out; no columns where there is no line."""
        names = ["col0", *([self.name_column] if self.name_column else [])]
        rows = [values for one in objects for values in self._rows(one)]
        if not rows:
            return spark.createDataFrame([], StructType([]))
        return spark.createDataFrame(rows, StructType([StructField(name, StringType()) for name in names]))

    def _rows(self, one: S3Object) -> list[tuple[str, ...]]:
        content = client().get_object(Bucket=one.bucket, Key=one.key)["Body"].read()
        named = (one.uri,) if self.name_column else ()
        return [(line, *named) for line in content.decode(errors="replace").split("\n") if line.strip()]


def read_source(kind: str, options: dict[str, Any], format: str | None, format_options: dict[str, Any]) -> LineSource:
    """The source that a script describes. Raises NotImplementedError for what is not offered."""
    paths = options.get("paths")
    if kind != "s3" or not isinstance(paths, list) or not all(map(is_s3, paths)):
        raise not_offered("sources other than `s3` with a list of `paths`")
    if options.get("recurse") is not True:
        raise not_offered("sources without `recurse`: True")
    _refuse("connection option", options, {"paths": paths, "recurse": True})
    if format != "csv" or any(format_options.get(name) != value for name, value in _LINES.items()):
        raise not_offered(f"formats other than csv with {_LINES}")
    known = {**_LINES, "attachFilename": format_options.get("attachFilename"), "withHeader": False}
    _refuse("format option", format_options, known)
    return LineSource(tuple(paths), format_options.get("attachFilename"))


def _refuse(what: str, given: dict[str, Any], known: dict[str, Any]) -> None:
    for name, value in given.items():
        if name not in known or value != known[name]:
            raise not_offered(f"the {what} {name}={value!r}")
