"""What names the rows of a block: their identifiers in one form, or identifiers that are made of their values."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from data.cells import Cells, Memo, Numbers
from data.lines import joined
from data.seen import digests
from dataset import Problem, is_required, read_value
from identifiers import GENERATED, canonical_identifier, canonical_value

# Numbers that stand for themselves: most identifiers.
_PLAIN_IDENTIFIER = r"^(0|-?[1-9][0-9]{0,38})$"


class ColumnNames:
    """Names rows by a column: one that has an earlier row's name cannot be used."""

    def __init__(self, column: dict):
        self._name = column["name"]
        self._name_row = Memo(lambda text: canonical_identifier(column["type"], text))
        self._is_plain = _is_ascii if column["type"] == "string" else _is_plain_number

    def names(self, texts: dict[str, pa.StringArray], _: dict[str, Cells], usable: np.ndarray) -> pa.StringArray:
        """The usable rows' names. Rows that have none are no longer usable."""
        names = texts[self._name].filter(pa.array(usable))
        plain = self._is_plain(names)
        if pc.all(plain).as_py() is not False:
            return names
        odd = ~plain.to_numpy(zero_copy_only=False)
        found = [self._name_row(text) for text in names.filter(pa.array(odd)).to_pylist()]
        names = pc.replace_with_mask(names, pa.array(odd), pa.array(found, pa.string()))
        usable[usable] = names.is_valid().to_numpy(zero_copy_only=False)
        return names.drop_null()


class GeneratedNames:
    """Makes rows' names of their values, as `generated_identifier` does of one row's."""

    def __init__(self, spec: dict):
        self._columns = sorted(
            (column for column in spec["columns"] if column["name"] != spec["target"]), key=lambda one: one["name"]
        )
        self._required = {column["name"]: is_required(spec, column) for column in self._columns}
        self._repeated: Counter[str] = Counter()

    def names(self, _: dict[str, pa.StringArray], cells: dict[str, Cells], usable: np.ndarray) -> pa.StringArray:
        """The usable rows' names."""
        parts = [self._parts(column, cells[column["name"]].filter(usable)) for column in self._columns]
        hashed = digests(joined(parts, ""))
        return pa.array([name.tobytes().hex() for name in hashed[:, :8]], pa.string())

    def numbered(self, names: pa.StringArray, fresh: np.ndarray) -> pa.StringArray:
        """The names with a number at the end of those that came before."""
        again = np.flatnonzero(~fresh)
        if not len(again):
            return names
        texts = []
        for name in names.take(pa.array(again)).to_pylist():
            self._repeated[name] += 1
            texts.append(f"{name}-{self._repeated[name] + 1}")
        return pc.replace_with_mask(names, pa.array(~fresh), pa.array(texts, pa.string()))

    @property
    def duplicates(self) -> int:
        """How many rows had the values of an earlier one."""
        return self._repeated.total()

    def _parts(self, column: dict, cells: Cells) -> pa.StringArray:
        name = column["name"]
        if isinstance(cells, Numbers):
            encoded = pa.array(cells.values).dictionary_encode()
            values = [None if value != value else value for value in encoded.dictionary.to_pylist()]
            return pa.array([canonical_value(name, value) for value in values], pa.string()).take(encoded.indices)
        read = [read_value(column, text, self._required[name]) for text in cells.texts]
        # A text that cannot be used may be among a block's different ones; none of these rows has it.
        parts = ["" if isinstance(value, Problem) else canonical_value(name, value) for value in read]
        return pa.array(parts, pa.string()).take(pa.array(cells.codes))


def base_identifiers(names: pa.StringArray) -> pa.StringArray:
    """Names that were made, without the numbers of those that came before; as `base_identifier` of one."""
    return pc.replace_substring_regex(names, "-.*", "")


def names_of(spec: dict) -> ColumnNames | GeneratedNames:
    """What names the rows of a model."""
    if spec["identifier"] == GENERATED:
        return GeneratedNames(spec)
    return ColumnNames(next(column for column in spec["columns"] if column["name"] == spec["identifier"]))


def _is_ascii(names: pa.StringArray) -> pa.BooleanArray:
    return pc.string_is_ascii(names)


def _is_plain_number(names: pa.StringArray) -> pa.BooleanArray:
    return pc.match_substring_regex(names, _PLAIN_IDENTIFIER)
