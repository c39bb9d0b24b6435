"""What training jobs take, and what a run keeps of its test rows."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import BinaryIO

import numpy as np
import pyarrow as pa
from data.cells import Cells, Numbers
from data.lines import joined, mended, write_lines
from data.numbers import written
from data.parallel import in_order
from data.spill import Spill
from dataset import is_required, read_value
from encoding import VectorEncoder
from split import SIDES, folds_in, sides_in
from transform import strangers

_TRAIN, _TEST = SIDES.index("train"), SIDES.index("test")

# What csv quotes of a field.
_SPECIAL = '[,"\r\n]'


class RawWriter:
    """Writes rows as they came, a file for each side: the model's columns with a header. To be used in a `with`."""

    def __init__(self, folder: Path, columns: list[str]):
        self._columns = columns
        self._folder = folder

    def __enter__(self) -> RawWriter:
        self._files = [_opened(self._folder / f"{side}.csv") for side in SIDES]
        for file in self._files:
            file.write((",".join(map(_quoted, self._columns)) + "\n").encode())
        return self

    def __exit__(self, *_) -> None:
        for file in self._files:
            file.close()

    def add(self, texts: dict[str, pa.StringArray], sides: np.ndarray) -> None:
        """Writes rows, each to the file of its side."""
        lines = joined([mended(texts[column], _SPECIAL, _quoted) for column in self._columns], ",")
        for place, file in enumerate(self._files):
            write_lines(file, lines.filter(pa.array(sides == place)))


class Encoding:
    """The encoded rows of each side, the target first, and the test rows as each contender reads them."""

    def __init__(self, output: Path, spec: dict, transform: dict, folds: list[dict], champion: dict | None):
        self._spec = spec
        self._target: str = spec["target"]
        self._challenger = VectorEncoder(spec, transform)
        # Where targets are learnt of, each training row by what was learnt of the other folds.
        self._folds = [VectorEncoder(spec, fold) for fold in folds]
        # A column that is of another kind now is missing to a champion.
        self._champion = None if champion is None else VectorEncoder(spec, champion, strangers(spec, champion))
        self._paths = {side: output / side / f"{side}.csv" for side in SIDES}
        self._paths["challenger"] = output / "contenders" / "challenger" / "test.csv"
        if champion is not None:
            self._paths["champion"] = output / "contenders" / "champion" / "test.csv"

    def write(self, spill: Spill) -> None:
        """Writes all files, several blocks at once, in the order of the rows."""
        with ExitStack() as stack:
            files = {name: stack.enter_context(_opened(path)) for name, path in self._paths.items()}
            for lines in in_order(self._blocks(spill)):
                for name, file in files.items():
                    write_lines(file, lines[name])

    def _blocks(self, spill: Spill) -> Iterator[Callable[[], dict[str, pa.StringArray]]]:
        names = [column["name"] for column in self._spec["columns"] if column["name"] != self._spec["identifier"]]
        most = min(self._challenger.most_rows, self._champion.most_rows if self._champion else 2**31)
        for marks, cells in spill.blocks(*names):
            for start in range(0, len(marks), most):
                some = {name: own.slice(start, start + most) for name, own in cells.items()}
                yield lambda marks=marks[start : start + most], some=some: self._lines(marks, some)

    def _lines(self, marks: np.ndarray, cells: dict[str, Cells]) -> dict[str, pa.StringArray]:
        sides, folds = sides_in(marks), folds_in(marks)
        vectors = self._challenger.vectors(cells, len(sides))
        targets = self._targets(cells[self._target])
        whole = joined([targets, vectors], ",")
        lines = {side: whole.filter(pa.array(sides == place)) for place, side in enumerate(SIDES)}
        if self._folds:
            lines["train"] = self._folded(np.where(sides == _TRAIN, folds, len(self._folds)), targets, cells)
        test = sides == _TEST
        lines["challenger"] = vectors.filter(pa.array(test))
        if self._champion is not None:
            tested = {name: own.filter(test) for name, own in cells.items()}
            lines["champion"] = self._champion.vectors(tested, int(test.sum()))
        return lines

    def _folded(self, folds: np.ndarray, targets: pa.StringArray, cells: dict[str, Cells]) -> pa.StringArray:
        """The lines of the rows that are in a fold, in their order, each by its fold's encoder."""
        lines, places = [], []
        for fold, encoder in enumerate(self._folds):
            own = folds == fold
            vectors = encoder.vectors({name: some.filter(own) for name, some in cells.items()}, int(own.sum()))
            lines.append(joined([targets.filter(pa.array(own)), vectors], ","))
            places.append(np.flatnonzero(own))
        return pa.concat_arrays(lines).take(pa.array(np.argsort(np.concatenate(places))))

    def _targets(self, cells: Cells) -> pa.StringArray:
        if isinstance(cells, Numbers):
            return written(cells.values)
        column = next(column for column in self._spec["columns"] if column["name"] == self._target)
        required = is_required(self._spec, column)
        return pa.array([repr(read_value(column, text, required)) for text in cells.texts]).take(pa.array(cells.codes))


def _opened(path: Path) -> BinaryIO:
    path.parent.mkdir(parents=True, exist_ok=True)
    return path.open("wb")


def _quoted(text: str) -> str:
    """The text as csv writes it among others."""
    line = io.StringIO(newline="")
    csv.writer(line, lineterminator="\n").writerow([text, ""])
    return line.getvalue()[:-2]
