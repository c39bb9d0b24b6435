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
from data.lines import NO_ESCAPE, joined, mended, write_lines
from data.numbers import written
from data.parallel import in_order
from dataset import is_required, read_value
from encoding import VectorEncoder
from split import SIDES, folds_in, sides_in
from transform import strangers

_TRAIN, _TEST = SIDES.index("train"), SIDES.index("test")

# What csv quotes of a field.
_SPECIAL = '[,"\r\n]'


class LineWriter:
    """Writes lines into a file that is there from the first one on. To be used in a `with` statement."""

    def __init__(self, path: Path, header: str | None = None):
        self._path = path
        self._header = header
        self._file: BinaryIO | None = None

    def __enter__(self) -> LineWriter:
        return self

    def __exit__(self, *_) -> None:
        if self._file is not None:
            self._file.close()

    def add(self, lines: pa.StringArray) -> None:
        """Writes each text and a line's end."""
        if len(lines) == 0:
            return
        if self._file is None:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            self._file = self._path.open("wb")
            if self._header is not None:
                self._file.write(self._header.encode())
        write_lines(self._file, lines)


class RawWriter:
    """Writes rows as they came, a file for each side: the model's columns with a header. To be used in a `with`."""

    def __init__(self, paths: dict[str, Path], columns: list[str]):
        header = ",".join(map(_quoted, columns)) + "\n"
        self._columns = columns
        self._files = {side: LineWriter(path, header) for side, path in paths.items()}

    def __enter__(self) -> RawWriter:
        return self

    def __exit__(self, *_) -> None:
        for file in self._files.values():
            file.__exit__()

    def add(self, texts: dict[str, pa.StringArray], sides: np.ndarray) -> None:
        """Writes rows, each to the file of its side."""
        lines = joined([mended(texts[column], _SPECIAL, _quoted) for column in self._columns], ",")
        for side, file in self._files.items():
            file.add(lines.filter(pa.array(sides == SIDES.index(side))))


# The blocks of a table by the names of columns: the rows' marks, and the columns.
Blocks = Callable[..., Iterator[tuple[np.ndarray, dict[str, Cells]]]]


class Encoding:
    """Writes encoded rows: those of a side, the target first, and the test rows as each contender reads them."""

    def __init__(self, spec: dict, transform: dict, folds: list[dict], champion: dict | None):
        self._spec = spec
        self._target: str = spec["target"]
        self._challenger = VectorEncoder(spec, transform)
        # Where targets are learnt of, each training row by what was learnt of the other folds.
        self._folds = [VectorEncoder(spec, fold) for fold in folds]
        # A column that is of another kind now is missing to a champion.
        self._champion = None if champion is None else VectorEncoder(spec, champion, strangers(spec, champion))
        self.contenders = ("challenger",) if champion is None else ("challenger", "champion")

    def write(self, blocks: Blocks, paths: dict[str, Path]) -> None:
        """Writes the files of some sides and contenders, several blocks at once, in the order of the rows."""
        sides = [place for place, side in enumerate(SIDES) if side in paths]
        with ExitStack() as stack:
            files = {name: stack.enter_context(LineWriter(path)) for name, path in paths.items()}
            for lines in in_order(self._encoding(blocks, sides)):
                for name, file in files.items():
                    file.add(lines[name])

    def _encoding(self, blocks: Blocks, sides: list[int]) -> Iterator[Callable[[], dict[str, pa.StringArray]]]:
        names = [column["name"] for column in self._spec["columns"] if column["name"] != self._spec["identifier"]]
        most = min(self._challenger.most_rows, self._champion.most_rows if self._champion else 2**31)
        for marks, cells in blocks(*names):
            wanted = np.isin(sides_in(marks), sides)
            if not wanted.all():
                marks, cells = marks[wanted], {name: own.filter(wanted) for name, own in cells.items()}
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


def _quoted(text: str) -> str:
    """The text as csv writes it among others."""
    line = io.StringIO(newline="")
    csv.writer(line, lineterminator="\n", escapechar=NO_ESCAPE).writerow([text, ""])
    return line.getvalue()[:-2]
