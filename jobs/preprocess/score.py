"""Pre-processing of rows to be scored: a SageMaker processing job that turns them into what batch transform takes.

Runs in the SKLearn container (1.4-2: Python 3.10, pyarrow 17, NumPy 2.1). Reads in blocks, so that the size of the file
does not matter; only what tells the identifiers of all rows apart is kept.

Inputs: a folder of CSV files, `model.json` (see preprocess.py) and the `transform.json` of each algorithm's model
version, which is applied and never fitted anew. Rows are checked as for training, but for the target, which may be
absent and is not looked at. Outputs, each in a folder of its own below `--output`:

    encoded/<algorithm>/part-00000.csv or .jsonl    the usable rows' vectors (batch.py), 100,000 a file
    rows/part-00000.csv         the same rows as they came: a line of the result without its scores
    quarantine/quarantined.csv   unusable rows, if any: row, line (as it was), reason, file
    report/report.json           what became of the rows, and why; `carried` names the columns that come along: the
                                 identifier, then all others in the order of the model; `parts` counts the files

A run that is not possible (no usable header, no row, too many unusable rows, a full disk) leaves no encoded rows and
exits with 1 and one sentence, on standard error and in the message file that SageMaker shows as the job's ExitMessage.
"""

from __future__ import annotations

import argparse
import shutil
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

# The package of the engine stands beside this one.
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import job
from batch import ENDINGS, FORMATS, PART_ROWS, BatchEncoder, PartWriter, csv_lines, without_breaks
from data.parallel import in_order
from data.rows import DatasetError
from quarantine import Quarantine
from table import TableBlock, TableReader
from transform import strangers


def main(arguments: list[str] | None = None) -> int:
    """Runs the job; returns the process's exit code."""
    options = _parse(arguments)
    return job.run("Pre-processing", lambda: score(options), options.message)


def score(options: argparse.Namespace) -> dict:
    """Reads, checks, encodes and writes block by block; returns the report. Raises DatasetError."""
    spec = job.read_json(options.model, "the model's description")
    # Without the target among its columns, the model has nothing to say about it.
    spec["columns"] = [column for column in spec["columns"] if column["name"] != spec["target"]]
    names = [column["name"] for column in spec["columns"]]
    carried = [spec["identifier"], *(name for name in names if name != spec["identifier"])]
    encoded: Path = options.output / "encoded"
    rows: Path = options.output / "rows"
    encoders = _encoders(spec, options)
    reader = TableReader(spec, options.row_by_row)
    quarantine = Quarantine(options.output / "quarantine" / "quarantined.csv")
    used = 0
    try:
        with ExitStack() as files:
            files.enter_context(quarantine)
            row_writer = files.enter_context(PartWriter(rows, "csv"))
            writers = {
                algorithm: files.enter_context(PartWriter(encoded / algorithm, ENDINGS[format]))
                for algorithm, format in options.format.items()
            }
            work = (_encoding(block, encoders, carried) for block in _blocks(reader, options.data))
            for block, lines, encoded_lines in in_order(work):
                for row in block.quarantined:
                    quarantine.add(row)
                used += len(block)
                row_writer.add(lines)
                for algorithm, some in encoded_lines:
                    writers[algorithm].add(some)
        _check(spec, used, quarantine)
    except (DatasetError, OSError):
        # On a disk that is full, this makes room for the report.
        shutil.rmtree(encoded, ignore_errors=True)
        shutil.rmtree(rows, ignore_errors=True)
        raise
    finally:
        # Whatever happened: who sent unusable rows wants to see them.
        report = {
            "input": used + quarantine.count,
            "used": used,
            "quarantined": quarantine.count,
            "reasons": quarantine.reasons(),
            "carried": carried,
            "parts": -(-used // PART_ROWS),
            "ignoredColumns": sorted(reader.ignored_columns - {spec["target"]}),
            "absentColumns": sorted(reader.absent_columns),
        }
        job.write_json(options.output / "report" / "report.json", report)
    return report


def _blocks(reader: TableReader, data: Path) -> Iterator[TableBlock]:
    for name, file in job.open_files(data):
        yield from reader.read(name, file)


def _encoders(spec: dict, options: argparse.Namespace) -> list[BatchEncoder]:
    """One for each different transform: what two versions encode alike is encoded once."""
    transforms: list[tuple[dict, dict[str, str]]] = []
    for algorithm, path in options.transform.items():
        transform = _read_transform(spec, algorithm, path)
        formats = next((formats for known, formats in transforms if known == transform), None)
        if formats is None:
            formats = {}
            transforms.append((transform, formats))
        formats[algorithm] = options.format[algorithm]
    return [BatchEncoder(spec, transform, formats) for transform, formats in transforms]


def _encoding(block: TableBlock, encoders: list[BatchEncoder], carried: list[str]):
    """What makes the block's lines: those of `rows/`, and those of each algorithm."""

    def encode():
        columns = [without_breaks(block.texts[name]) for name in carried]
        encoded = [some for encoder in encoders for some in encoder.lines(block, columns[0])]
        return block, csv_lines(columns), encoded

    return encode


def _check(spec: dict, used: int, quarantine: Quarantine) -> None:
    rows = used + quarantine.count
    if rows == 0:
        raise DatasetError("there are no rows: send a CSV with a header and a row for each prediction")
    quarantine.check(rows, spec["maxQuarantinedShare"])


def _read_transform(spec: dict, algorithm: str, path: Path) -> dict:
    transform = job.read_transform(path)
    unknown = strangers(spec, transform)
    if unknown:
        raise DatasetError(
            f"the {algorithm} model knows {', '.join(unknown)} as another kind of column than the model's file does: "
            f"train it anew"
        )
    return transform


def _named(text: str) -> tuple[str, str]:
    algorithm, sign, value = text.partition("=")
    if not (algorithm and sign and value):
        raise argparse.ArgumentTypeError(f"{text} must be ALGORITHM=VALUE")
    return algorithm, value


def _format(text: str) -> tuple[str, str]:
    algorithm, value = _named(text)
    if value not in FORMATS:
        raise argparse.ArgumentTypeError(f"{value} must be {' or '.join(FORMATS)}")
    return algorithm, value


def _parse(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Turns rows to be scored into what batch transform takes.")
    inputs = job.PROCESSING / "input"
    many = {"action": "extend", "nargs": "+"}
    parser.add_argument("--data", type=Path, default=inputs / "data", help="folder of CSV files")
    parser.add_argument("--model", type=Path, default=inputs / "model" / "model.json", help="model.json")
    parser.add_argument(
        "--transform", type=_named, required=True, **many, help="ALGORITHM=transform.json of its version"
    )
    parser.add_argument("--format", type=_format, default=[], **many, help="ALGORITHM=content type, if not text/csv")
    parser.add_argument("--output", type=Path, default=job.PROCESSING / "output", help="folder of the outputs")
    parser.add_argument("--message", type=Path, default=job.MESSAGE, help="file of the exit message")
    parser.add_argument("--row-by-row", action="store_true", help="decide of each row by itself, which is slow")
    options = parser.parse_args(arguments)
    options.transform = {algorithm: Path(path) for algorithm, path in options.transform}
    options.format = {**dict.fromkeys(options.transform, FORMATS[0]), **dict(options.format)}
    return options


if __name__ == "__main__":
    sys.exit(main())
