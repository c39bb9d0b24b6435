"""Pre-processing: a SageMaker processing job that turns raw rows into what the training jobs take.

Runs in the SKLearn container (1.4-2: Python 3.10), with the standard library alone.

Inputs: a folder of CSV files, and `model.json`, the model's columns, split and limits (DatasetSpec in
functions/shared/dataset.ts). Outputs, each in a folder of its own below `--output`:

    train/train.csv, validation/validation.csv, test/test.csv    encoded rows, the target first, no header
    raw/test.csv                 the test rows as they came, the model's columns with a header
    transform/transform.json     how rows become vectors, fitted on the training rows
    quarantine/quarantined.csv   unusable rows, if any: row, line (as it was), reason, file
    report/report.json           what became of the rows, and why

A run that is not possible (no usable header, too many unusable rows, a side of the split without a row) exits with 1
and one sentence, on standard error and in the message file that SageMaker shows as the job's ExitMessage.
"""

from __future__ import annotations

import argparse
import csv
import json
import sys
from pathlib import Path

from dataset import Dataset, UsedRow, read_dataset
from rows import DatasetError
from split import SIDES, side_of
from transform import encode, fit

# SageMaker keeps this much of the message.
_LONGEST_MESSAGE = 1024


def main(arguments: list[str] | None = None) -> int:
    """Runs the job; returns the process's exit code."""
    options = _parse(arguments)
    try:
        report = preprocess(options.data, options.model, options.output)
    except DatasetError as error:
        sentence = _shorten(f"Pre-processing failed: {error}.")
        print(sentence, file=sys.stderr)
        options.message.parent.mkdir(parents=True, exist_ok=True)
        options.message.write_text(sentence, encoding="utf-8")
        return 1
    print(json.dumps(report))
    return 0


def preprocess(data: Path, model: Path, output: Path) -> dict:
    """Reads, checks, splits, fits, encodes and writes; returns the report. Raises DatasetError."""
    spec = read_spec(model)
    files = sorted(path for path in data.rglob("*") if path.is_file())
    dataset = read_dataset(spec, ((path.relative_to(data).as_posix(), path.read_bytes()) for path in files))
    sides: dict[str, list[UsedRow]] = {side: [] for side in SIDES}
    for row in dataset.used:
        sides[side_of(row.identifier, spec["split"])].append(row)

    # Before any check: who sent too many unusable rows wants to see them.
    report = _report(dataset, sides)
    _write_json(output / "report" / "report.json", report)
    _write_quarantine(output / "quarantine" / "quarantined.csv", dataset)
    _check_quarantine(spec, dataset)
    _check_sides(spec, sides)

    transform = fit(spec, [row.values for row in sides["train"]])
    for side, rows in sides.items():
        _write_encoded(output / side / f"{side}.csv", spec, transform, rows)
    _write_raw(output / "raw" / "test.csv", spec, sides["test"])
    _write_json(output / "transform" / "transform.json", transform)
    return report


def read_spec(path: Path) -> dict:
    """The model's columns, split and limits. Raises DatasetError when the file is not there or not JSON."""
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise DatasetError(f"the model's description {path} cannot be read: {error}") from None


def _check_quarantine(spec: dict, dataset: Dataset) -> None:
    count, limit = len(dataset.quarantined), spec["maxQuarantinedShare"]
    if count > limit * dataset.input:
        first = dataset.quarantined[0]
        raise DatasetError(
            f"{count} of {dataset.input} rows cannot be used, more than the accepted {limit:.1%}; "
            f"the first is row {first.number} of {first.file}: {first.reason}"
        )


def _check_sides(spec: dict, sides: dict[str, list[UsedRow]]) -> None:
    empty = [side for side, rows in sides.items() if not rows]
    if empty:
        used = sum(len(rows) for rows in sides.values())
        raise DatasetError(
            f"no row falls on the {empty[0]} side of the split (share {spec['split'][empty[0]]}), "
            f"there being {used} usable rows: send more rows"
        )


def _report(dataset: Dataset, sides: dict[str, list[UsedRow]]) -> dict:
    return {
        "input": dataset.input,
        "used": len(dataset.used),
        **{side: len(rows) for side, rows in sides.items()},
        "quarantined": len(dataset.quarantined),
        "reasons": dataset.reasons(),
        "ignoredColumns": sorted(dataset.ignored_columns),
        "absentColumns": sorted(dataset.absent_columns),
    }


def _write_encoded(path: Path, spec: dict, transform: dict, rows: list[UsedRow]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as file:
        for row in rows:
            vector = [row.values[spec["target"]], *encode(transform, row.values)]
            file.write(",".join(map(repr, vector)) + "\n")


def _write_raw(path: Path, spec: dict, rows: list[UsedRow]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    columns = [column["name"] for column in spec["columns"]]
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows([row.texts.get(column, "") for column in columns] for row in rows)


def _write_quarantine(path: Path, dataset: Dataset) -> None:
    if not dataset.quarantined:
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    # Bytes that were not UTF-8 go out as they came in.
    with path.open("w", encoding="utf-8", errors="surrogateescape", newline="") as file:
        writer = csv.writer(file, quoting=csv.QUOTE_ALL, lineterminator="\n")
        writer.writerow(["row", "line", "reason", "file"])
        writer.writerows([row.number, row.text, row.reason, row.file] for row in dataset.quarantined)


def _write_json(path: Path, value: dict) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(value, indent=2, ensure_ascii=False, allow_nan=False) + "\n", encoding="utf-8")


def _shorten(message: str) -> str:
    return message.encode("utf-8", "replace")[:_LONGEST_MESSAGE].decode("utf-8", "ignore")


def _parse(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Turns raw rows into training, validation and test data.")
    processing = Path("/opt/ml/processing")
    parser.add_argument("--data", type=Path, default=processing / "input" / "data", help="folder of CSV files")
    parser.add_argument("--model", type=Path, default=processing / "input" / "model" / "model.json", help="model.json")
    parser.add_argument("--output", type=Path, default=processing / "output", help="folder of the outputs")
    parser.add_argument("--message", type=Path, default=Path("/opt/ml/output/message"), help="file of the exit message")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main())
