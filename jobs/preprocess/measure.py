"""The first half of pre-processing by several machines: a SageMaker processing job that measures objects.

Runs in the SKLearn container, as preprocess.py does, which is the other half. Each machine has some of the objects
(SageMaker's `ShardedByS3Key`) and leaves the measure of each of them (measures.py) under `measures/<object>/` below
`--output`. Nothing is decided of the table as a whole: its machines do not know all of it.

An object that cannot be read ends the job with 1 and one sentence, as in preprocess.py.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

# The package of the engine stands beside this one.
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import job
from measures import write_measure


def main(arguments: list[str] | None = None) -> int:
    """Runs the job; returns the process's exit code."""
    options = _parse(arguments)
    return job.run("Pre-processing", lambda: measure(options), options.message)


def measure(options: argparse.Namespace) -> dict:
    """Measures each object; returns which ones. Raises DatasetError."""
    spec = job.read_json(options.model, "the model's description")
    measured = []
    for name, file in job.open_files(options.data):
        write_measure(spec, name, file, options.output / "measures" / name)
        measured.append(name)
    return {"measured": measured}


def _parse(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Measures some of the objects of a table.")
    job.add_options(parser)
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main())
