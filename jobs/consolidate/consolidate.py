"""The script of a Glue job (5.0) that consolidates what a model was asked and answered, since the last run.

Arguments, all places being URIs of S3 with a slash at their end:

    --run_id ID            the folder of this run below the output
    --model URI            the model's `model.json`
    --algorithms NAMES     its algorithms, with commas between them
    --endpoints JSON       {name: {"algorithm": name, "transform": URI of its version's transform.json, or null}}
    --captures PLACE       SageMaker's data capture
    --requests PLACE       the raw rows of the real-time interface
    --scores PLACE         the records of scoring runs
    --ground_truth PLACE   CSV files of labels
    --output PLACE         where consolidated rows go
    --carry_over PLACE     the folder of a run whose rows nobody has judged (optional)
    --begun PLACES         those of runs which began and of which nobody knows more, with commas between them (optional)
    --pending_days DAYS    for how long a prediction waits for its label (optional, 90)
    --capture_period SECS  counts captured invocations by that many seconds (optional)
    --tables URI           which tables of insights the rows are written to as well (optional, tables.py)

Reads what its bookmark says to be new, joins it, and writes below the output (columns.py, consolidation.py):

    <run id>/data/*.parquet        a row for each that was scored
    <run id>/labelled/*.parquet    those whose label came, with it
    <run id>/counts.json           what was read, and which lines were broken
    pending/                       what waits for labels (pending.py)
    tables/                        the same rows, as insights read them (tables.py)

The bookmark is committed last: what a failed run has read is read again.
"""

from __future__ import annotations

import json
import sys
from datetime import datetime, timezone

from awsglue.context import GlueContext
from awsglue.job import Job
from awsglue.utils import getResolvedOptions
from pyspark.context import SparkContext

from consolidate import objects
from consolidate.captures import Endpoint
from consolidate.consolidation import Objects, Settings, consolidate
from consolidate.decoding import Decoder

REQUIRED = (
    *("JOB_NAME", "run_id", "model", "algorithms", "endpoints"),
    *("captures", "requests", "scores", "ground_truth", "output"),
)
OPTIONAL = ("carry_over", "begun", "pending_days", "capture_period", "tables")
# A line is a record: no field ends, and no quote counts. The objects are read by consolidate/reading.py, line by line.
LINES = {"quoteChar": -1, "separator": "\u0001"}
NAME = "object"


def new_objects(glue: GlueContext, place: str, context: str) -> list[str]:
    """The objects at a place that no committed run has read, by the bookmark of that context."""
    frame = glue.create_dynamic_frame_from_options(
        "s3",
        connection_options={"paths": [place], "recurse": True},
        format="csv",
        format_options={**LINES, "attachFilename": NAME},
        transformation_ctx=context,
    ).toDF()
    # Where there is nothing new there are no columns either.
    if NAME not in frame.columns:
        return []
    return sorted(row[NAME].replace("s3a://", "s3://") for row in frame.select(NAME).distinct().collect())


def read_settings(options: dict[str, str]) -> Settings:
    """What the arguments say."""
    endpoints = {
        name: Endpoint(one["algorithm"], Decoder(one["transform"] and read_json(one["transform"])))
        for name, one in json.loads(options["endpoints"]).items()
    }
    return Settings(
        spec=read_json(options["model"]),
        algorithms=options["algorithms"].split(","),
        endpoints=endpoints,
        captures=options["captures"],
        output=options["output"],
        run_id=options["run_id"],
        carry_over=options.get("carry_over"),
        begun=tuple(options["begun"].split(",")) if "begun" in options else (),
        pending_days=int(options.get("pending_days", "90")),
        capture_period=int(options["capture_period"]) if "capture_period" in options else None,
        tables=read_json(options["tables"]) if "tables" in options else {},
    )


def read_json(uri: str) -> dict:
    """Reads an object of JSON. Raises ValueError where there is none."""
    text = objects.read_text(uri)
    if text is None:
        raise ValueError(f"{uri} is missing.")
    return json.loads(text)


def main() -> None:
    """Consolidates, and commits the bookmark."""
    given = [name for name in OPTIONAL if f"--{name}" in sys.argv]
    options = getResolvedOptions(sys.argv, [*REQUIRED, *given])
    glue = GlueContext(SparkContext.getOrCreate())
    job = Job(glue)
    job.init(options["JOB_NAME"], options)
    settings = read_settings(options)
    new = Objects(
        # Captures first: a raw row that is there a moment later than its capture is read with it.
        captures=new_objects(glue, options["captures"], "captures"),
        requests=new_objects(glue, options["requests"], "requests"),
        batches=new_objects(glue, options["scores"], "scores"),
        labels=new_objects(glue, options["ground_truth"], "ground_truth"),
    )
    counts = consolidate(glue.spark_session, settings, new, datetime.now(timezone.utc))
    print(json.dumps({name: value for name, value in counts.items() if name != "broken"}))
    job.commit()


if __name__ == "__main__":
    main()
