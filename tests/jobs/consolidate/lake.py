"""A model's places in a folder, and lines of its files."""

import json
import os
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from consolidate.captures import Endpoint
from consolidate.consolidation import Objects, Settings, consolidate
from consolidate.decoding import Decoder
from pyspark.sql import SparkSession

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
SPEC = {
    "name": "cars",
    "identifier": "id",
    "target": "price",
    "columns": [
        {"name": "id", "type": "integer"},
        {"name": "make", "type": "string"},
        {"name": "mileage", "type": "integer", "min": 0, "format": {"thousands": ","}},
        {"name": "sold", "type": "boolean", "required": False},
        {"name": "price", "type": "number"},
    ],
}
TRANSFORM = {
    "columns": SPEC["columns"],
    "features": [
        {"column": "make", "kind": "onehot", "categories": ["Audi", "Saab"], "impute": "Audi"},
        {"column": "mileage", "kind": "numeric", "mean": 50000.0, "scale": 20000.0, "impute": 1.0},
        {"column": "sold", "kind": "numeric", "mean": 0.0, "scale": 1.0, "impute": 0.0, "indicator": True},
    ],
}


def put(path: Path, lines: Iterable, time: datetime = NOW) -> Path:
    """Writes a file of lines (objects of JSON, texts or bytes), as if at that time."""
    path.parent.mkdir(parents=True, exist_ok=True)
    texts = [json.dumps(line) if isinstance(line, dict) else line for line in lines]
    path.write_bytes(b"".join((text.encode() if isinstance(text, str) else text) + b"\n" for text in texts))
    os.utime(path, (time.timestamp(), time.timestamp()))
    return path


class Lake:
    """A model's places; `run` reads what no committed run has read, as a bookmark would have it."""

    def __init__(self, spark: SparkSession, folder: Path):
        self._spark = spark
        self._folder = folder
        self._committed: dict[str, int] = {}
        self._runs = 0
        self.spec = SPEC
        self.output = f"{folder}/consolidated/"

    def put(self, place: str, lines: Iterable, time: datetime = NOW) -> Path:
        """Writes an object of lines, as if at that time."""
        return put(self._folder / place, lines, time)

    def result(self, name: str, lines: list[str]) -> str:
        """Writes a scoring run's result; its place."""
        return str(self.put(f"results/{name}", lines))

    def run(self, commit: bool = True, now: datetime = NOW, again: bool = False, **changes) -> "Run":
        """Consolidates what is new; `again`: as another attempt of the last run."""
        self._runs += 0 if again else 1
        new = {place: self._new(place) for place in ("captures", "requests", "records", "labels")}
        settings = Settings(
            spec=self.spec,
            algorithms=["xgboost", "linear"],
            endpoints={
                "cars-xgboost": Endpoint("xgboost", Decoder(TRANSFORM)),
                "cars-linear": Endpoint("linear", Decoder(TRANSFORM)),
            },
            captures=f"{self._folder}/captures/",
            output=self.output,
            run_id=f"20260301-12000{self._runs}-0a1b2c3d",
            **changes,
        )
        objects = Objects(new["captures"], new["requests"], new["records"], new["labels"])
        counts = consolidate(self._spark, settings, objects, now)
        if commit:
            self._committed |= {uri: self._stamp(uri) for uris in new.values() for uri in uris}
        return Run(self._spark, f"{self.output}{settings.run_id}/", counts)

    def _new(self, place: str) -> list[str]:
        found = sorted(str(path) for path in (self._folder / place).rglob("*") if path.is_file())
        return [uri for uri in found if self._committed.get(uri) != self._stamp(uri)]

    @staticmethod
    def _stamp(uri: str) -> int:
        return os.stat(uri).st_mtime_ns


class Run:
    """What a run left."""

    def __init__(self, spark: SparkSession, folder: str, counts: dict):
        self.folder = folder
        self.counts = counts
        self._spark = spark
        assert json.loads(Path(folder, "counts.json").read_text()) == counts

    def rows(self, part: str = "data") -> list[dict]:
        """The rows of a part, in order, without the columns that are null."""
        rows = [row.asDict() for row in self._spark.read.parquet(f"{self.folder}{part}/").collect()]
        rows = [{name.removeprefix("drivetrain."): value for name, value in row.items()} for row in rows]
        return sorted(
            ({name: value for name, value in row.items() if value is not None} for row in rows),
            key=lambda row: (row["inference_id"], row["row"]),
        )

    def labels(self) -> dict[str, float]:
        """The labels by the rows that have them, as `<inference id>/<row>`."""
        return {f"{row['inference_id']}/{row['row']}": row["label"] for row in self.rows("labelled")}


def request(inference_id: str, row: int = 0, **changes) -> dict:
    """A line of a request's raw rows."""
    line = {
        "inferenceId": inference_id,
        "row": row,
        "identifier": "7",
        "time": "2026-03-01T10:00:00Z",
        "values": {"id": "7", "make": "Saab", "mileage": "70000", "sold": None},
        "answers": {"xgboost": {"modelName": "cars-x-1", "score": 9000.5}},
        "result": 9000.5,
    }
    return {**line, **changes}


def capture(inference_id: str | None, data: str = "0,1,1.0,0,1", scores: list[float] | None = None, **changes) -> dict:
    """A line of a capture file."""
    scores = [9000.5] * len(data.splitlines()) if scores is None else scores
    answer = json.dumps({"predictions": [{"score": score} for score in scores]})
    line = {
        "captureData": {
            "endpointInput": {"observedContentType": "text/csv", "mode": "INPUT", "data": data, "encoding": "CSV"},
            "endpointOutput": {
                "observedContentType": "application/json",
                "mode": "OUTPUT",
                "data": answer,
                "encoding": "JSON",
            },
        },
        "eventMetadata": {
            "eventId": "event-1",
            **({"inferenceId": inference_id} if inference_id else {}),
            "inferenceTime": "2026-03-01T10:00:00Z",
        },
        "eventVersion": "0",
    }
    line["captureData"]["endpointInput"].update(changes)
    return line


def later(**amount: float) -> datetime:
    """A time after NOW."""
    return NOW + timedelta(**amount)
