"""Pre-processing: a SageMaker processing job that turns raw rows into what the training jobs take.

Runs in the SKLearn container (1.4-2: Python 3.10), with the standard library alone.

Inputs: a folder of CSV files, `model.json`, the model's columns, split and limits (DatasetSpec in
contracts/dataset.ts), and, where a model serves already, that champion's `transform.json`. Outputs, each in a
folder of its own below `--output`:

    train/train.csv, validation/validation.csv, test/test.csv    encoded rows, the target first, no header
    contenders/<contender>/test.csv    the test rows again, without the target: for the challenger as above, for the
                                 champion as its own transform encodes them; the same rows in the same order
    raw/test.csv                 the test rows as they came, the model's columns with a header
    transform/transform.json     how rows become vectors, fitted on the training rows, in the champion's units
    quarantine/quarantined.csv   unusable rows, if any: row, line (as it was), reason, file
    report/report.json           what became of the rows, and why

A run that is not possible (no usable header, too many unusable rows, a side of the split without a row, a full disk)
exits with 1 and one sentence, on standard error and in the message file that SageMaker shows as the job's ExitMessage.
"""

from __future__ import annotations

import argparse
import csv
import sys
from pathlib import Path

import job
from dataset import Dataset, UsedRow, read_dataset
from quarantine import Quarantine
from rows import DatasetError
from split import SIDES, side_of
from transform import encode, fit, strangers


def main(arguments: list[str] | None = None) -> int:
    """Runs the job; returns the process's exit code."""
    options = _parse(arguments)
    return job.run("Pre-processing", lambda: preprocess(options), options.message)


def preprocess(options: argparse.Namespace) -> dict:
    """Reads, checks, splits, fits, encodes and writes; returns the report. Raises DatasetError."""
    spec = job.read_json(options.model, "the model's description")
    champion = None if options.champion is None else job.read_transform(options.champion)
    output: Path = options.output
    dataset = read_dataset(spec, job.open_files(options.data))
    sides: dict[str, list[UsedRow]] = {side: [] for side in SIDES}
    for row in dataset.used:
        sides[side_of(row.identifier, spec["split"])].append(row)

    # Before any check: who sent too many unusable rows wants to see them.
    with Quarantine(output / "quarantine" / "quarantined.csv") as quarantine:
        for row in dataset.quarantined:
            quarantine.add(row)
    report = _report(dataset, sides, quarantine)
    job.write_json(output / "report" / "report.json", report)
    quarantine.check(dataset.input, spec["maxQuarantinedShare"])
    _check_sides(spec, sides)

    transform = fit(spec, [row.values for row in sides["train"]], champion)
    for side, rows in sides.items():
        _write_encoded(output / side / f"{side}.csv", transform, rows, spec["target"])
    _write_contenders(output / "contenders", spec, {"challenger": transform, "champion": champion}, sides["test"])
    _write_raw(output / "raw" / "test.csv", spec, sides["test"])
    job.write_json(output / "transform" / "transform.json", transform)
    return report


def _check_sides(spec: dict, sides: dict[str, list[UsedRow]]) -> None:
    empty = [side for side, rows in sides.items() if not rows]
    if empty:
        used = sum(len(rows) for rows in sides.values())
        raise DatasetError(
            f"no row falls on the {empty[0]} side of the split (share {spec['split'][empty[0]]}), "
            f"there being {used} usable rows: send more rows"
        )


def _report(dataset: Dataset, sides: dict[str, list[UsedRow]], quarantine: Quarantine) -> dict:
    return {
        "input": dataset.input,
        "used": len(dataset.used),
        **{side: len(rows) for side, rows in sides.items()},
        "quarantined": quarantine.count,
        "reasons": quarantine.reasons(),
        "ignoredColumns": sorted(dataset.ignored_columns),
        "absentColumns": sorted(dataset.absent_columns),
    }


def _write_contenders(folder: Path, spec: dict, transforms: dict[str, dict | None], rows: list[UsedRow]) -> None:
    """The test rows as each contender reads them. A column that is of another kind now is missing to a champion."""
    for contender, transform in transforms.items():
        if transform is not None:
            unknown = strangers(spec, transform)
            known = [row._replace(values={**row.values, **dict.fromkeys(unknown)}) for row in rows] if unknown else rows
            _write_encoded(folder / contender / "test.csv", transform, known)


def _write_encoded(path: Path, transform: dict, rows: list[UsedRow], target: str | None = None) -> None:
    """A row a line; the target, if it is wanted, comes first."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as file:
        for row in rows:
            vector = encode(transform, row.values)
            if target is not None:
                vector.insert(0, row.values[target])
            file.write(",".join(map(repr, vector)) + "\n")


def _write_raw(path: Path, spec: dict, rows: list[UsedRow]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    columns = [column["name"] for column in spec["columns"]]
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows([row.texts.get(column, "") for column in columns] for row in rows)


def _parse(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Turns raw rows into training, validation and test data.")
    inputs = job.PROCESSING / "input"
    parser.add_argument("--data", type=Path, default=inputs / "data", help="folder of CSV files")
    parser.add_argument("--model", type=Path, default=inputs / "model" / "model.json", help="model.json")
    parser.add_argument("--champion", type=Path, help="transform.json of the model that serves, if one does")
    parser.add_argument("--output", type=Path, default=job.PROCESSING / "output", help="folder of the outputs")
    parser.add_argument("--message", type=Path, default=job.MESSAGE, help="file of the exit message")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main())
