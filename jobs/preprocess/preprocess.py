"""Pre-processing: a SageMaker processing job that turns raw rows into what the training jobs take.

Runs in the SKLearn container (1.4-2: Python 3.10, pyarrow 17, NumPy 2.1). The table is read once, in blocks, and kept
on the disk while it is fitted and encoded, so that its size does not matter to the memory.

Inputs: a folder of CSV and Parquet files, `model.json`, the model's columns, split and limits (DatasetSpec in
contracts/dataset.ts), and, where a model serves already, that champion's `transform.json`. Outputs, each in a
folder of its own below `--output`:

    train/train.csv, validation/validation.csv, test/test.csv    encoded rows, the target first, no header
    contenders/<contender>/test.csv    the test rows again, without the target: for the challenger as above, for the
                                 champion as its own transform encodes them; the same rows in the same order
    shuffled/<place>.csv         test rows for the challenger, in each file one of the columns shuffled (shuffled.py)
    shuffled/probes.csv          with --probes: vectors that tell a linear model's weights (probes.py)
    raw/<side>.csv               the rows of each side as they came, the model's columns with a header
    transform/transform.json     how rows become vectors, fitted on the training rows, in the champion's units
    quarantine/quarantined.csv   unusable rows, if any: row, line (as it was), reason, file
    report/report.json           what became of the rows, and why

Several machines share the table by its objects: each is given some of them, and the measures of all (measure.py), of
which all find the same. Of its own objects a machine writes `train/train-00003.csv` and so on, the number being the
object's place among all, in `train/`, `validation/`, `raw/` and `quarantine/`; all else the first machine writes.

A run that is not possible (no usable header, too many unusable rows, a side of the split without a row, a full disk)
exits with 1 and one sentence, on standard error and in the message file that SageMaker shows as the job's ExitMessage.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

# The package of the engine stands beside this one.
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import job
import numpy as np
from data.cells import Cells
from data.counts import Counts, counted_cells
from data.labelled import Labelled, labelled_cells
from dataset import Problem, Value, is_required, read_value
from probes import write_probes
from reading import Reading, shares_in
from shuffled import write_shuffled
from split import SIDES, folds_in, sides_in
from training import Encoding
from transform import fit_columns, out_of_fold


def main(arguments: list[str] | None = None) -> int:
    """Runs the job; returns the process's exit code."""
    options = _parse(arguments)
    return job.run("Pre-processing", lambda: preprocess(options), options.message)


def preprocess(options: argparse.Namespace) -> dict:
    """Reads, checks, splits, fits, encodes and writes; returns the report. Raises DatasetError."""
    spec = job.read_json(options.model, "the model's description")
    champion = None if options.champion is None else job.read_transform(options.champion)
    output: Path = options.output
    output.mkdir(parents=True, exist_ok=True)
    speaks = options.measures is None or _is_first(options.resources)
    with TemporaryDirectory(dir=output, prefix=".table-") as folder:
        reading = Reading(spec, output, Path(folder), options.row_by_row)
        for share in shares_in(options.data, options.measures):
            reading.take(share)
        report = reading.report()
        if speaks:
            # Before any check: who sent too many unusable rows wants to see them.
            job.write_json(output / "report" / "report.json", report)
        reading.check()
        labelled_of = partial(_training_labels, spec, reading)
        transform = fit_columns(spec, partial(_training_counts, spec, reading), labelled_of, champion)
        encoding = Encoding(spec, transform, out_of_fold(transform, labelled_of), champion)
        reading.write(encoding, speaks)
        if speaks:
            job.write_json(output / "transform" / "transform.json", transform)
            write_shuffled(output / "contenders" / "challenger" / "test.csv", transform, output / "shuffled")
            if options.probes:
                write_probes(transform, output / "shuffled")
    return report


def _is_first(resources: Path) -> bool:
    """Whether this machine writes what all of them have found alike."""
    told = job.read_json(resources, "the machines of the job")
    return told["current_host"] == min(told["hosts"])


def _training_counts(spec: dict, table: Reading, name: str) -> Counts:
    """How often each value of a column is on the training side."""
    training = (cells[name].filter(_is_training(marks)) for marks, cells in table.blocks(name))
    return counted_cells(training, _reader(spec, name))


def _training_labels(spec: dict, table: Reading, name: str) -> Labelled:
    """The training side's values of a column with what is to be predicted of each."""
    target = spec["target"]
    read_target = _reader(spec, target)

    def blocks() -> Iterator[tuple[Cells, np.ndarray, np.ndarray]]:
        for marks, cells in table.blocks(name, target):
            training = _is_training(marks)
            targets = np.array(cells[target].filter(training).to_list(read_target), np.float64)
            yield cells[name].filter(training), targets, folds_in(marks)[training]

    return labelled_cells(blocks(), _reader(spec, name))


def _is_training(marks: np.ndarray) -> np.ndarray:
    return sides_in(marks) == SIDES.index("train")


def _reader(spec: dict, name: str) -> Callable[[str], Value | None]:
    """What reads a usable text of a column; one that is not may be among a block's different ones."""
    column = next(column for column in spec["columns"] if column["name"] == name)
    required = is_required(spec, column)

    def read(text: str) -> Value | None:
        value = read_value(column, text, required)
        return None if isinstance(value, Problem) else value

    return read


def _parse(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Turns raw rows into training, validation and test data.")
    job.add_options(parser)
    parser.add_argument("--champion", type=Path, help="transform.json of the model that serves, if one does")
    parser.add_argument("--measures", type=Path, help="folder of all objects' measures, where machines share them")
    parser.add_argument("--resources", type=Path, default=job.RESOURCES, help="which machine this one is")
    parser.add_argument("--probes", action="store_true", help="write what tells a linear model's weights, too")
    parser.add_argument("--row-by-row", action="store_true", help="decide of each row by itself, which is slow")
    options = parser.parse_args(arguments)
    if options.row_by_row and options.measures is not None:
        parser.error("--row-by-row is for one machine: leave --measures out")
    return options


if __name__ == "__main__":
    sys.exit(main())
