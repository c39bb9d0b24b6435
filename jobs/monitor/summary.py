"""What is kept of a feature's values: sums of blocks, in memory that does not grow with their number."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass, field

import numpy as np
from dataset import GREATEST

from monitor.features import CategoricalCells, Feature, FeatureCells, NumericCells
from monitor.sketch import Sketch

# Values of a numeric feature that are kept as they are while a table is read.
_WORKING_K = 2**14

# Different categories that are counted one by one: the first ones that came. The others are counted together.
MOST_CATEGORIES = 10_000


@dataclass
class NumericSummary:
    """The numbers of a feature. Those that no model can take are `odd`, as what is no number is."""

    present: int = 0
    missing: int = 0
    odd: int = 0
    mean: float = 0.0
    squares: float = 0.0
    """The sum of the squared differences from the mean."""
    least: float = math.inf
    most: float = -math.inf
    sketch: Sketch = field(default_factory=lambda: Sketch(_WORKING_K))

    def add(self, part: NumericPart) -> None:
        self.missing += part.missing
        self.odd += part.odd
        added = len(part.values)
        if added:
            # Chan, Golub, LeVeque: means and squares of two sets make those of both.
            shift = part.mean - self.mean
            count = self.count + added
            self.squares += part.squares + shift * shift * self.count * added / count
            self.mean += shift * added / count
            self.least = min(self.least, part.least)
            self.most = max(self.most, part.most)
            self.sketch.add(part.values)
        self.present += added + part.unread

    @property
    def count(self) -> int:
        """Values that are numbers."""
        return self.sketch.count

    @property
    def deviation(self) -> float:
        """The population's standard deviation."""
        return math.sqrt(self.squares / self.count) if self.count else 0.0


@dataclass(frozen=True)
class NumericPart:
    """What a block adds: its numbers, and how many values are missing, odd, or no numbers at all."""

    values: np.ndarray
    missing: int
    odd: int
    unread: int
    mean: float
    squares: float
    least: float
    most: float


def numeric_part(cells: NumericCells) -> NumericPart:
    # Squares of larger ones are no numbers any more.
    usable = np.abs(cells.values) <= GREATEST
    values = cells.values if usable.all() else cells.values[usable]
    missing = int(np.count_nonzero(cells.missing))
    odd = int(np.count_nonzero(cells.odd | (~usable & ~cells.missing)))
    unread = len(usable) - len(values) - missing
    if not len(values):
        return NumericPart(values, missing, odd, unread, 0.0, 0.0, math.inf, -math.inf)
    mean = float(values.mean())
    centred = values - mean
    squares = float(np.square(centred).sum())
    return NumericPart(values, missing, odd, unread, mean, squares, float(values.min()), float(values.max()))


@dataclass
class CategoricalSummary:
    """How often each category of a feature came."""

    missing: int = 0
    odd: int = 0
    counts: Counter[str] = field(default_factory=Counter)
    others: int = 0
    """Values of categories beyond the first MOST_CATEGORIES."""

    def add(self, part: CategoricalPart) -> None:
        self.missing += part.missing
        self.odd += part.odd
        for name, count in part.counts.items():
            if name in self.counts or len(self.counts) < MOST_CATEGORIES:
                self.counts[name] += count
            else:
                self.others += count

    @property
    def present(self) -> int:
        return self.counts.total() + self.others

    @property
    def count(self) -> int:
        return self.present


@dataclass(frozen=True)
class CategoricalPart:
    missing: int
    odd: int
    counts: dict[str, int]


def categorical_part(cells: CategoricalCells) -> CategoricalPart:
    counts: Counter[str] = Counter()
    missing = 0
    for name, count in zip(cells.names, np.bincount(cells.codes, minlength=len(cells.names)).tolist(), strict=True):
        if name is None:
            missing += count
        elif count:
            counts[name] += count
    return CategoricalPart(missing, int(np.count_nonzero(cells.odd)), counts)


Summary = NumericSummary | CategoricalSummary
Part = NumericPart | CategoricalPart


def part_of(cells: FeatureCells) -> Part:
    """What some rows add to the summary of a feature."""
    return numeric_part(cells) if isinstance(cells, NumericCells) else categorical_part(cells)


def summary_of(feature: Feature) -> Summary:
    """The summary of no rows."""
    return NumericSummary() if feature.is_numeric else CategoricalSummary()
