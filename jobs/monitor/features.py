"""What the model's columns are to the monitor.

Numbers and dates (seconds since 1970) are numeric, texts and booleans categorical. What a text means is what
pre-processing says, but for the bounds of a column: a value out of them came none the less, and is judged.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from data.cells import Memo, NumberReader, Texts, distinct
from dataset import GREATEST, Problem, read_value
from table import is_plain_number, reader_of

# What a model's file says of a column and the monitor does not ask: whether its values are usable.
_BOUNDS = ("min", "max", "values", "ordered", "required")

# The types of Model Monitor's files.
_TYPES = {"integer": "Integral", "number": "Fractional", "date": "Fractional", "string": "String", "boolean": "String"}

_BOOLEANS = {1.0: "true", 0.0: "false"}


@dataclass(frozen=True)
class NumericCells:
    """The numbers of some rows, NaN where there is none; `odd` are no numbers, or not of the column's type."""

    values: np.ndarray
    missing: np.ndarray
    odd: np.ndarray

    def filter(self, mask: np.ndarray) -> NumericCells:
        return NumericCells(self.values[mask], self.missing[mask], self.odd[mask])


@dataclass(frozen=True)
class CategoricalCells:
    """The categories of some rows by their place among `names`; None is a missing one, `odd` are not of the type."""

    codes: np.ndarray
    names: list[str | None]
    odd: np.ndarray

    @property
    def missing(self) -> np.ndarray:
        return np.array([name is None for name in self.names], bool)[self.codes]

    def filter(self, mask: np.ndarray) -> CategoricalCells:
        return CategoricalCells(self.codes[mask], self.names, self.odd[mask])


FeatureCells = NumericCells | CategoricalCells


@dataclass(frozen=True)
class Feature:
    """A column that the model learns from."""

    column: dict

    @property
    def name(self) -> str:
        return self.column["name"]

    @property
    def is_numeric(self) -> bool:
        return self.inferred_type != "String"

    @property
    def inferred_type(self) -> str:
        """As Model Monitor calls it; by the model's file, not by what values there happen to be."""
        return _TYPES[self.column["type"]]

    @property
    def is_required(self) -> bool:
        return self.column.get("required", True)

    @cached_property
    def canonical(self) -> Feature:
        """The feature as consolidated rows have it (contracts/requests.ts): a number in decimal notation, a boolean as
        1 or 0, a date as seconds since 1970, and null where a value is missing."""
        column = {name: value for name, value in self.column.items() if name not in ("format", "missing")}
        return Feature({**column, "format": "epoch"} if column["type"] == "date" else column)

    @cached_property
    def _unbounded(self) -> dict:
        return {name: value for name, value in self.column.items() if name not in _BOUNDS}

    @cached_property
    def _plain(self) -> NumberReader | None:
        """What reads many plain numbers at once; nothing where a text may mean something else."""
        return reader_of(self._unbounded, required=False) if is_plain_number(self._unbounded) else None

    @cached_property
    def kind(self) -> pa.DataType:
        """The type that a file's texts are best read as (RecordReader.blocks)."""
        if self._plain is None:
            return pa.dictionary(pa.int32(), pa.string())
        return pa.string() if self.column.get("missing") else pa.float64()

    @cached_property
    def _read(self) -> Callable[[str], tuple]:
        """What a text is: a number or the name of a category, None where it is missing, and whether it is odd."""

        def read(text: str) -> tuple[float | str | None, bool]:
            value = read_value(self._unbounded, text, required=False)
            odd = isinstance(value, Problem)
            if self.is_numeric:
                return (np.nan if odd else value), odd
            return _category(text, value), odd

        return Memo(read)

    def read(self, column: pa.Array) -> FeatureCells:
        """The cells of a column, of texts or of what else a file has."""
        kind = column.type
        if self.is_numeric and (pa.types.is_floating(kind) or pa.types.is_integer(kind)):
            return self._read_numbers(column)
        if pa.types.is_dictionary(kind) and pa.types.is_string(kind.value_type) and not column.null_count:
            return self._read_texts(distinct(column))
        texts = column if pa.types.is_string(kind) else pc.cast(column, pa.string())
        texts = texts.fill_null("") if texts.null_count else texts
        return self._read_texts(distinct(texts)) if self._plain is None else self._read_decimals(texts)

    def _read_numbers(self, column: pa.Array) -> NumericCells:
        values = pc.cast(column, pa.float64(), safe=False).to_numpy(zero_copy_only=False)
        missing = (
            ~column.is_valid().to_numpy(zero_copy_only=False) if column.null_count else np.zeros(len(values), bool)
        )
        odd = np.abs(values) > GREATEST
        if self.inferred_type == "Integral":
            odd |= np.floor(values) != values
        return NumericCells(values, missing, odd & ~missing)

    def _read_decimals(self, texts: pa.StringArray) -> NumericCells:
        cells, usable = self._plain.read(texts)
        return NumericCells(cells.values, usable & np.isnan(cells.values), ~usable)

    def _read_texts(self, cells: Texts) -> FeatureCells:
        values, odd = zip(*map(self._read, cells.texts), strict=True) if cells.texts else ((), ())
        of_rows = np.array(odd, bool)[cells.codes]
        if self.is_numeric:
            # None becomes NaN.
            numbers = np.array(values, np.float64)
            missing = np.array([value is None for value in values], bool)
            return NumericCells(numbers[cells.codes], missing[cells.codes], of_rows)
        return CategoricalCells(cells.codes, list(values), of_rows)


def _category(text: str, value: object) -> str | None:
    if value is None:
        return None
    # A text that is none of the type came none the less.
    return text if isinstance(value, Problem) else _BOOLEANS.get(value, text)


def features_of(spec: dict) -> list[Feature]:
    """The model's features in the order of its file, as `featureColumns` of contracts/dataset.ts has them."""
    none = {spec["identifier"], spec["target"]}
    return [
        Feature(column) for column in spec["columns"] if column["name"] not in none and not column.get("ignored", False)
    ]
