"""One pass over a table for all that is to be known of it: blocks are looked at on all cores, and added in order."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

import numpy as np
from data.parallel import in_order

from monitor.features import CategoricalCells, Feature, FeatureCells
from monitor.source import Rows, Source
from monitor.summary import CategoricalPart, NumericPart, Part, Summary, part_of, summary_of


class Collector(Protocol):
    """Keeps something of all rows."""

    def look(self, rows: Rows) -> Any:
        """What it needs of some rows. Called at once for several blocks, so it must change nothing."""

    def add(self, part: Any) -> None:
        """Adds what `look` gave, block by block in the order of the rows."""


def collect(source: Source, collectors: Sequence[Collector]) -> None:
    """Has the collectors look at each row of a source. Raises DatasetError where there is nothing to read."""
    for rows, parts in in_order(_looking(call, collectors) for call in source.blocks()):
        source.count(rows)
        for collector, part in zip(collectors, parts, strict=True):
            collector.add(part)
    source.check()


def _looking(call: Callable[[], Rows], collectors: Sequence[Collector]) -> Callable[[], tuple[Rows, list]]:
    def look() -> tuple[Rows, list]:
        rows = call()
        parts = [collector.look(rows) for collector in collectors]
        # What they needed of them they have.
        return Rows(rows.count, dict.fromkeys(rows.columns), rows.broken), parts

    return look


@dataclass
class Profile:
    """The summaries of a table's features, by name."""

    rows: int = 0
    features: dict[str, Summary] = field(default_factory=dict)


class FeatureCollector:
    """Makes the profile of all rows, and those of the rows with each value of the columns that slice them."""

    def __init__(self, features: Sequence[Feature], slices: Sequence[Feature] = (), most_slices: int = 50):
        self.whole = _empty(features)
        self.slices: dict[tuple[str, str], Profile] = {}
        self._features = features
        self._sliced_by = slices
        self._most_slices = most_slices

    def look(self, rows: Rows) -> dict[tuple[str, str] | None, tuple[int, dict[str, Part]]]:
        parts = {None: (rows.count, self._parts(rows, None))}
        for key, mask in self._masks(rows):
            parts[key] = (int(np.count_nonzero(mask)), self._parts(rows, mask))
        return parts

    def add(self, part: dict[tuple[str, str] | None, tuple[int, dict[str, Part]]]) -> None:
        for key, (count, parts) in part.items():
            profile = self.whole if key is None else self._slice(key)
            if profile is not None:
                profile.rows += count
                for name, own in parts.items():
                    profile.features[name].add(own)

    def _slice(self, key: tuple[str, str]) -> Profile | None:
        if key not in self.slices and len(self.slices) < self._most_slices * len(self._sliced_by):
            self.slices[key] = _empty(self._features)
        return self.slices.get(key)

    def _parts(self, rows: Rows, mask: np.ndarray | None) -> dict[str, Part]:
        parts = {}
        for feature in self._features:
            cells = rows.cells(feature)
            if cells is None:
                parts[feature.name] = _absent(feature, rows.count if mask is None else int(np.count_nonzero(mask)))
            else:
                own = _told(rows, cells, mask)
                parts[feature.name] = part_of(cells if own is None else cells.filter(own))
        return parts

    def _masks(self, rows: Rows) -> Iterator[tuple[tuple[str, str], np.ndarray]]:
        for feature in self._sliced_by:
            cells = rows.cells(feature)
            if isinstance(cells, CategoricalCells):
                for code, name in enumerate(cells.names):
                    if name is not None:
                        yield (feature.name, name), cells.codes == code


def _told(rows: Rows, cells: FeatureCells, mask: np.ndarray | None) -> np.ndarray | None:
    """Which rows of a mask tell a value, or that there is none: what a vector does not tell back is not missing."""
    if rows.decoded is None:
        return mask
    told = ~(rows.decoded & cells.missing)
    return told if mask is None else told & mask


def _empty(features: Sequence[Feature]) -> Profile:
    return Profile(0, {feature.name: summary_of(feature) for feature in features})


def _absent(feature: Feature, count: int) -> Part:
    if feature.is_numeric:
        return NumericPart(np.zeros(0), count, 0, 0, 0.0, 0.0, np.inf, -np.inf)
    return CategoricalPart(count, 0, {})
