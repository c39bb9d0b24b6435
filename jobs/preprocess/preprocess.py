"""Pre-processing: a SageMaker processing job that turns raw rows into what the training jobs take.

Runs in the SKLearn container (1.4-2: Python 3.10, pyarrow 17, NumPy 2.1). The table is read once, in blocks, and kept
on the disk while it is fitted and encoded, so that its size does not matter to the memory.

Inputs: a folder of CSV files, `model.json`, the model's columns, split and limits (DatasetSpec in
contracts/dataset.ts), and, where a model serves already, that champion's `transform.json`. Outputs, each in a
folder of its own below `--output`:

    train/train.csv, validation/validation.csv, test/test.csv    encoded rows, the target first, no header
    contenders/<contender>/test.csv    the test rows again, without the target: for the challenger as above, for the
                                 champion as its own transform encodes them; the same rows in the same order
    shuffled/<place>.csv         test rows for the challenger, in each file one of the columns shuffled (shuffled.py)
    raw/<side>.csv               the rows of each side as they came, the model's columns with a header
    transform/transform.json     how rows become vectors, fitted on the training rows, in the champion's units
    quarantine/quarantined.csv   unusable rows, if any: row, line (as it was), reason, file
    report/report.json           what became of the rows, and why

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
from data.rows import DatasetError
from data.spill import Spill
from dataset import Problem, Value, is_required, read_value
from quarantine import Quarantine
from shuffled import write_shuffled
from split import SIDES, folds_in, marks_of, sides_in
from table import TableReader
from training import Encoding, RawWriter
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
    with TemporaryDirectory(dir=output, prefix=".table-") as folder:
        table = Path(folder)
        report, spill = _read(spec, options, table)
        labelled_of = partial(_training_labels, spec, spill)
        transform = fit_columns(spec, partial(_training_counts, spec, spill), labelled_of, champion)
        Encoding(output, spec, transform, out_of_fold(transform, labelled_of), champion).write(spill)
        job.write_json(output / "transform" / "transform.json", transform)
        write_shuffled(output / "contenders" / "challenger" / "test.csv", transform, output / "shuffled")
        (output / "raw").mkdir(exist_ok=True)
        for path in (table / "raw").iterdir():
            path.replace(output / "raw" / path.name)
    return report


def _read(spec: dict, options: argparse.Namespace, folder: Path) -> tuple[dict, Spill]:
    """Checks and splits all rows; the usable ones are in the spill, and as they came in `raw`."""
    reader = TableReader(spec, options.row_by_row)
    spill = Spill(folder / "table.arrow")
    counts = np.zeros(len(SIDES), int)
    # Before any check: who sent too many unusable rows wants to see them.
    with (
        Quarantine(options.output / "quarantine" / "quarantined.csv", spec["target"]) as quarantine,
        RawWriter(folder / "raw", [column["name"] for column in spec["columns"]]) as raw,
        spill,
    ):
        for name, file in job.open_files(options.data):
            for block in reader.read(name, file):
                for row in block.quarantined:
                    quarantine.add(row)
                marks = marks_of(block.digests, spec["split"])
                sides = sides_in(marks)
                counts += np.bincount(sides, minlength=len(SIDES))
                raw.add(block.texts, sides)
                spill.add(marks, block.cells)
    used = dict(zip(SIDES, counts.tolist(), strict=True))
    rows = sum(used.values()) + quarantine.count
    if rows == 0:
        raise DatasetError("the training data has no rows: send a CSV with a header and a row per example")
    report = _report(used, quarantine, reader)
    job.write_json(options.output / "report" / "report.json", report)
    quarantine.check(rows, spec["maxQuarantinedShare"])
    _check_sides(spec, used)
    return report, spill


def _training_counts(spec: dict, spill: Spill, name: str) -> Counts:
    """How often each value of a column is on the training side."""
    training = (cells[name].filter(_is_training(marks)) for marks, cells in spill.blocks(name))
    return counted_cells(training, _reader(spec, name))


def _training_labels(spec: dict, spill: Spill, name: str) -> Labelled:
    """The training side's values of a column with what is to be predicted of each."""
    target = spec["target"]
    read_target = _reader(spec, target)

    def blocks() -> Iterator[tuple[Cells, np.ndarray, np.ndarray]]:
        for marks, cells in spill.blocks(name, target):
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


def _check_sides(spec: dict, used: dict[str, int]) -> None:
    empty = [side for side, rows in used.items() if not rows]
    if empty:
        raise DatasetError(
            f"no row falls on the {empty[0]} side of the split (share {spec['split'][empty[0]]}), "
            f"there being {sum(used.values())} usable rows: send more rows"
        )


def _report(used: dict[str, int], quarantine: Quarantine, reader: TableReader) -> dict:
    return {
        "input": sum(used.values()) + quarantine.count,
        "used": sum(used.values()),
        **used,
        "quarantined": quarantine.count,
        "unlabelled": quarantine.unlabelled,
        "reasons": quarantine.reasons(),
        "ignoredColumns": sorted(reader.ignored_columns),
        "absentColumns": sorted(reader.absent_columns),
        "missing": {name: count for name, count in reader.missing.items() if count},
        "duplicates": reader.duplicates,
    }


def _parse(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Turns raw rows into training, validation and test data.")
    inputs = job.PROCESSING / "input"
    parser.add_argument("--data", type=Path, default=inputs / "data", help="folder of CSV files")
    parser.add_argument("--model", type=Path, default=inputs / "model" / "model.json", help="model.json")
    parser.add_argument("--champion", type=Path, help="transform.json of the model that serves, if one does")
    parser.add_argument("--output", type=Path, default=job.PROCESSING / "output", help="folder of the outputs")
    parser.add_argument("--message", type=Path, default=job.MESSAGE, help="file of the exit message")
    parser.add_argument("--row-by-row", action="store_true", help="decide of each row by itself, which is slow")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main())
