"""What both jobs are given: the model's file, settings, and the rows with the columns that are looked at."""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timezone
from pathlib import Path

import job
from data.rows import DatasetError

from monitor.fairness import Facet, facet_of
from monitor.features import Feature, features_of
from monitor.quality import LABEL, RESULT, score_column
from monitor.settings import Settings, read_settings
from monitor.source import IDENTIFIER, Source

# What SageMaker tells a processing job of itself.
_CONFIG = Path("/opt/ml/config/processingjobconfig.json")


@dataclass(frozen=True)
class Model:
    """The model's file as the monitor reads it."""

    spec: dict
    features: list[Feature]

    @property
    def target(self) -> Feature:
        column = next(column for column in self.spec["columns"] if column["name"] == self.spec["target"])
        return Feature({**column, "type": "number"} if column["type"] == "integer" else column)

    def facet(self, settings: Settings) -> Facet | None:
        return facet_of(self.spec, settings, self.features)

    def slices(self, settings: Settings) -> list[Feature]:
        """The features that slice the rows. Raises DatasetError for one that has no categories."""
        found = {feature.name: feature for feature in self.features if not feature.is_numeric}
        for name in settings.slices:
            if name not in found:
                raise DatasetError(f"settings: slices: {name} is none of the model's categorical features")
        return [found[name] for name in settings.slices]

    def source(self, folder: Path, names: Iterable[str], delimiter: str) -> Source:
        """The rows below a folder, with the columns of the features, the labels and what these answered."""
        scores = {score_column(name) for name in (*names, RESULT)}
        return Source(folder, self.spec, self.features, {self.spec["target"], LABEL, IDENTIFIER} | scores, delimiter)


def read_model(path: Path) -> Model:
    """Raises DatasetError."""
    spec = job.read_json(path, "the model's description")
    features = features_of(spec)
    if not features:
        raise DatasetError(f"the model's description {path} has no column to learn from: there is nothing to monitor")
    return Model(spec, features)


def read_given(options: argparse.Namespace) -> dict:
    """What the settings' file says. Raises DatasetError where it is none."""
    given = {} if options.settings is None else job.read_json(options.settings, "the settings")
    # So that a mistake is told before anything is read.
    read_settings(given)
    return given


def add_inputs(parser: argparse.ArgumentParser) -> None:
    """The options that both jobs have."""
    inputs = job.PROCESSING / "input"
    parser.add_argument("--data", type=Path, default=inputs / "data", help="folder of CSV, Parquet or JSON Lines")
    parser.add_argument("--model", type=Path, default=inputs / "model" / "model.json", help="model.json")
    parser.add_argument("--output", type=Path, default=job.PROCESSING / "output", help="folder of the outputs")
    parser.add_argument("--message", type=Path, default=job.MESSAGE, help="file of the exit message")
    parser.add_argument("--settings", type=Path, help="settings.json (settings.py)")
    parser.add_argument("--delimiter", default=",", choices=[",", ";", "\t", "|"], help="of CSV files")
    parser.add_argument("--time", type=_time, default=None, help="when it is judged, ISO 8601: now")


def named(text: str) -> tuple[str, Path]:
    """The value of an option that is `NAME=PATH`."""
    name, sign, path = text.partition("=")
    if not (name and sign and path):
        raise argparse.ArgumentTypeError(f"{text} must be NAME=PATH")
    return name, Path(path)


def job_name() -> str:
    """The name of the job that this is, nothing where it is none."""
    return job.read_json(_CONFIG, "the job's configuration").get("ProcessingJobName", "") if _CONFIG.exists() else ""


def now() -> datetime:
    return datetime.now(timezone.utc)


def _time(text: str) -> datetime:
    # Python 3.10 takes no Z for an offset.
    time = datetime.fromisoformat(text.replace("Z", "+00:00"))
    return time.replace(tzinfo=timezone.utc) if time.tzinfo is None else time.astimezone(timezone.utc)
