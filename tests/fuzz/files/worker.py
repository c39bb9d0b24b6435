"""Sends files through pre-processing and scoring's pre-processing, one after the other, and tells of each on standard
output (follow.ts).

    python worker.py SEED FROM TO
"""

from __future__ import annotations

import contextlib
import io
import json
import resource
import shutil
import sys
import traceback
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

HERE = Path(__file__).resolve().parent
JOBS = HERE.parents[2] / "jobs"
sys.path[:0] = [str(JOBS), str(JOBS / "preprocess"), str(HERE.parents[1] / "jobs" / "preprocess")]

import preprocess  # noqa: E402
import score  # noqa: E402
from cars import SPEC  # noqa: E402
from judge import scoring_fault, training_fault  # noqa: E402
from kinds import KINDS, File, large  # noqa: E402
from transform import fit  # noqa: E402

# One file in so many is large: it takes as long as many small ones.
LARGE_EVERY = 50
# Of the processor, for both jobs: a machine may be busy with something else.
MOST_SECONDS = 20
MOST_MEGABYTES = 500

TRANSFORM = fit(
    SPEC,
    [
        {"id": 1.0, "price": 1.0, "mileage": 10.0, "make": "Saab", "doors": 2.0, "colour": "red"},
        {"id": 2.0, "price": 2.0, "mileage": 30.0, "make": "Buick", "doors": None, "colour": "blue"},
    ],
)


def file_at(seed: int, index: int) -> tuple[str, File, float]:
    """The file of that number, its kind, and the share of unusable rows that is accepted of it."""
    random = Random(f"{seed}/{index}")
    is_large = index % LARGE_EVERY == LARGE_EVERY - 1
    names = list(KINDS)
    kind = "large" if is_large else names[index % len(names)]
    make = large if is_large else KINDS[kind]
    return kind, make(random), random.choice([0.05, 0.5, 1.0])


def train(folder: Path) -> tuple[int, str]:
    """Runs preprocess.py on the folder's data; returns its exit code and message."""
    return _run(preprocess.main, folder, [])


def predict(folder: Path) -> tuple[int, str]:
    """Runs score.py on the folder's data; returns its exit code and message."""
    transforms = [f"{name}={folder / 'transform.json'}" for name in ("xgboost", "linear-learner")]
    formats = ["--format", "linear-learner=application/jsonlines"]
    return _run(score.main, folder, ["--transform", *transforms, *formats])


def _run(main, folder: Path, options: list[str]) -> tuple[int, str]:
    shutil.rmtree(folder / "output", ignore_errors=True)
    message = folder / "message"
    message.unlink(missing_ok=True)
    places = {"--data": "data", "--model": "model.json", "--output": "output", "--message": "message"}
    arguments = [text for name, path in places.items() for text in (name, str(folder / path))]
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        code = main([*arguments, *options])
    return code, message.read_text(encoding="utf-8") if message.exists() else ""


def fault_of(folder: Path, file: File, accepted: float) -> str | None:
    """What is wrong with how the jobs take a file, or None."""
    (folder / "data" / "cars.csv").write_bytes(file.content)
    (folder / "model.json").write_text(json.dumps({**SPEC, "maxQuarantinedShare": accepted}), encoding="utf-8")
    before = resource.getrusage(resource.RUSAGE_SELF)
    problem = training_fault(file, *train(folder), folder / "output")
    problem = problem or scoring_fault(file, *predict(folder), folder / "output")
    after = resource.getrusage(resource.RUSAGE_SELF)
    seconds = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    if seconds > MOST_SECONDS:
        return f"took {seconds:.1f} s, which is more than {MOST_SECONDS}"
    # Kilobytes, but on macOS.
    megabytes = (after.ru_maxrss - before.ru_maxrss) / (1024 * 1024 if sys.platform == "darwin" else 1024)
    if megabytes > MOST_MEGABYTES:
        return f"took {megabytes:.0f} MB, which is more than {MOST_MEGABYTES}"
    return problem


def tell(**what) -> None:
    """Prints a line for who follows."""
    print(json.dumps(what), file=sys.__stdout__, flush=True)


def main() -> None:
    """Goes through the files."""
    seed, first, end = map(int, sys.argv[1:])
    with TemporaryDirectory(prefix="fuzz-files-") as name:
        folder = Path(name)
        (folder / "data").mkdir()
        (folder / "transform.json").write_text(json.dumps(TRANSFORM), encoding="utf-8")
        for index in range(first, end):
            kind, file, accepted = file_at(seed, index)
            tell(at=index, kind=kind)
            try:
                fault = fault_of(folder, file, accepted)
            except Exception:
                fault = traceback.format_exc()
            if fault:
                tell(at=index, kind=kind, fault=fault, shown=repr(file.content[:500]))
        tell(at=end)


if __name__ == "__main__":
    main()
