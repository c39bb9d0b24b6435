"""Which places of a vector are a feature's, by what fitted them (preprocess/features.py); what they add together."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np


def place_count(feature: dict) -> int:
    """How many places a feature of a transform.json takes up."""
    kind = feature["kind"]
    if kind == "onehot":
        count = len(feature["categories"])
    elif kind == "date":
        count = sum(2 if "places" in part else 1 for part in feature["parts"])
    else:
        count = feature["buckets"] if kind == "hash" else 1
    return count + 1 if feature.get("indicator") else count


class Features:
    """The raw features in the order of their first places; one without a place is none.

    `counts` are pairs of a feature's name and of how many places come next.
    """

    def __init__(self, counts: Iterable[tuple[str, int]]):
        pairs = [(name, count) for name, count in counts if count]
        self.names = list(dict.fromkeys(name for name, _ in pairs))
        self.places = sum(count for _, count in pairs)
        owners = [self.names.index(name) for name, count in pairs for _ in range(count)]
        # So that one product sums the places of each.
        self._owned = np.zeros((self.places, len(self.names)))
        self._owned[np.arange(self.places), owners] = 1.0

    def summed(self, contributions: np.ndarray) -> np.ndarray:
        """What each feature adds, of what each place adds: a row a row."""
        return contributions @ self._owned


def features_of(transform: dict) -> Features:
    """The features of a version's transform.json."""
    return Features((feature["column"], place_count(feature)) for feature in transform["features"])
