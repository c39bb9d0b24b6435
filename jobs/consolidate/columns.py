"""The columns of what is consolidated, inside of the job and in what it writes.

Inside, whatever depends on the model is in maps, so that a row of any model has the same form; what was read of which
object is remembered, since an object that is read again tells of a run that did not commit (pending.py).
"""

from __future__ import annotations

from pyspark.sql import Column, DataFrame, SparkSession
from pyspark.sql import functions as F
from pyspark.sql.types import (
    DoubleType,
    IntegerType,
    LongType,
    MapType,
    StringType,
    StructField,
    StructType,
    TimestampType,
)

OWN = "drivetrain."


def _struct(**fields: object) -> StructType:
    return StructType([StructField(name, kind) for name, kind in fields.items()])


_TEXT, _NUMBER, _TIME = StringType(), DoubleType(), TimestampType()
_TEXTS, _NUMBERS = MapType(_TEXT, _TEXT), MapType(_TEXT, _NUMBER)
_PLACE = {"object": _TEXT, "line": LongType()}
_KEY = {"inference_id": _TEXT, "row": IntegerType()}

# A scored row. `identifier` is to the letter, `name` in the form by which rows are compared.
PREDICTION = _struct(
    **_KEY,
    time=_TIME,
    source=_TEXT,
    identifier=_TEXT,
    name=_TEXT,
    values=_TEXTS,
    models=_TEXTS,
    scores=_NUMBERS,
    result=_NUMBER,
    **_PLACE,
)
# One row of what an endpoint captured; `problem` says why its values cannot be had of the vector.
CAPTURE = _struct(**_KEY, time=_TIME, algorithm=_TEXT, score=_NUMBER, values=_TEXTS, problem=_TEXT, **_PLACE)
LABEL = _struct(name=_TEXT, inference_id=_TEXT, label=_NUMBER, arrival=_TIME, **_PLACE)
# A line that could not be read; `object` is its URI, `time` when that was written.
BROKEN = _struct(**_PLACE, reason=_TEXT, time=_TIME)
# A prediction with the label that it got, of which object.
JUDGED = StructType([*PREDICTION.fields, *_struct(label=_NUMBER, label_object=_TEXT).fields])

KEY = list(_KEY)


def no_rows(spark: SparkSession, columns: StructType) -> DataFrame:
    """A frame that Spark knows to be empty, so that whatever is joined with it costs nothing."""
    rows = spark.range(1).selectExpr(f"cast(null as {columns.simpleString()}) as row")
    return rows.limit(0).select("row.*")


def expanded(rows: DataFrame, columns: list[str], algorithms: list[str], labelled: bool = False) -> DataFrame:
    """The rows as they are written: a column of text for each of the model's, and this job's own.

    Args:
        columns: the names of the model's columns but the target.
        labelled: whether there is a column for the label.
    """
    return rows.select(
        *(F.col("values")[name].alias(name) for name in columns),
        *(F.col(name).alias(f"{OWN}{name}") for name in ("inference_id", "row", "time", "source", "identifier")),
        *(F.col("models")[name].alias(f"{OWN}model.{name}") for name in algorithms),
        *(F.col("scores")[name].alias(f"{OWN}score.{name}") for name in algorithms),
        F.col("result").alias(f"{OWN}result"),
        *([F.col("label").alias(f"{OWN}label")] if labelled else []),
    )


def write_rows(rows: DataFrame, folder: str) -> None:
    """Writes a folder of Parquet anew: rows alone, without Spark's mark, which readers of rows would stumble over."""
    writer = rows.write.mode("overwrite").option("mapreduce.fileoutputcommitter.marksuccessfuljobs", "false")
    writer.parquet(folder)


def own(name: str) -> Column:
    """One of this job's own columns of what was written."""
    return F.col(f"`{OWN}{name}`")
