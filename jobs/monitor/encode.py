"""Encode: a SageMaker processing job that turns a window's rows into vectors again, for a job in an algorithm's image.

    encode.py --data DIR --model model.json --transform NAME=transform.json ... --output DIR

Runs in the SKLearn container (1.4-2: Python 3.10, pyarrow 17, NumPy 2.1). Means over a window need no more than some
thousand rows: of more, every second, fourth, ... is taken, evenly over the window. Rows that were told back from
vectors are left out, since a vector does not tell its row back whole. Outputs below `--output`:

    <NAME>/vectors.csv    the rows as the version of this name takes them, without a header

What is not possible exits with 1 and one sentence, as the other jobs do.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

# The packages stand beside this one.
sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "preprocess"))
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import job
import numpy as np
from data.parallel import in_order

from monitor.inputs import Model, add_inputs, named, read_model
from monitor.source import Rows
from monitor.vectors import Vectors

# Of all versions: rows, and numbers of their vectors.
_MOST_ROWS = 20_000
_MOST_NUMBERS = 10_000_000


def main(arguments: list[str] | None = None) -> int:
    """Runs the job; returns the process's exit code."""
    options = _parse(arguments)
    return job.run("Encoding the window", lambda: encode(options), options.message)


def encode(options: argparse.Namespace) -> dict:
    """Reads the window and writes the vectors; returns how many. Raises DatasetError."""
    model = read_model(options.model)
    samples = {
        name: _Sample(Vectors(model.features, transform), len(transform["vector"]))
        for name, transform in ((name, job.read_transform(path)) for name, path in options.transform.items())
    }
    _read(options, model, list(samples.values()))
    for name, sample in samples.items():
        sample.write(options.output / name / "vectors.csv")
    return {name: sample.count for name, sample in samples.items()}


def _read(options: argparse.Namespace, model: Model, samples: list[_Sample]) -> None:
    source = model.source(options.data, [], options.delimiter)
    for rows in in_order(source.blocks()):
        source.count(rows)
        for sample in samples:
            sample.add(rows)
    source.check()


class _Sample:
    """The vectors of every n-th row, n being a power of 2 that grows with the rows."""

    def __init__(self, vectors: Vectors, places: int):
        self._vectors = vectors
        self._most = max(1, min(_MOST_ROWS, _MOST_NUMBERS // max(1, places)))
        self._step = 1
        self._seen = 0
        self._kept: list[np.ndarray] = []
        self.count = 0

    def add(self, rows: Rows) -> None:
        numbers = np.arange(self._seen, self._seen + rows.count)
        self._seen += rows.count
        chosen = numbers % self._step == 0
        if rows.decoded is not None:
            chosen &= ~rows.decoded
        places = self._vectors.places(rows)
        kept = np.column_stack([numbers[chosen], *(own.values[own.codes[chosen]] for own in places)])
        self._kept.append(kept)
        self.count += len(kept)
        while self.count > self._most:
            self._step *= 2
            self._kept = [part[part[:, 0] % self._step == 0] for part in self._kept]
            self.count = sum(map(len, self._kept))

    def write(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("w", encoding="ascii", newline="") as file:
            for part in self._kept:
                for vector in part[:, 1:].tolist():
                    file.write(",".join(map(repr, vector)) + "\n")


def _parse(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Turns a window's rows into vectors.")
    add_inputs(parser)
    parser.add_argument(
        "--transform", type=named, required=True, action="extend", nargs="+", help="NAME=transform.json of its version"
    )
    options = parser.parse_args(arguments)
    options.transform = dict(options.transform)
    return options


if __name__ == "__main__":
    sys.exit(main())
