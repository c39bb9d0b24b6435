"""How often each value of a column occurs: what sums, medians and lists of categories can be told from."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from itertools import chain, repeat
from typing import Any, NamedTuple

import numpy as np

from data.cells import Cells, Numbers, Texts


class Counts(NamedTuple):
    """Different values, and how often each occurs; missing ones are left out."""

    values: list
    counts: list[int]

    @property
    def total(self) -> int:
        return sum(self.counts)

    def each(self, values: list | None = None) -> Iterator:
        """Every value as often as it occurs, or what stands for it in `values`."""
        return chain.from_iterable(map(repeat, self.values if values is None else values, self.counts))


def counted(values: Iterable) -> Counts:
    """The counts of values, None being a missing one."""
    counter = Counter(value for value in values if value is not None)
    return Counts(list(counter), list(counter.values()))


def counted_cells(blocks: Iterable[Cells], read: Callable[[str], Any]) -> Counts:
    """The counts of cells, by the function that reads a text."""
    numbers: list[np.ndarray] = []
    texts: Counter[str] = Counter()
    for cells in blocks:
        if isinstance(cells, Numbers):
            numbers.append(cells.values[~np.isnan(cells.values)])
        else:
            texts.update(_counted_texts(cells))
    if numbers:
        values, counts = np.unique(np.concatenate(numbers), return_counts=True)
        return Counts(values.tolist(), counts.tolist())
    # Different texts may be the same value.
    values_of: Counter = Counter()
    for text, count in texts.items():
        value = read(text)
        if value is not None:
            values_of[value] += count
    return Counts(list(values_of), list(values_of.values()))


def _counted_texts(cells: Texts) -> dict[str, int]:
    counts = np.bincount(cells.codes, minlength=len(cells.texts)).tolist()
    return {text: count for text, count in zip(cells.texts, counts, strict=True) if count}
