"""The transformation of rows into vectors, as data: fitted here, applied here and by functions/shared/transform.ts.

Standard library arithmetic on 64-bit floats only, with exactly rounded sums, so that the same rows give the same
transform.json on any machine, and both implementations the same vectors to the last bit.

A new version keeps the scales of the champion, and its list of a text column's categories where that covers the new
ones. They are no more than units: what a vector's places are called and how their numbers are to be read. Two versions
with the same units understand each other's vectors, so that rows which were encoded for one of them may be answered by
the other: while a canary takes a part of the traffic, and between an endpoint's switch and the change of the champion's
names. Imputation is no unit, and is fitted anew.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable
from itertools import accumulate

from data.counts import Counts, counted
from dataset import Value
from rows import DatasetError

# A text column with more is a name or a remark: one place each would drown the others.
_MOST_CATEGORIES = 1000


def fit(spec: dict, records: list[dict[str, Value]], champion: dict | None = None) -> dict:
    """The transform of a model, learnt from training rows alone, in the units of the champion's transform.

    Numbers are standardized (the population's standard deviation) and imputed by the median; texts become one place per
    category, in the order of the column's `values` or else by code point, and are imputed by the most frequent one.
    A column without a single value is imputed by 0, or by no category. Raises DatasetError where the vector has no
    place: no algorithm takes an empty line for a row.
    """
    return fit_columns(spec, lambda name: counted(record[name] for record in records), champion)


def fit_columns(spec: dict, counts_of: Callable[[str], Counts], champion: dict | None = None) -> dict:
    """As `fit`, by what counts the values of a column: one column at a time is kept."""
    columns = [column for column in spec["columns"] if column["name"] not in (spec["identifier"], spec["target"])]
    units = {feature["column"]: feature for feature in champion["features"]} if champion is not None else {}
    features = [_fit_column(column, counts_of(column["name"]), units.get(column["name"], {})) for column in columns]
    vector = [name for feature in features for name in _places(feature)]
    if not vector:
        names = ", ".join(column["name"] for column in columns)
        raise DatasetError(f"there is nothing to learn from: no training row has a value of {names}")
    return {
        "version": 1,
        "model": spec["name"],
        "identifier": spec["identifier"],
        "target": spec["target"],
        "columns": spec["columns"],
        "features": features,
        "vector": vector,
    }


def encode(transform: dict, record: dict[str, Value]) -> list[float]:
    """The vector of a record: a place per name in `transform["vector"]`; an unknown category is none of the places."""
    vector: list[float] = []
    for feature in transform["features"]:
        vector.extend(encode_feature(feature, record.get(feature["column"])))
    return vector


def encode_feature(feature: dict, value: Value) -> list[float]:
    """The places of one feature; a missing value is imputed."""
    if value is None:
        value = feature["impute"]
    if feature["kind"] == "numeric":
        return [(value - feature["mean"]) / feature["scale"]]
    return [1.0 if value == category else 0.0 for category in feature["categories"]]


def strangers(spec: dict, transform: dict) -> list[str]:
    """The columns of a transform that the model has as another kind, so that their values mean nothing to it."""
    kinds = {column["name"]: "onehot" if column["type"] == "string" else "numeric" for column in spec["columns"]}
    return [
        feature["column"]
        for feature in transform["features"]
        if kinds.get(feature["column"], feature["kind"]) != feature["kind"]
    ]


def _fit_column(column: dict, present: Counts, unit: dict) -> dict:
    if column["type"] == "string":
        return _fit_categories(column, present, unit)
    scale = _scale_of(present)
    if unit.get("kind") == "numeric":
        scale = {"mean": unit["mean"], "scale": unit["scale"]}
    return {"column": column["name"], "kind": "numeric", "impute": _median(present), **scale}


def _scale_of(present: Counts) -> dict:
    total = present.total
    if not total:
        return {"mean": 0.0, "scale": 1.0}
    mean = math.fsum(present.each()) / total
    variance = math.fsum(present.each([(value - mean) ** 2 for value in present.values])) / total
    return {"mean": mean, "scale": math.sqrt(variance) or 1.0}


def _median(present: Counts) -> float:
    total = present.total
    if not total:
        return 0.0
    ordered = sorted(zip(present.values, present.counts, strict=True))
    ends = list(accumulate(count for _, count in ordered))
    lower, upper = (ordered[bisect_right(ends, place)][0] for place in ((total - 1) // 2, total // 2))
    return lower if total % 2 else (lower + upper) / 2


def _fit_categories(column: dict, present: Counts, unit: dict) -> dict:
    counts = Counter(dict(zip(present.values, present.counts, strict=True)))
    categories = list(column.get("values") or sorted(counts))
    kept = unit.get("categories")
    if kept is not None and not column.get("values") and counts.keys() <= set(kept):
        categories = kept
    if len(categories) > _MOST_CATEGORIES:
        raise DatasetError(
            f"{column['name']}: {len(categories)} different texts are too many for a feature "
            f"({_MOST_CATEGORIES} at most): drop the column from the model"
        )
    most_frequent = max(categories, key=lambda category: counts[category]) if counts else ""
    return {"column": column["name"], "kind": "onehot", "categories": categories, "impute": most_frequent}


def _places(feature: dict) -> list[str]:
    if feature["kind"] == "numeric":
        return [feature["column"]]
    return [f"{feature['column']}={category}" for category in feature["categories"]]
