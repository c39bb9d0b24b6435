"""What batch transform jobs answered: files whose lines hold a row's identifier beside the model's score.

| format | a line |
| --- | --- |
| text/csv | the identifier, the score |
| application/jsonlines | `{"identifier": text, "SageMakerOutput": {"score": number}}` |

Arrow reads blocks of lines at once; those that it cannot read so are read line by line, as
functions/scoring/scoredRows.ts reads all of them.
"""

from __future__ import annotations

import io
import json
import math
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pyarrow as pa
from data.cells import DECIMAL
from data.parallel import in_order
from data.rows import DatasetError, read_line
from data.stream import LineStream
from pyarrow import csv as arrow_csv
from pyarrow import json as arrow_json

_DECIMAL = re.compile(DECIMAL)
_NAMES = ["identifier", "score"]
_IN_JSON = pa.schema([("identifier", pa.string()), ("SageMakerOutput", pa.struct([("score", pa.float64())]))])


class Answers(NamedTuple):
    """The answers to some rows, in their order."""

    identifiers: pa.StringArray
    scores: np.ndarray

    def __len__(self) -> int:
        return len(self.scores)

    def slice(self, start: int, stop: int) -> Answers:
        return Answers(self.identifiers.slice(start, stop - start), self.scores[start:stop])

    @staticmethod
    def joined(some: list[Answers]) -> Answers:
        return Answers(
            pa.concat_arrays([pa.array([], pa.string()), *(one.identifiers for one in some)]),
            np.concatenate([np.zeros(0), *(one.scores for one in some)]),
        )


def read_answers(path: Path, format: str, name: str) -> Iterator[Answers]:
    """Yields a file's answers, some at a time. Raises DatasetError, by the file's `name`, at a line that is none."""
    with path.open("rb") as file:
        yield from in_order(_reading(block, number, format, name) for block, number in _blocks(LineStream(file)))


def _blocks(stream: LineStream) -> Iterator[tuple[bytes, int]]:
    """Blocks of lines, and how many lines come before each."""
    number = 0
    while block := stream.take():
        yield block, number
        number += block.count(b"\n")


def _reading(block: bytes, number: int, format: str, name: str) -> Callable[[], Answers]:
    read_all, read_line = _READERS[format]

    def read() -> Answers:
        try:
            answers = read_all(block)
            if answers is not None and np.isfinite(answers.scores).all():
                return answers
        except (pa.ArrowInvalid, pa.ArrowNotImplementedError):
            pass
        return _read_each(block, number, read_line, name)

    return read


def _csv_answers(block: bytes) -> Answers | None:
    if b"\r" in block:
        return None
    table = arrow_csv.read_csv(
        io.BytesIO(block),
        read_options=arrow_csv.ReadOptions(column_names=_NAMES, block_size=len(block) + 1, use_threads=False),
        convert_options=arrow_csv.ConvertOptions(
            column_types={"identifier": pa.string(), "score": pa.float64()}, null_values=[], strings_can_be_null=False
        ),
    )
    return _answers(*table.columns)


def _json_answers(block: bytes) -> Answers | None:
    table = arrow_json.read_json(
        io.BytesIO(block),
        read_options=arrow_json.ReadOptions(block_size=len(block) + 1, use_threads=False),
        parse_options=arrow_json.ParseOptions(explicit_schema=_IN_JSON, unexpected_field_behavior="ignore"),
    )
    identifiers, outputs = (column.combine_chunks() for column in table.columns)
    return _answers(identifiers, outputs.flatten()[0])


def _answers(identifiers: pa.Array | pa.ChunkedArray, scores: pa.Array | pa.ChunkedArray) -> Answers | None:
    if identifiers.null_count or scores.null_count:
        return None
    return Answers(_single(identifiers), scores.to_numpy())


def _single(column: pa.Array | pa.ChunkedArray) -> pa.StringArray:
    return pa.concat_arrays(column.chunks) if isinstance(column, pa.ChunkedArray) else column


def _read_each(block: bytes, number: int, read_line: Callable[[str], tuple[str, float] | None], name: str) -> Answers:
    identifiers, scores = [], []
    for place, content in enumerate(block.split(b"\n"), number + 1):
        line = content.removesuffix(b"\r").decode("utf-8", "surrogateescape")
        if line == "":
            continue
        read = read_line(line) if line.isascii() or _is_text(line) else None
        # What is told of a line is its size, since logs and notices that have the error are not to have the data.
        size = f"{len(line)} characters, {line.count(',')} commas"
        if read is None:
            raise DatasetError(f"line {place} of {name} is not a row with its prediction: {size}")
        if not math.isfinite(read[1]):
            raise DatasetError(f"line {place} of {name} has no finite prediction: {size}")
        identifiers.append(read[0])
        scores.append(read[1])
    return Answers(pa.array(identifiers, pa.string()), np.array(scores, np.float64))


def _is_text(line: str) -> bool:
    """Whether a line was UTF-8: other bytes came in as lone surrogates."""
    return not any("\ud800" <= character <= "\udfff" for character in line)


def _csv_line(line: str) -> tuple[str, float] | None:
    # Not by csv.reader, which in Python 3.10 reads no NUL.
    row = read_line(line)
    fields = () if row is None else row.fields
    return (fields[0], _number(fields[1])) if len(fields) == 2 else None


def _json_line(line: str) -> tuple[str, float] | None:
    try:
        joined = json.loads(line, parse_constant=_no_json)
    except ValueError:
        return None
    if not isinstance(joined, dict) or not isinstance(joined.get("identifier"), str):
        return None
    output = joined.get("SageMakerOutput")
    score = output.get("score") if isinstance(output, dict) else None
    is_number = isinstance(score, int | float) and not isinstance(score, bool)
    return joined["identifier"], float(score) if is_number else math.nan


def _no_json(constant: str) -> None:
    raise ValueError(f"{constant} is not JSON")


def _number(text: str) -> float:
    return float(text) if _DECIMAL.fullmatch(text.removeprefix("+")) else math.nan


_READERS = {"text/csv": (_csv_answers, _csv_line), "application/jsonlines": (_json_answers, _json_line)}
