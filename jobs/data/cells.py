"""The values of a column in a block, read from its texts.

What a text means is a function of one text, asked once for each different text. Columns of plain decimal numbers are
cast by Arrow, which gives the same double: both round to the nearest.

| cells | of | hold |
| --- | --- | --- |
| Numbers | columns of plain numbers | a double a row, NaN where the value is missing |
| Texts | all others | the place of each row's text among the different ones |
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

# Different texts of a column whose meaning is remembered.
MOST_KNOWN = 10_000

# What Arrow casts as Python does; a sign of plus it does not take, and what else there is has a meaning of its own.
DECIMAL = r"^-?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]+)?$"


class Memo:
    """A function of a text that remembers its answers, up to a number of them."""

    def __init__(self, function: Callable[[str], Any]):
        self._function = function
        self._known: dict[str, Any] = {}

    def __call__(self, text: str) -> Any:
        known = self._known
        if text in known:
            return known[text]
        answer = self._function(text)
        if len(known) < MOST_KNOWN:
            known[text] = answer
        return answer


@dataclass(frozen=True)
class Numbers:
    values: np.ndarray

    def __len__(self) -> int:
        return len(self.values)

    def filter(self, mask: np.ndarray) -> Numbers:
        return Numbers(self.values[mask])

    def slice(self, start: int, stop: int) -> Numbers:
        return Numbers(self.values[start:stop])

    def to_list(self, _: Callable[[str], Any]) -> list:
        """The values as Python has them."""
        values = self.values.tolist()
        return [None if value != value else value for value in values] if np.isnan(self.values).any() else values


@dataclass(frozen=True)
class Texts:
    codes: np.ndarray
    texts: list[str]

    def __len__(self) -> int:
        return len(self.codes)

    def filter(self, mask: np.ndarray) -> Texts:
        return Texts(self.codes[mask], self.texts)

    def slice(self, start: int, stop: int) -> Texts:
        return Texts(self.codes[start:stop], self.texts)

    def to_list(self, read: Callable[[str], Any]) -> list:
        """The values, by the function that reads one."""
        values = [read(text) for text in self.texts]
        return [values[code] for code in self.codes.tolist()]


Cells = Numbers | Texts


def distinct(texts: pa.StringArray | pa.DictionaryArray) -> Texts:
    """The rows' texts by the different ones."""
    encoded = texts if pa.types.is_dictionary(texts.type) else texts.dictionary_encode()
    return Texts(encoded.indices.to_numpy(), encoded.dictionary.to_pylist())


class NumberReader:
    """Reads a column of plain numbers, in which `judge` tells what may be used of many values at once.

    `read` gives the value of one text, None where it is missing, or what `is_problem` says is none.
    """

    def __init__(
        self,
        read: Callable[[str], Any],
        is_problem: Callable[[Any], bool],
        judge: Callable[[np.ndarray], np.ndarray],
    ):
        self._read = Memo(read)
        self._is_problem = is_problem
        self._judge = judge

    def read(self, texts: pa.StringArray) -> tuple[Numbers, np.ndarray]:
        """The cells, and which of them may be used."""
        try:
            values = _cast(texts)
            # Arrow also takes texts such as "nan".
            if np.isfinite(values).all():
                return Numbers(values), self._judge(values)
        except pa.ArrowInvalid:
            pass
        return self._read_mixed(texts)

    def usable(self, texts: pa.StringArray) -> np.ndarray:
        """Which of the texts may be used."""
        return self.read(texts)[1]

    def _read_mixed(self, texts: pa.StringArray) -> tuple[Numbers, np.ndarray]:
        decimal = pc.match_substring_regex(texts, DECIMAL)
        values = np.array(_cast(pc.if_else(decimal, texts, pa.scalar(None, pa.string()))))
        usable = self._judge(values)
        others = ~decimal.to_numpy(zero_copy_only=False)
        rest = distinct(texts.filter(pa.array(others)))
        read = [self._read(text) for text in rest.texts]
        good = np.array([not self._is_problem(value) for value in read], bool)
        numbers = [value if isinstance(value, float) else np.nan for value in read]
        values[others] = np.array(numbers, np.float64)[rest.codes]
        usable[others] = good[rest.codes]
        return Numbers(values), usable


class TextReader:
    """Reads a column of any other kind, by the function that reads one text (see NumberReader).

    Where the column `takes_all` texts, only the empty one is asked about.
    """

    def __init__(self, read: Callable[[str], Any], is_problem: Callable[[Any], bool], takes_all: bool = False):
        self._is_usable = Memo(lambda text: not is_problem(read(text)))
        self._takes_all = takes_all

    def read(self, texts: pa.StringArray) -> tuple[Texts, np.ndarray]:
        """The cells, and which of them may be used."""
        cells = distinct(texts)
        if self._takes_all:
            return cells, self.usable(texts)
        return cells, self._judge(cells)

    def usable(self, texts: pa.StringArray) -> np.ndarray:
        """Which of the texts may be used."""
        if not self._takes_all:
            return self._judge(distinct(texts))
        if self._is_usable(""):
            return np.ones(len(texts), bool)
        return pc.not_equal(texts, "").to_numpy(zero_copy_only=False)

    def _judge(self, cells: Texts) -> np.ndarray:
        return np.array([self._is_usable(text) for text in cells.texts], bool)[cells.codes]


def _cast(texts: pa.Array) -> np.ndarray:
    return pc.cast(texts, pa.float64()).to_numpy(zero_copy_only=False)
