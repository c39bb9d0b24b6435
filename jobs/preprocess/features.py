"""One feature of a transform: how it is fitted to a column's training values, and how it encodes one of them.

| kind | column | its places |
| --- | --- | --- |
| numeric | numbers, booleans | the standardized number |
| onehot | texts | one per category |
| ordered | texts with an order | the standardized rank |
| date | dates | a standardized number per part, two per cycle (dates.py) |
| lookup | very many texts | the standardized number that a table has for the text: `of` the target, or of frequency |
| hash | very many texts | one per bucket of a hash |

Any of them may have an `indicator`, one more place that is 1 where the value is missing.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable
from itertools import accumulate

from data.counts import Counts
from data.labelled import Labelled
from data.rows import DatasetError
from dataset import Value
from dates import cycle_places, part_of, place_of, read_date

# A text column with more has its texts in a table: one place each would drown the others.
MOST_CATEGORIES = 1000

_BUCKETS = 256

# Where a text has few rows, its mean is drawn to that of all: as if it had so many more rows of that mean.
_PRIOR_ROWS = 10

# What is learnt of a date, and when it is told its age, where its column does not say.
_PARTS = ("age", "month", "weekday")
_REFERENCE = "2000-01-01"

# FNV-1a, which both languages have in a line: http://www.isthe.com/chongo/tech/comp/fnv/
_FNV_OFFSET, _FNV_PRIME = 0x811C9DC5, 0x01000193


def fit_feature(column: dict, present: Counts, labelled: Callable[[], Labelled], unit: dict) -> dict:
    """The feature of a column, in the units of the champion's feature (`unit`; empty where there is none).

    `present` counts the training rows' values; `labelled` gives them with the rows' targets.
    """
    kind = _kind(column, present)
    head = {"column": column["name"], "kind": kind}
    known = unit if unit.get("kind") == kind else {}
    fitted = _fit_lookup(column, present, labelled, known) if kind == "lookup" else _FIT[kind](column, present, known)
    feature = {**head, **fitted}
    return {**feature, "indicator": True} if column.get("indicator") else feature


def encode_value(feature: dict, value: Value) -> list[float]:
    """The places of a value; a missing one is imputed."""
    places = _ENCODE[feature["kind"]](feature, feature["impute"] if value is None else value)
    return [*places, 1.0 if value is None else 0.0] if feature.get("indicator") else places


def place_names(feature: dict) -> list[str]:
    """What the places of a feature are called."""
    name = feature["column"]
    names = _NAMES.get(feature["kind"], lambda _: [name])(feature)
    return [*names, f"{name} missing"] if feature.get("indicator") else names


def domain_of(kind: str) -> str:
    """What values a kind of feature takes."""
    return {"numeric": "numbers", "date": "dates"}.get(kind, "texts")


def domain_of_column(column: dict) -> str:
    """What values a column has."""
    if column.get("ignored"):
        return "nothing"
    return {"string": "texts", "date": "dates"}.get(column["type"], "numbers")


def target_table(labelled: Labelled) -> dict:
    """What each text of a column stands for, and `other` for those that are not in the table.

    A text that only one row has is not there: nothing is known of it but that row itself.
    """
    targets = labelled.targets.tolist()
    mean = math.fsum(targets) / len(targets) if targets else 0.0
    prior = _PRIOR_ROWS * mean
    table = {
        text: (math.fsum(own) + prior) / (len(own) + _PRIOR_ROWS)
        for text, own in sorted(labelled.by_value())
        if len(own) > 1
    }
    return {"table": table, "other": mean}


def bucket_of(text: str) -> int:
    """The bucket of a text, by its bytes in UTF-8."""
    code = _FNV_OFFSET
    for byte in text.encode("utf-8"):
        code = (code ^ byte) * _FNV_PRIME & 0xFFFFFFFF
    return code % _BUCKETS


def _kind(column: dict, present: Counts) -> str:
    if column["type"] == "date":
        return "date"
    if column["type"] != "string":
        return "numeric"
    if column.get("ordered"):
        return "ordered"
    encoding = column.get("encoding")
    if encoding is None and not column.get("values") and len(present.values) > MOST_CATEGORIES:
        return "lookup"
    return {"target": "lookup", "frequency": "lookup", "hash": "hash"}.get(encoding, "onehot")


def _fit_numeric(_: dict, present: Counts, unit: dict) -> dict:
    return {"impute": _median(present, 0.0), **_scale(present, unit)}


def _fit_onehot(column: dict, present: Counts, unit: dict) -> dict:
    counts = _counter(present)
    categories = list(column.get("values") or sorted(counts))
    kept = unit.get("categories")
    if kept is not None and not column.get("values") and counts.keys() <= set(kept):
        categories = kept
    if len(categories) > MOST_CATEGORIES:
        raise DatasetError(
            f"{column['name']}: {len(categories)} different texts are too many for a place each "
            f"({MOST_CATEGORIES} at most): give the column the encoding target, frequency or hash"
        )
    most_frequent = max(categories, key=lambda category: counts[category]) if counts else ""
    return {"categories": categories, "impute": most_frequent}


def _fit_ordered(column: dict, present: Counts, unit: dict) -> dict:
    categories = list(column["ordered"])
    ranks = Counts([float(categories.index(text)) for text in present.values], present.counts)
    same = unit if unit.get("categories") == categories else {}
    # Between two categories there is none: the lower one.
    impute = categories[math.floor(_median(ranks, 0.0))]
    return {"categories": categories, "impute": impute, **_scale(ranks, same)}


def _fit_date(column: dict, present: Counts, unit: dict) -> dict:
    reference = read_date("iso", column.get("reference", _REFERENCE))
    units = {one["part"]: one for one in unit.get("parts", ()) if one.get("reference", reference) == reference}
    parts = [_fit_part(part, present, reference, units.get(part, {})) for part in column.get("encoding") or _PARTS]
    return {"parts": parts, "impute": _median(present, reference)}


def _fit_part(part: str, present: Counts, reference: float, unit: dict) -> dict:
    places = cycle_places(part)
    if places is not None:
        return {"part": part, "places": unit.get("places", places)}
    head = {"part": part, "reference": reference} if part == "age" else {"part": part}
    numbers = Counts([part_of(part, seconds, reference) for seconds in present.values], present.counts)
    return {**head, **_scale(numbers, unit)}


def _fit_lookup(column: dict, present: Counts, labelled: Callable[[], Labelled], unit: dict) -> dict:
    of = column.get("encoding") or "target"
    known = unit if unit.get("of") == of else {}
    fitted = _frequency_table(present) if of == "frequency" else target_table(labelled())
    if known and fitted["table"].keys() <= known["table"].keys():
        fitted = {"table": known["table"], "other": known["other"]}
    numbers = [fitted["table"].get(text, fitted["other"]) for text in present.values]
    return {"of": of, **fitted, "impute": "", **_scale(Counts(numbers, present.counts), known)}


def _frequency_table(present: Counts) -> dict:
    """The share of the rows with a value that have each text; one that a single row has is as good as a new one."""
    total = max(present.total, 1)
    pairs = sorted(zip(present.values, present.counts, strict=True))
    return {"table": {text: count / total for text, count in pairs if count > 1}, "other": 1 / total}


def _fit_hash(_: dict, present: Counts, __: dict) -> dict:
    counts = _counter(present)
    return {"buckets": _BUCKETS, "impute": max(sorted(counts), key=lambda text: counts[text]) if counts else ""}


def _counter(present: Counts) -> Counter:
    return Counter(dict(zip(present.values, present.counts, strict=True)))


def _scale(present: Counts, unit: dict) -> dict:
    """Mean and the population's standard deviation, or the unit's; 1 in place of a deviation of 0."""
    if "scale" in unit:
        return {"mean": unit["mean"], "scale": unit["scale"]}
    total = present.total
    if not total:
        return {"mean": 0.0, "scale": 1.0}
    mean = math.fsum(present.each()) / total
    variance = math.fsum(present.each([(value - mean) ** 2 for value in present.values])) / total
    return {"mean": mean, "scale": math.sqrt(variance) or 1.0}


def _median(present: Counts, otherwise: float) -> float:
    total = present.total
    if not total:
        return otherwise
    ordered = sorted(zip(present.values, present.counts, strict=True))
    ends = list(accumulate(count for _, count in ordered))
    lower, upper = (ordered[bisect_right(ends, place)][0] for place in ((total - 1) // 2, total // 2))
    return lower if total % 2 else (lower + upper) / 2


def _standard(number: float, unit: dict) -> float:
    return (number - unit["mean"]) / unit["scale"]


def _encode_onehot(feature: dict, value: str) -> list[float]:
    return [1.0 if value == category else 0.0 for category in feature["categories"]]


def _encode_ordered(feature: dict, value: str) -> list[float]:
    categories = feature["categories"]
    # What a former model did not know is taken for what it imputes.
    return [_standard(categories.index(value if value in categories else feature["impute"]), feature)]


def _encode_date(feature: dict, value: float) -> list[float]:
    places: list[float] = []
    for part in feature["parts"]:
        if "places" in part:
            places.extend(part["places"][place_of(part["part"], value)])
        else:
            places.append(_standard(part_of(part["part"], value, part.get("reference", 0.0)), part))
    return places


def _encode_hash(feature: dict, value: str) -> list[float]:
    bucket = bucket_of(value)
    return [1.0 if place == bucket else 0.0 for place in range(feature["buckets"])]


def _date_names(feature: dict) -> list[str]:
    name = feature["column"]
    both = [
        [f"{name} {part['part']} sin", f"{name} {part['part']} cos"] if "places" in part else [f"{name} {part['part']}"]
        for part in feature["parts"]
    ]
    return [one for names in both for one in names]


_FIT = {
    "numeric": _fit_numeric,
    "onehot": _fit_onehot,
    "ordered": _fit_ordered,
    "date": _fit_date,
    "hash": _fit_hash,
}

_ENCODE = {
    "numeric": lambda feature, value: [_standard(value, feature)],
    "onehot": _encode_onehot,
    "ordered": _encode_ordered,
    "date": _encode_date,
    "lookup": lambda feature, value: [_standard(feature["table"].get(value, feature["other"]), feature)],
    "hash": _encode_hash,
}

_NAMES = {
    "onehot": lambda feature: [f"{feature['column']}={category}" for category in feature["categories"]],
    "date": _date_names,
    "hash": lambda feature: [f"{feature['column']}#{place}" for place in range(feature["buckets"])],
}
