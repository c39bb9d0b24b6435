"""Vectors of many rows at once, in the texts that transform.py's `encode` and `repr` give for each of them."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
from data.cells import Cells, Memo, Numbers
from data.lines import joined
from data.numbers import written
from dataset import Problem, Value, is_required, read_value
from transform import encode_feature

_STANDARDIZED = {"column", "kind", "impute", "mean", "scale"}

# What the vectors of a block may take.
_MOST_BYTES = 2**24


class VectorEncoder:
    """Encodes rows by a transform; columns in `missing` are so in every row."""

    def __init__(self, spec: dict, transform: dict, missing: list[str] | None = None):
        columns = {column["name"]: column for column in spec["columns"]}
        for name in missing or []:
            columns.pop(name, None)
        self._features = [
            _FeatureEncoder(feature, spec, columns.get(feature["column"]))
            for feature in transform["features"]
            if encode_feature(feature, None)
        ]
        # A place takes some four bytes, a number four times that.
        self.most_rows = max(64, _MOST_BYTES // (8 * max(1, len(transform["vector"]))))

    def vectors(self, cells: dict[str, Cells], rows: int) -> pa.StringArray:
        """The vectors' numbers with commas between them, which is both CSV and the inside of a JSON array."""
        return joined([feature.places(cells, rows) for feature in self._features], ",")


class _FeatureEncoder:
    """The places of one feature. They depend on a row's text alone (not on its value: 0 and -0 are encoded apart)."""

    def __init__(self, feature: dict, spec: dict, column: dict | None):
        self._feature = feature
        self._column = column
        self._is_standardized = feature["kind"] == "numeric" and feature.keys() == _STANDARDIZED
        if column is not None:
            required = is_required(spec, column)
            self._places_of_text = Memo(lambda text: self._read_and_written(read_value(column, text, required)))

    def places(self, cells: dict[str, Cells], rows: int) -> pa.StringArray:
        if self._column is None:
            return pa.repeat(self._written(None), rows)
        own = cells[self._feature["column"]]
        if not isinstance(own, Numbers):
            return pa.array([self._places_of_text(text) for text in own.texts], pa.string()).take(pa.array(own.codes))
        if self._is_standardized:
            return self._standardized(own.values)
        encoded = pa.array(own.values).dictionary_encode()
        values = encoded.dictionary.to_pylist()
        texts = [self._written(None if value != value else value) for value in values]
        return pa.array(texts, pa.string()).take(encoded.indices)

    def _standardized(self, values: np.ndarray) -> pa.StringArray:
        """What `encode_feature` computes, in the same order."""
        feature = self._feature
        whole = np.where(np.isnan(values), feature["impute"], values)
        with np.errstate(all="ignore"):
            return written((whole - feature["mean"]) / feature["scale"])

    def _read_and_written(self, value: Value | Problem) -> str:
        """A text that cannot be used may be among a block's different ones; no row has it any more."""
        return "" if isinstance(value, Problem) else self._written(value)

    def _written(self, value: Value) -> str:
        return ",".join(map(repr, encode_feature(self._feature, value)))
