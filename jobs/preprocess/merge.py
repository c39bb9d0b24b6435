"""Merging of large batches: a SageMaker processing job that makes one CSV of what the algorithms' transform jobs left.

It does what functions/scoring/mergedCsv.ts does of smaller ones, to the last byte, on all cores and in blocks, so that
neither the size of the file nor the time that it takes matters. Runs in the container of score.py.

Inputs: the `rows/` and the report of score.py, and the answers of each algorithm, `<algorithm>/part-00000.csv.out` or
`.jsonl.out` (answers.py); where scores are explained, `<algorithm>/part-00000.csv` of explain/contributions.py. How
scores become one is told by the arguments, which functions/scoring/mergeJob.ts makes: the greatest or the least of
them, or their mean by weights. Outputs, each in a folder of its own below `--output`:

    result/<file>       the rows as they came, what explains their scores, a column per algorithm (empty where it did
                        not score), and the result
    merge/merge.json    `rows`, and how many results were `clamped`: beyond the bounds, and set to them

A row whose identifiers are not the same everywhere, a row too many or too few and a line without a prediction make the
run impossible: it leaves no result and exits with 1 and one sentence (job.py).
"""

from __future__ import annotations

import argparse
import json
import re
import shutil
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Generic, NamedTuple, TypeVar

# The package of the engine stands beside this one.
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import job
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from answers import Answers, read_answers
from batch import ENDINGS
from data.lines import joined, write_lines
from data.numbers import written_as_in_javascript
from data.parallel import in_order
from data.rows import DatasetError, read_line
from data.stream import LineStream
from identifiers import canonical_identifier

# A line's first field where it is in quotes, and what comes after.
_QUOTED = re.compile(r'("(?:[^"]|"")*"),?(.*)', re.DOTALL)


def main(arguments: list[str] | None = None) -> int:
    """Runs the job; returns the process's exit code."""
    options = _parse(arguments)
    return job.run("Merging", lambda: merge(options), options.message)


def merge(options: argparse.Namespace) -> dict:
    """Merges block by block; returns what it tells of it. Raises DatasetError."""
    report = job.read_json(options.report, "the report")
    result: Path = options.output / "result" / options.file
    result.parent.mkdir(parents=True, exist_ok=True)
    told = {"rows": 0, "clamped": 0}
    try:
        with result.open("wb") as file:
            reasons = [column for algorithm in options.explained for column in _explanation_columns(algorithm)]
            write_lines(file, pa.array([_csv_line([*report["carried"], *reasons, *options.algorithm, "result"])]))
            for lines, clamped in in_order(_merging(options, block) for block in _blocks(options, report)):
                write_lines(file, lines)
                told["rows"] += len(lines)
                told["clamped"] += clamped
    except (DatasetError, OSError):
        shutil.rmtree(result.parent, ignore_errors=True)
        raise
    job.write_json(options.output / "merge" / "merge.json", told)
    return told


class Reasons(NamedTuple):
    """What explains some rows, in their order: lines that begin with the rows' identifiers."""

    lines: pa.StringArray

    def __len__(self) -> int:
        return len(self.lines)

    def slice(self, start: int, stop: int) -> Reasons:
        return Reasons(self.lines.slice(start, stop - start))

    @staticmethod
    def joined(some: list[Reasons]) -> Reasons:
        return Reasons(pa.concat_arrays([pa.array([], pa.string()), *(one.lines for one in some)]))


class _Block(NamedTuple):
    """Some rows with the answers to them."""

    first: int
    """The number of the first row."""
    rows: pa.StringArray
    answers: dict[str, Answers]
    reasons: dict[str, Reasons]


def _blocks(options: argparse.Namespace, report: dict) -> Iterator[_Block]:
    """The rows with their answers, in lockstep."""
    used, parts = report["used"], report["parts"]
    answering = {
        algorithm: _Source(_all_answers(options.transformed, algorithm, format, parts), Answers.joined)
        for algorithm, format in options.format.items()
    }
    explaining = {
        algorithm: _Source(_all_reasons(options.explanations, algorithm, parts), Reasons.joined)
        for algorithm in options.explained
    }
    named = {**answering, **{f"what explains {algorithm}": source for algorithm, source in explaining.items()}}
    number = 0
    for rows in _all_lines(options.rows, "rows", parts):
        if number + len(rows) > used:
            raise DatasetError(f"more rows came than the {used} that were counted")
        taken = {name: source.take(len(rows)) for name, source in named.items()}
        for name, some in taken.items():
            if len(some) < len(rows):
                count = number + len(some)
                raise DatasetError(f"{name} has predictions for {count} rows, and {used} were sent to it")
        answers = {algorithm: taken[algorithm] for algorithm in answering}
        reasons = {algorithm: taken[f"what explains {algorithm}"] for algorithm in explaining}
        yield _Block(number + 1, rows, answers, reasons)
        number += len(rows)
    if number < used:
        raise DatasetError(f"{number} rows came, and {used} were counted")
    for name, source in named.items():
        if len(source.take(1)):
            raise DatasetError(f"{name} has predictions for more rows than the {used} that were sent to it")


Some = TypeVar("Some", Answers, Reasons)


class _Source(Generic[Some]):
    """What there is of an algorithm, to be taken as many at a time as one likes."""

    def __init__(self, some: Iterator[Some], joined: Callable[[list[Some]], Some]):
        self._some = some
        self._joined = joined
        self._held: list[Some] = []

    def take(self, count: int) -> Some:
        """The next ones; fewer where they end."""
        held = self._held
        while sum(map(len, held)) < count and (more := next(self._some, None)) is not None:
            held.append(more)
        whole = self._joined(held)
        self._held = [whole.slice(count, len(whole))] if len(whole) > count else []
        return whole.slice(0, min(count, len(whole)))


def _all_answers(folder: Path, algorithm: str, format: str, parts: int) -> Iterator[Answers]:
    for part in range(parts):
        name = f"{algorithm}/part-{part:05}.{ENDINGS[format]}.out"
        yield from read_answers(_existing(folder / name, f"transformed/{name}"), format, f"transformed/{name}")


def _all_reasons(folder: Path, algorithm: str, parts: int) -> Iterator[Reasons]:
    yield from map(Reasons, _all_lines(folder / algorithm, f"explained/{algorithm}", parts))


def _all_lines(folder: Path, place: str, parts: int) -> Iterator[pa.StringArray]:
    """The lines of a folder's files, a line a row; `place` is where they are in the run's folder."""
    for part in range(parts):
        name = f"part-{part:05}.csv"
        with _existing(folder / name, f"{place}/{name}").open("rb") as file:
            stream = LineStream(file)
            while block := stream.take():
                lines = pc.split_pattern(pa.array([block.removesuffix(b"\n")], pa.binary()), b"\n").flatten()
                yield lines.cast(pa.string())


def _existing(path: Path, name: str) -> Path:
    if not path.is_file():
        raise DatasetError(f"{name} is not there")
    return path


def _merging(options: argparse.Namespace, block: _Block) -> Callable[[], tuple[pa.StringArray, int]]:
    """What makes the block's lines of the result, and counts the results that are a bound."""

    def make() -> tuple[pa.StringArray, int]:
        identifiers = _identifiers(block.rows)
        for algorithm, answers in block.answers.items():
            _check_names(options.identifier_type, block.first, identifiers, algorithm, answers.identifiers)
        scores = {algorithm: answers.scores for algorithm, answers in block.answers.items()}
        combined = _combine(options, scores)
        results = np.minimum(np.maximum(combined, options.least), options.greatest)
        columns = [
            written_as_in_javascript(scores[algorithm]) if algorithm in scores else ""
            for algorithm in options.algorithm
        ]
        reasons = [_reasons(block, algorithm) for algorithm in options.explained]
        lines = joined([block.rows, *reasons, *columns, written_as_in_javascript(results)], ",")
        return lines, int((results != combined).sum())

    return make


def _combine(options: argparse.Namespace, scores: dict[str, np.ndarray]) -> np.ndarray:
    """What contracts/combine.ts makes of the rows' scores, the additions being in the same order."""
    if options.rule == "mean":
        total, whole = 0.0, 0.0
        for algorithm, weight in options.weight.items():
            total = total + weight * scores[algorithm]
            whole += weight
        combined = total / whole
    else:
        combined = {"max": np.maximum, "min": np.minimum}[options.rule].reduce(list(scores.values()))
    beyond = np.flatnonzero(~np.isfinite(combined))
    if len(beyond):
        given = {algorithm: float(values[beyond[0]]) for algorithm, values in scores.items()}
        raise DatasetError(f"the model's rule made {combined[beyond[0]]} of {json.dumps(given)}")
    return combined


def _identifiers(rows: pa.StringArray) -> pa.StringArray:
    """What the rows' lines begin with."""
    first = pc.list_element(pc.split_pattern(rows, ",", max_splits=1), 0)
    quoted = pc.starts_with(rows, '"')
    if not pc.any(quoted).as_py():
        return first
    read = [_first_field(line) for line in rows.filter(quoted).to_pylist()]
    return pc.replace_with_mask(first, quoted, pa.array(read, pa.string()))


def _first_field(line: str) -> str | None:
    # Not by csv.reader, which in Python 3.10 reads no NUL.
    row = read_line(line)
    return row.fields[0] if row is not None and row.fields else None


def _reasons(block: _Block, algorithm: str) -> pa.StringArray:
    """What explains the block's rows, without their identifiers. Raises DatasetError where it is of other rows."""
    own, _ = _first_apart(block.rows)
    others, reasons = _first_apart(block.reasons[algorithm].lines)
    wrong = np.flatnonzero(pc.not_equal(own, others).to_numpy(zero_copy_only=False))
    if len(wrong):
        place = int(wrong[0])
        identifier = _identifiers(block.rows.slice(place, 1))[0].as_py()
        raise DatasetError(f"row {block.first + place} is {_shown(identifier)}, but not in what explains {algorithm}")
    return reasons


def _first_apart(lines: pa.StringArray) -> tuple[pa.StringArray, pa.StringArray]:
    """The first field of lines as it is written, and all else."""
    split = pc.split_pattern(lines, ",", max_splits=1)
    first, rest = pc.list_element(split, 0), pc.list_slice(split, 1, 2)
    rest = pc.binary_join(rest, "")
    quoted = pc.starts_with(lines, '"')
    if not pc.any(quoted).as_py():
        return first, rest
    apart = [_QUOTED.match(line).groups() for line in lines.filter(quoted).to_pylist()]
    return tuple(
        pc.replace_with_mask(column, quoted, pa.array(texts, pa.string()))
        for column, texts in zip((first, rest), zip(*apart, strict=True), strict=True)
    )


def _explanation_columns(algorithm: str) -> list[str]:
    """As contracts/scoring.ts calls them."""
    return [f"{algorithm}.{what}{number}" for number in (1, 2, 3) for what in ("feature", "contribution")]


def _check_names(type: str, number: int, identifiers: pa.StringArray, algorithm: str, others: pa.StringArray) -> None:
    """Raises DatasetError where an answer's identifier names another row: a transform job may write one otherwise."""
    for place in np.flatnonzero(pc.not_equal(identifiers, others).to_numpy(zero_copy_only=False)).tolist():
        own, other = identifiers[place].as_py(), others[place].as_py()
        name = canonical_identifier(type, own)
        if name is None or name != canonical_identifier(type, other):
            raise DatasetError(f"row {number + place} is {_shown(own)}, but {_shown(other)} of {algorithm}")


def _shown(identifier: str) -> str:
    return json.dumps(identifier[:80], ensure_ascii=False)


def _csv_line(fields: Iterable[str]) -> str:
    """As functions/shared/csv.ts writes it."""
    return ",".join(
        '"' + field.replace('"', '""') + '"' if any(one in field for one in ',"\r\n') else field for field in fields
    )


def _named(text: str) -> tuple[str, str]:
    algorithm, sign, value = text.partition("=")
    if not (algorithm and sign and value):
        raise argparse.ArgumentTypeError(f"{text} must be ALGORITHM=VALUE")
    return algorithm, value


def _parse(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Makes one CSV of the rows of a batch and of their scores.")
    inputs = job.PROCESSING / "input"
    parser.add_argument("--rows", type=Path, default=inputs / "rows", help="folder of the rows as they came")
    parser.add_argument("--report", type=Path, default=inputs / "report" / "report.json", help="report.json")
    parser.add_argument("--transformed", type=Path, default=inputs / "transformed", help="a folder per algorithm")
    parser.add_argument("--output", type=Path, default=job.PROCESSING / "output", help="folder of the outputs")
    parser.add_argument("--message", type=Path, default=job.MESSAGE, help="file of the exit message")
    parser.add_argument("--file", required=True, help="name of the result")
    parser.add_argument("--algorithm", action="append", required=True, help="an algorithm, in the columns' order")
    parser.add_argument(
        "--format", type=_named, action="append", required=True, help="ALGORITHM=content type, of those that scored"
    )
    parser.add_argument(
        "--explanations", type=Path, default=inputs / "explained", help="a folder per algorithm that is explained"
    )
    parser.add_argument("--explained", action="append", default=[], help="an algorithm that is, in their order")
    parser.add_argument("--identifier-type", required=True, help="type of the column that names a row")
    parser.add_argument("--rule", choices=["max", "min", "mean"], required=True, help="what is made of the scores")
    parser.add_argument("--weight", type=_named, action="append", default=[], help="ALGORITHM=weight in the mean")
    parser.add_argument("--least", type=float, default=-np.inf, help="the least result")
    parser.add_argument("--greatest", type=float, default=np.inf, help="the greatest result")
    options = parser.parse_args(arguments)
    options.format = dict(options.format)
    options.weight = {algorithm: float(weight) for algorithm, weight in options.weight}
    return options


if __name__ == "__main__":
    sys.exit(main())
