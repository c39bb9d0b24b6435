"""The files of a baseline and of a judgement, in the shapes of Model Monitor's: people's tools read these.

https://docs.aws.amazon.com/sagemaker/latest/dg/model-monitor-byoc-statistics.html, -constraints.html and
model-monitor-interpreting-violations.html. Ten buckets of equal width, the lower bound inclusive, the last one with the
maximum; `std_dev` is the population's; level h of a sketch's data stands for 2^h values each.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np
from data.rows import DatasetError

from monitor.features import Feature
from monitor.profiles import Profile
from monitor.sketch import SHRINK, Sketch
from monitor.summary import CategoricalSummary, NumericSummary, Summary

# Values of a feature's sketch that a file has at least before any is left out; Model Monitor has the same.
SKETCH_K = 2048

_BUCKETS = 10

# More different texts are no domain, but names.
_LARGEST_DOMAIN = 1000


def write_statistics(path: Path, statistics: dict) -> None:
    """Writes a statistics.json in one line: its sketches have thousands of numbers."""
    path.parent.mkdir(parents=True, exist_ok=True)
    text = json.dumps(statistics, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    path.write_text(f"{text}\n", encoding="utf-8")


def statistics_document(profile: Profile, features: Iterable[Feature]) -> dict:
    """statistics.json."""
    return {
        "version": 0.0,
        "dataset": {"item_count": profile.rows},
        "features": [_feature_statistics(feature, profile.features[feature.name]) for feature in features],
    }


def slices_document(slices: dict[tuple[str, str], Profile], features: Sequence[Feature]) -> list[dict]:
    """What statistics.json tells of the rows with each value of some columns, beside what Model Monitor has in it."""
    return [
        {"column": column, "value": value, **statistics_document(profile, features)}
        for (column, value), profile in sorted(slices.items())
    ]


def _feature_statistics(feature: Feature, summary: Summary) -> dict:
    common = {"num_present": summary.present, "num_missing": summary.missing}
    kind = feature.inferred_type if summary.count else "Unknown"
    if isinstance(summary, CategoricalSummary):
        return {"name": feature.name, "inferred_type": kind, "string_statistics": _categorical(common, summary)}
    return {"name": feature.name, "inferred_type": kind, "numerical_statistics": _numerical(common, summary)}


def _numerical(common: dict, summary: NumericSummary) -> dict:
    if not summary.count:
        return {"common": common}
    sketch = summary.sketch.thinned(SKETCH_K)
    return {
        "common": common,
        "mean": summary.mean,
        "sum": summary.mean * summary.count,
        "std_dev": summary.deviation,
        "min": summary.least,
        "max": summary.most,
        "distribution": {
            "kll": {
                "buckets": _buckets(summary),
                "sketch": {
                    "parameters": {"c": SHRINK, "k": float(SKETCH_K)},
                    "data": [np.sort(level).tolist() for level in sketch.levels],
                },
            }
        },
    }


def _buckets(summary: NumericSummary) -> list[dict]:
    edges = np.linspace(summary.least, summary.most, _BUCKETS + 1)
    values, weights = summary.sketch.items()
    below = np.concatenate(([0.0], np.cumsum(weights)))[np.searchsorted(values, edges, "left")]
    below[-1] = weights.sum()
    return [
        {"lower_bound": lower, "upper_bound": upper, "count": count}
        for lower, upper, count in zip(edges[:-1].tolist(), edges[1:].tolist(), np.diff(below).tolist(), strict=True)
    ]


def _categorical(common: dict, summary: CategoricalSummary) -> dict:
    buckets = [{"value": value, "count": count} for value, count in sorted(summary.counts.items())]
    statistics = {
        "common": common,
        "distinct_count": float(len(buckets)),
        "distribution": {"categorical": {"buckets": buckets}},
    }
    # Values of more categories than are counted one by one.
    return {**statistics, "others": summary.others} if summary.others else statistics


def constraints_document(profile: Profile, features: Iterable[Feature], monitoring_config: dict) -> dict:
    """constraints.json, as the rows suggest it."""
    return {
        "version": 0.0,
        "features": [_feature_constraints(feature, profile.features[feature.name]) for feature in features],
        "monitoring_config": monitoring_config,
    }


def _feature_constraints(feature: Feature, summary: Summary) -> dict:
    rows = summary.present + summary.missing
    constraints: dict = {
        "name": feature.name,
        "inferred_type": feature.inferred_type if summary.count else "Unknown",
        "completeness": summary.present / rows if rows else 0.0,
    }
    if isinstance(summary, NumericSummary):
        if summary.count:
            constraints["num_constraints"] = {"is_non_negative": summary.least >= 0}
    elif not summary.others and len(summary.counts) <= _LARGEST_DOMAIN:
        known = {*(feature.column.get("values") or ()), *(feature.column.get("ordered") or ())}
        constraints["string_constraints"] = {"domains": sorted(known | summary.counts.keys())}
    return constraints


def domains_of(constraints: dict) -> dict[str, set[str]]:
    """The known categories of the features that have a list of them. Raises DatasetError."""
    try:
        return {
            feature["name"]: set(feature["string_constraints"]["domains"])
            for feature in constraints["features"]
            if "domains" in feature.get("string_constraints", {})
        }
    except (KeyError, TypeError) as error:
        raise DatasetError(f"the baseline's constraints.json is not as Model Monitor writes it: {error!r}") from None


def violations_document(violations: Iterable[dict]) -> dict:
    """constraint_violations.json."""
    return {"violations": list(violations)}


def read_profile(statistics: dict, features: Iterable[Feature]) -> Profile:
    """The profile that a statistics.json tells. Raises DatasetError where it is none of this model."""
    try:
        own = {one["name"]: one for one in statistics["features"]}
        read = {feature.name: _read_summary(feature, own[feature.name]) for feature in features if feature.name in own}
        return Profile(int(statistics["dataset"]["item_count"]), read)
    except (KeyError, TypeError, ValueError) as error:
        raise DatasetError(f"the baseline's statistics.json is not as Model Monitor writes it: {error!r}") from None


def read_slices(statistics: dict, features: Sequence[Feature]) -> dict[tuple[str, str], Profile]:
    """The profiles of the slices that a statistics.json tells."""
    return {(one["column"], one["value"]): read_profile(one, features) for one in statistics.get("slices", [])}


def _read_summary(feature: Feature, statistics: dict) -> Summary:
    kinds = {"numerical_statistics": NumericSummary, "string_statistics": CategoricalSummary}
    kind = next(kind for kind in kinds if kind in statistics)
    common = statistics[kind]["common"]
    if (kinds[kind] is NumericSummary) != feature.is_numeric:
        raise DatasetError(
            f"the baseline has {feature.name} as {statistics['inferred_type']}, the model's file as "
            f"{feature.inferred_type}: train the model anew"
        )
    read = _read_numeric if feature.is_numeric else _read_categorical
    summary = read(statistics[kind])
    summary.missing = int(common["num_missing"])
    return summary


def _read_numeric(statistics: dict) -> NumericSummary:
    present = int(statistics["common"]["num_present"])
    if "mean" not in statistics:
        return NumericSummary(present)
    sketch = statistics["distribution"]["kll"]["sketch"]
    levels = [np.array(level, np.float64) for level in sketch["data"]]
    summary = NumericSummary(present, mean=statistics["mean"], least=statistics["min"], most=statistics["max"])
    summary.sketch = Sketch(int(sketch["parameters"]["k"]), levels or None)
    summary.squares = statistics["std_dev"] ** 2 * summary.count
    return summary


def _read_categorical(statistics: dict) -> CategoricalSummary:
    buckets = statistics.get("distribution", {}).get("categorical", {}).get("buckets", [])
    counts = Counter({bucket["value"]: int(bucket["count"]) for bucket in buckets})
    return CategoricalSummary(counts=counts, others=int(statistics.get("others", 0)))
