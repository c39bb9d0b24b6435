"""Windows of the training rows of data/used-cars.csv, judged as the monitor judges one, without its files.

The baseline goes through statistics.json and constraints.json, as it does between two jobs.
"""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "jobs"), str(ROOT / "jobs" / "preprocess")]

import numpy as np  # noqa: E402
import pyarrow as pa  # noqa: E402
from data.seen import digests  # noqa: E402
from monitor.checks import check_features  # noqa: E402
from monitor.documents import constraints_document, domains_of, read_profile, statistics_document  # noqa: E402
from monitor.features import features_of  # noqa: E402
from monitor.profiles import FeatureCollector, Profile  # noqa: E402
from monitor.settings import monitoring_config, read_settings  # noqa: E402
from monitor.source import Rows  # noqa: E402
from monitor.verdict import judge  # noqa: E402
from split import SIDES, marks_of, sides_in  # noqa: E402

Columns = dict[str, np.ndarray]

_WHOLE = ("cylinders", "doors", "cruise_control", "upgraded_sound", "leather")
_SPEC = {
    "identifier": "listing_id",
    "target": "price",
    "columns": [
        {"name": "mileage", "type": "number"},
        *({"name": name, "type": "string"} for name in ("make", "body")),
        *({"name": name, "type": "integer"} for name in _WHOLE),
    ],
}
_FEATURES = features_of(_SPEC)
_SPLIT = {"train": 0.7, "validation": 0.15, "test": 0.15}


def training_rows() -> Columns:
    """The training rows' texts by feature, as the model's split has them."""
    with (ROOT / "data" / "used-cars.csv").open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    sides = sides_in(marks_of(digests(pa.array([row["listing_id"] for row in rows])), _SPLIT))
    own = [row for row, side in zip(rows, sides, strict=True) if side == SIDES.index("train")]
    return {feature.name: np.array([row[feature.name] for row in own]) for feature in _FEATURES}


class Windows:
    """Draws windows with replacement, by seed, and judges them by the baseline of all training rows."""

    def __init__(self) -> None:
        self.rows = training_rows()
        profile = _profile(self.rows)
        self._settings = read_settings({})
        self._baseline = read_profile(statistics_document(profile, _FEATURES), _FEATURES)
        self._domains = domains_of(constraints_document(profile, _FEATURES, monitoring_config(self._settings)))
        self._deviation = self.rows["mileage"].astype(float).std()

    def draw(self, count: int, size: int) -> Iterator[Columns]:
        """So many windows of so many rows."""
        for seed in range(count):
            places = np.random.default_rng(seed).integers(0, len(self.rows["make"]), size)
            yield {name: values[places] for name, values in self.rows.items()}

    def violated(self, window: Columns) -> set[str]:
        """The features that the default settings alarm of."""
        findings = list(check_features(_FEATURES, self._baseline, _profile(window), self._domains, self._settings))
        return {one.finding.feature for one in judge(findings, self._settings, {}) if one.violation}

    def with_mileage(self, window: Columns, deviations: float) -> Columns:
        """The window with its mileage shifted by so many standard deviations of the training rows."""
        return {**window, "mileage": (window["mileage"].astype(float) + deviations * self._deviation).astype(str)}

    def with_makes(self, window: Columns, share: float) -> Columns:
        """The window with a share of its rows given to two other makes."""
        size = len(window["make"])
        random = np.random.default_rng(size)
        other = random.choice(np.array(["Saab", "Cadillac"]), size)
        return {**window, "make": np.where(random.random(size) < share, other, window["make"])}


def _profile(columns: Columns) -> Profile:
    collector = FeatureCollector(_FEATURES)
    rows = {name: pa.array(values.tolist(), pa.string()) for name, values in columns.items()}
    collector.add(collector.look(Rows(len(columns["make"]), rows)))
    return collector.whole
