"""The vectors of rows as the monitor reads them: each feature's places by its different values.

Raw rows and consolidated ones mean the same, and are encoded by the version's own transform as for its algorithm.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from transform import encode_feature

from monitor.features import Feature, FeatureCells, NumericCells
from monitor.source import Rows

_BOOLEANS = {"true": 1.0, "false": 0.0}


@dataclass(frozen=True)
class Places:
    """The places of a feature in some rows: those of its different values, and which one a row has."""

    values: np.ndarray
    codes: np.ndarray

    @property
    def rows(self) -> np.ndarray:
        return self.values[self.codes]


class Vectors:
    """Encodes rows by a version's transform, feature by feature."""

    def __init__(self, features: Sequence[Feature], transform: dict):
        known = {feature.name: feature for feature in features}
        self.features: list[dict] = [one for one in transform["features"] if encode_feature(one, None)]
        self._known = [known.get(one["column"]) for one in self.features]

    def names(self) -> list[str]:
        """The features in their order, each once."""
        return list(dict.fromkeys(feature["column"] for feature in self.features))

    def places(self, rows: Rows) -> list[Places]:
        """The places of each feature, of all rows: whose value is missing, or is none, has those that are imputed."""
        return [
            _places(one, None if feature is None else rows.cells(feature), rows.count)
            for one, feature in zip(self.features, self._known, strict=True)
        ]


def _places(feature: dict, cells: FeatureCells | None, count: int) -> Places:
    if cells is None:
        return Places(np.array([encode_feature(feature, None)]), np.zeros(count, np.intp))
    if isinstance(cells, NumericCells):
        values = np.where(cells.missing | cells.odd, np.nan, cells.values)
        different, codes = np.unique(values, return_inverse=True)
        read = [None if value != value else value for value in different.tolist()]
    else:
        codes, read = cells.codes, cells.names
        if feature["kind"] == "numeric":
            read = [_BOOLEANS.get(name) for name in read]
    table = [encode_feature(feature, value) for value in read]
    return Places(np.array(table, np.float64).reshape(len(table), -1), codes)
