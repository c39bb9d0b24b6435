"""How often the default method cries wolf, and what it finds: windows drawn from the training rows of used-cars.csv."""

import csv

import numpy as np
import pyarrow as pa
import pytest
from data.seen import digests
from monitor.checks import check_features
from monitor.documents import constraints_document, read_profile, statistics_document
from monitor.features import features_of
from monitor.profiles import FeatureCollector
from monitor.settings import monitoring_config, read_settings
from monitor.source import Rows
from monitor.verdict import judge
from sales import ROOT
from split import SIDES, marks_of, sides_in

WINDOWS, ROWS = 200, 500

NUMBERS = ("mileage", "cylinders", "doors", "cruise_control", "upgraded_sound", "leather")
SPEC = {
    "name": "used-cars",
    "identifier": "listing_id",
    "target": "price",
    "columns": [
        {"name": "listing_id", "type": "integer"},
        {"name": "price", "type": "number"},
        *({"name": name, "type": "string"} for name in ("make", "body")),
        *({"name": name, "type": "number" if name == "mileage" else "integer"} for name in NUMBERS),
    ],
}
FEATURES = features_of(SPEC)


def training() -> dict[str, np.ndarray]:
    """The training rows of the file, as the model's split has them."""
    with (ROOT / "data" / "used-cars.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    marks = marks_of(
        digests(pa.array([row["listing_id"] for row in rows])), {"train": 0.7, "validation": 0.15, "test": 0.15}
    )
    own = [row for row, side in zip(rows, sides_in(marks), strict=True) if side == SIDES.index("train")]
    return {feature.name: np.array([row[feature.name] for row in own]) for feature in FEATURES}


def profile_of(columns: dict[str, np.ndarray]):
    collector = FeatureCollector(FEATURES)
    rows = {name: pa.array(values.tolist(), pa.string()) for name, values in columns.items()}
    collector.add(collector.look(Rows(len(columns["make"]), rows)))
    return collector.whole


@pytest.fixture(scope="module")
def judged_by():
    """What is violated in a window of rows, by the baseline of all training rows: as its files tell it."""
    profile = profile_of(training())
    settings = read_settings({})
    baseline = read_profile(statistics_document(profile, FEATURES), FEATURES)
    constraints = constraints_document(profile, FEATURES, monitoring_config(settings))
    domains = {
        one["name"]: set(one["string_constraints"]["domains"])
        for one in constraints["features"]
        if "string_constraints" in one
    }

    def violated(columns: dict[str, np.ndarray]) -> set[str]:
        findings = list(check_features(FEATURES, baseline, profile_of(columns), domains, settings))
        return {one.finding.feature for one in judge(findings, settings, {}) if one.violation}

    return violated


def windows(size: int = ROWS):
    """Seeded windows, drawn with replacement."""
    rows = training()
    for seed in range(WINDOWS):
        places = np.random.default_rng(seed).integers(0, len(rows["make"]), size)
        yield {name: values[places] for name, values in rows.items()}


@pytest.mark.parametrize("size", [50, ROWS])
def test_the_default_raises_a_false_alarm_in_no_more_than_two_percent_of_windows(judged_by, size):
    alarms = [judged_by(window) for window in windows(size)]
    assert len(alarms) == WINDOWS
    assert sum(map(bool, alarms)) <= 0.02 * WINDOWS


def test_it_finds_a_mileage_shift_of_half_a_deviation_in_nearly_all_windows_and_nothing_else(judged_by):
    half = training()["mileage"].astype(float).std() / 2
    found = [
        judged_by({**window, "mileage": (window["mileage"].astype(float) + half).astype(str)}) for window in windows()
    ]
    assert sum("mileage" in some for some in found) >= 0.95 * WINDOWS
    assert sum(some > {"mileage"} for some in found) <= 0.02 * WINDOWS


def test_it_finds_another_mix_of_makes(judged_by):
    """A quarter of the rows is of two other makes."""
    found = []
    for seed, window in enumerate(windows()):
        random = np.random.default_rng(seed)
        other = random.choice(np.array(["Saab", "Cadillac"]), ROWS)
        found.append(judged_by({**window, "make": np.where(random.random(ROWS) < 0.25, other, window["make"])}))
    assert sum("make" in some for some in found) >= 0.95 * WINDOWS
