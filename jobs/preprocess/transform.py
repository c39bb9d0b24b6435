"""The transformation of rows into vectors, as data: fitted here, applied here and by functions/shared/transform.ts.

Standard library arithmetic on 64-bit floats only, with exactly rounded sums, so that the same rows give the same
transform.json on any machine, and both implementations the same vectors to the last bit.
"""

from __future__ import annotations

import math
import statistics
from collections import Counter

from dataset import Value
from rows import DatasetError

# A text column with more is a name or a remark: one place each would drown the others.
_MOST_CATEGORIES = 1000


def fit(spec: dict, records: list[dict[str, Value]]) -> dict:
    """The transform of a model, learnt from training rows alone.

    Numbers are standardized (the population's standard deviation) and imputed by the median; texts become one place per
    category, in the order of the column's `values` or else by code point, and are imputed by the most frequent one.
    A column without a single value is imputed by 0, or by no category.
    """
    columns = [column for column in spec["columns"] if column["name"] not in (spec["identifier"], spec["target"])]
    features = [_fit_column(column, [record[column["name"]] for record in records]) for column in columns]
    return {
        "version": 1,
        "model": spec["name"],
        "identifier": spec["identifier"],
        "target": spec["target"],
        "columns": spec["columns"],
        "features": features,
        "vector": [name for feature in features for name in _places(feature)],
    }


def encode(transform: dict, record: dict[str, Value]) -> list[float]:
    """The vector of a record: a place per name in `transform["vector"]`; an unknown category is none of the places."""
    vector: list[float] = []
    for feature in transform["features"]:
        value = record.get(feature["column"])
        if value is None:
            value = feature["impute"]
        if feature["kind"] == "numeric":
            vector.append((value - feature["mean"]) / feature["scale"])
        else:
            vector.extend(1.0 if value == category else 0.0 for category in feature["categories"])
    return vector


def _fit_column(column: dict, values: list[Value]) -> dict:
    present = [value for value in values if value is not None]
    if column["type"] == "string":
        return _fit_categories(column, present)
    if not present:
        return {"column": column["name"], "kind": "numeric", "impute": 0.0, "mean": 0.0, "scale": 1.0}
    mean = math.fsum(present) / len(present)
    variance = math.fsum((value - mean) ** 2 for value in present) / len(present)
    return {
        "column": column["name"],
        "kind": "numeric",
        "impute": statistics.median(present),
        "mean": mean,
        "scale": math.sqrt(variance) or 1.0,
    }


def _fit_categories(column: dict, present: list[str]) -> dict:
    counts = Counter(present)
    categories = list(column.get("values") or sorted(counts))
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
