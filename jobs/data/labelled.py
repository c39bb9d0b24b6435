"""The values of a column with what is to be predicted of their rows."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any, NamedTuple

import numpy as np

from data.cells import Cells, Numbers


class Labelled(NamedTuple):
    """Rows by their value of a column: `codes` are places in `values`, where None is a missing one."""

    values: list
    codes: np.ndarray
    targets: np.ndarray
    folds: np.ndarray

    def without(self, fold: int) -> Labelled:
        """The rows of the other folds."""
        others = self.folds != fold
        return Labelled(self.values, self.codes[others], self.targets[others], self.folds[others])

    def by_value(self) -> Iterator[tuple[Any, list[float]]]:
        """Each value that is there with its rows' targets."""
        order = np.argsort(self.codes, kind="stable")
        codes, starts = np.unique(self.codes[order], return_index=True)
        groups = np.split(self.targets[order], starts[1:]) if len(codes) else []
        for code, targets in zip(codes.tolist(), groups, strict=True):
            if self.values[code] is not None:
                yield self.values[code], targets.tolist()


def labelled(values: Iterable, targets: Iterable[float], folds: Iterable[int] | None = None) -> Labelled:
    """Rows by their values; without folds, all are in one."""
    places: dict[Any, int] = {}
    codes = np.array([places.setdefault(value, len(places)) for value in values], np.int64)
    of_rows = np.zeros(len(codes), np.uint8) if folds is None else np.array(list(folds), np.uint8)
    return Labelled(list(places), codes, np.array(list(targets), np.float64), of_rows)


def labelled_cells(blocks: Iterable[tuple[Cells, np.ndarray, np.ndarray]], read: Callable[[str], Any]) -> Labelled:
    """Rows by their cells, each block with its targets and folds, by the function that reads a text."""
    places: dict[Any, int] = {}
    codes, targets, folds = [np.zeros(0, np.int64)], [np.zeros(0)], [np.zeros(0, np.uint8)]
    for cells, own_targets, own_folds in blocks:
        if isinstance(cells, Numbers):
            raise TypeError("a number has no text")
        used = np.bincount(cells.codes, minlength=len(cells.texts)) > 0
        values = [read(text) if there else None for text, there in zip(cells.texts, used.tolist(), strict=True)]
        of_texts = np.array([places.setdefault(value, len(places)) for value in values], np.int64)
        codes.append(of_texts[cells.codes])
        targets.append(own_targets)
        folds.append(own_folds)
    return Labelled(list(places), np.concatenate(codes), np.concatenate(targets), np.concatenate(folds))
