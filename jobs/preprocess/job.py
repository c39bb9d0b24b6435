"""What every job here has in common: how it reads its description, leaves its report and explains that it failed."""

from __future__ import annotations

import argparse
import errno
import json
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

from data.rows import DatasetError

# Where SageMaker puts a processing job's inputs and takes its outputs from, and the message that it shows of it.
PROCESSING = Path("/opt/ml/processing")
MESSAGE = Path("/opt/ml/output/message")

# Where it tells a machine which one of the job's it is:
# https://docs.aws.amazon.com/sagemaker/latest/dg/build-your-own-processing-container.html
RESOURCES = Path("/opt/ml/config/resourceconfig.json")

# No room, or none left of what the job may take.
_DISK_FULL = (errno.ENOSPC, errno.EDQUOT)

# SageMaker keeps this much of the message.
_LONGEST_MESSAGE = 1024


def add_options(parser: argparse.ArgumentParser) -> None:
    """The options of the jobs that read training data."""
    inputs = PROCESSING / "input"
    parser.add_argument("--data", type=Path, default=inputs / "data", help="folder of CSV and Parquet files")
    parser.add_argument("--model", type=Path, default=inputs / "model" / "model.json", help="model.json")
    parser.add_argument("--output", type=Path, default=PROCESSING / "output", help="folder of the outputs")
    parser.add_argument("--message", type=Path, default=MESSAGE, help="file of the exit message")


def run(what: str, work: Callable[[], dict], message: Path) -> int:
    """Does the work and prints its report; returns the process's exit code.

    Work that is not possible (DatasetError, or a disk that fails: OSError) becomes one sentence, on standard error and
    in the message file that SageMaker shows as the job's ExitMessage.
    """
    try:
        report = work()
    except (DatasetError, OSError) as error:
        reason = _why_not(error) if isinstance(error, OSError) else error
        _explain(_shorten(f"{what} failed: {reason}."), message)
        return 1
    print(json.dumps(report))
    return 0


def _why_not(error: OSError) -> str:
    if error.errno in _DISK_FULL:
        return (
            "the disk is full: raise preprocessing.volumeSize (in GB) of the algorithm; "
            "a scoring run takes that of the model's first algorithm"
        )
    return f"{error.strerror or error}" + (f": {error.filename}" if error.filename else "")


def _explain(sentence: str, message: Path) -> None:
    print(sentence, file=sys.stderr)
    # On a full disk there may be no room for the message either; the job's log has it then.
    with suppress(OSError):
        message.parent.mkdir(parents=True, exist_ok=True)
        message.write_text(sentence, encoding="utf-8")


def read_json(path: Path, what: str) -> dict:
    """Raises DatasetError when the file is not there or not JSON."""
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise DatasetError(f"{what} {path} cannot be read: {error}") from None


def read_transform(path: Path) -> dict:
    """A version's transform.json. Raises DatasetError when it is none that this code can apply."""
    transform = read_json(path, "the transform")
    if transform.get("version") != 1:
        raise DatasetError(f"the transform {path} has version {transform.get('version')}; this job applies version 1")
    return transform


def write_json(path: Path, value: dict) -> None:
    """Writes a file and the folders above it. Raises ValueError for a number that JSON cannot hold."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(value, indent=2, ensure_ascii=False, allow_nan=False) + "\n", encoding="utf-8")


def open_files(folder: Path) -> Iterator[tuple[str, BinaryIO]]:
    """Every file below a folder, in the order of their paths: its path in the folder, and its content."""
    for name, path in files_in(folder).items():
        with path.open("rb") as file:
            yield name, file


def files_in(folder: Path) -> dict[str, Path]:
    """Every file below a folder by its path in the folder, in the order of their paths."""
    paths = sorted(path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path for path in paths}


def _shorten(message: str) -> str:
    return message.encode("utf-8", "replace")[:_LONGEST_MESSAGE].decode("utf-8", "ignore")
