"""Rows of encoded vectors, as far as a version's `transform.json` tells them back (jobs/preprocess/features.py).

| kind | what is told back |
| --- | --- |
| numeric | the number, or what was imputed for it |
| onehot, ordered | the text; none where it was unknown to the model |
| date, lookup, hash | nothing |

Where a feature has an indicator, a value that was missing is told as missing.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator

from consolidate.canonical import number_text

Decode = Callable[[dict, list[float]], str | None]

# What rounding leaves of an integer that was standardized.
_ROUNDING = 1e-9


class Decoder:
    """Reads the vectors of one version."""

    def __init__(self, transform: dict | None):
        """None stands for an endpoint whose version is not known."""
        self._transform = transform
        columns = {} if transform is None else {column["name"]: column for column in transform["columns"]}
        self._features = [] if transform is None else list(_features(transform, columns))
        self._places = sum(places for _, places, _ in self._features)

    def decode(self, line: str) -> tuple[dict[str, str | None], str | None]:
        """The values of a vector by column; with a sentence that says why, where there are none."""
        if self._transform is None:
            return {}, "its version has no transform.json to decode it by"
        try:
            vector = [float(field) for field in line.split(",")]
        except ValueError:
            return {}, "the input has a place that is not a number"
        if len(vector) != self._places:
            return {}, f"the input has {len(vector)} places, and the version's vector {self._places}"
        values, start = {}, 0
        for feature, places, decode in self._features:
            own = vector[start : start + places]
            missing = feature.get("indicator") and own.pop() == 1.0
            values[feature["column"]] = None if missing else decode(feature, own)
            start += places
        return values, None


def _features(transform: dict, columns: dict[str, dict]) -> Iterator[tuple[dict, int, Decode]]:
    """Each feature with how many places it has, and what reads them."""
    for feature in transform["features"]:
        count, decode = _KINDS[feature["kind"]]
        whole = columns.get(feature["column"], {}).get("type") in ("integer", "boolean")
        yield {**feature, "whole": whole}, count(feature) + bool(feature.get("indicator")), decode


def _number(feature: dict, places: list[float]) -> str | None:
    value = places[0] * feature["scale"] + feature["mean"]
    near = round(value) if math.isfinite(value) else value
    if feature["whole"] and abs(value - near) <= _ROUNDING * max(1.0, abs(value)):
        return number_text(float(near))
    # Fifteen digits are those that the double had before it was standardized.
    return number_text(float(f"{value:.15g}"))


def _category(feature: dict, places: list[float]) -> str | None:
    chosen = [category for category, place in zip(feature["categories"], places, strict=True) if place == 1.0]
    return chosen[0] if len(chosen) == 1 else None


def _ranked(feature: dict, places: list[float]) -> str | None:
    value = places[0] * feature["scale"] + feature["mean"]
    rank = round(value) if math.isfinite(value) else -1
    return feature["categories"][rank] if 0 <= rank < len(feature["categories"]) else None


def _nothing(_feature: dict, _places: list[float]) -> None:
    return None


def _date_places(feature: dict) -> int:
    return sum(2 if "places" in part else 1 for part in feature["parts"])


_KINDS: dict[str, tuple[Callable[[dict], int], Decode]] = {
    "numeric": (lambda _: 1, _number),
    "onehot": (lambda feature: len(feature["categories"]), _category),
    "ordered": (lambda _: 1, _ranked),
    "date": (_date_places, _nothing),
    "lookup": (lambda _: 1, _nothing),
    "hash": (lambda feature: feature["buckets"], _nothing),
}
