"""Quantiles of any number of values in bounded memory: the KLL sketch, of whole arrays.

Karnin, Lang, Liberty: Optimal Quantile Approximation in Streams, https://arxiv.org/abs/1603.05346. Level h holds values
that stand for 2^h each; a level that is full is sorted, and every other value goes one level up. Very many values are
sampled first. Up to `k` values are kept as they are, and all that is said of them is exact.
"""

from __future__ import annotations

import numpy as np

# How much smaller each level is than the one above it.
SHRINK = 0.64

# Values of which none is left out at random before they are sketched.
_UNSAMPLED = 2**16


class Sketch:
    """Values, each with the number of values that it stands for. The same values in the same order give the same."""

    def __init__(self, k: int, levels: list[np.ndarray] | None = None):
        self.k = k
        self.levels = [np.zeros(0)] if levels is None else levels
        self.count = sum(len(level) << height for height, level in enumerate(self.levels))
        self._rest = np.zeros(0)
        # The level that values come to.
        self._height = 0
        self._random = np.random.default_rng(k)

    def add(self, values: np.ndarray) -> None:
        """Takes values, none of them missing."""
        self.count += len(values)
        self._height = (self.count // _UNSAMPLED).bit_length()
        if self._height:
            values, self._rest = self._sample(np.concatenate((self._rest, values)), 1 << self._height)
        self._put(self._height, values)
        self._compress()

    def items(self) -> tuple[np.ndarray, np.ndarray]:
        """Different values in ascending order, and how many values each stands for."""
        values = np.concatenate([*self.levels, self._rest])
        weights = np.concatenate(
            [*(np.full(len(level), 1 << height) for height, level in enumerate(self.levels)), np.ones(len(self._rest))]
        )
        different, places = np.unique(values, return_inverse=True)
        return different, np.bincount(places, weights, minlength=len(different))

    def thinned(self, k: int) -> Sketch:
        """The same values in a smaller sketch."""
        smaller = Sketch(k, [level.copy() for level in self.levels])
        if len(self._rest):
            smaller._put(0, self._rest)
            smaller.count += len(self._rest)
        smaller._compress()
        return smaller

    def _sample(self, values: np.ndarray, size: int) -> tuple[np.ndarray, np.ndarray]:
        """One of each so many values, by chance, and the values that are too few for that."""
        groups = len(values) // size
        places = np.arange(groups) * size + self._random.integers(0, size, groups)
        return values[places], values[groups * size :]

    def _put(self, height: int, values: np.ndarray) -> None:
        while len(self.levels) <= height:
            self.levels.append(np.zeros(0))
        self.levels[height] = np.concatenate((self.levels[height], values))

    def _compress(self) -> None:
        while (full := self._full()) is not None:
            # Above the lowest level there are sorted runs, which a stable sort merges.
            values = np.sort(self.levels[full], kind="stable" if full > self._height else None)
            even = len(values) // 2 * 2
            start = int(self._random.integers(0, 2))
            self.levels[full] = values[even:]
            self._put(full + 1, values[start:even:2])

    def _full(self) -> int | None:
        """The lowest level that has more values than it may."""
        highest = len(self.levels) - 1
        for height, level in enumerate(self.levels):
            if len(level) > max(2, int(self.k * SHRINK ** (highest - height))):
                return height
        return None
