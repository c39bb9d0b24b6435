"""The raw rows of requests that the real-time interface answered (contracts/requests.ts), a line each."""

from __future__ import annotations

from collections.abc import Iterator

from consolidate.canonical import model_columns, name_of
from consolidate.objects import Opened
from consolidate.reading import BrokenLine, json_lines, member, number_of, time_of

# What the column of their numbers holds.
_MOST_ROWS = 2**31


def read_requests(opened: Opened, spec: dict) -> Iterator[tuple]:
    """The rows of an object, as PREDICTION has them."""
    columns = model_columns(spec)

    def read(line: dict, number: int) -> Iterator[tuple]:
        values = member(line, "values", dict, "an object")
        answers = {
            algorithm: (
                member(answer, "modelName", str, "a text"),
                number_of(member(answer, "score", (int, float), "a number"), "score"),
            )
            for algorithm, answer in member(line, "answers", dict, "an object").items()
        }
        identifier = line.get("identifier")
        identifier = None if identifier is None else str(identifier)
        result = line.get("result")
        yield (
            member(line, "inferenceId", str, "a text"),
            _row(line),
            time_of(line.get("time"), "time"),
            "realtime",
            identifier,
            name_of(spec, identifier),
            {name: _text(values.get(name)) for name in columns},
            {algorithm: model for algorithm, (model, _) in answers.items()},
            {algorithm: score for algorithm, (_, score) in answers.items()},
            None if result is None else number_of(member(line, "result", (int, float), "a number"), "result"),
            opened.version,
            number,
        )

    return json_lines(opened, read)


def _row(line: dict) -> int:
    row = member(line, "row", int, "a whole number")
    if not 0 <= row < _MOST_ROWS:
        raise BrokenLine("row is not a row's number")
    return row


def _text(value: object) -> str | None:
    return None if value is None else str(value)
