"""What endpoints captured: a line an invocation, its rows encoded.

https://docs.aws.amazon.com/sagemaker/latest/dg/model-monitor-data-capture-endpoint.html
"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Iterator
from typing import NamedTuple

from consolidate.decoding import Decoder
from consolidate.objects import Opened
from consolidate.reading import BrokenLine, json_lines, member, number_of, time_of


class Endpoint(NamedTuple):
    """Whose endpoint it is, and how its vectors are read."""

    algorithm: str
    decoder: Decoder


def read_captures(opened: Opened, prefix: str, endpoints: dict[str, Endpoint]) -> Iterator[tuple]:
    """The rows of an object, as CAPTURE has them.

    Args:
        prefix: where the captures are; `<endpoint>/<variant>/` follows in the object's name.
    """
    name = opened.uri.removeprefix(prefix).split("/", 1)[0]
    endpoint = endpoints.get(name)

    def read(record: dict, number: int) -> Iterator[tuple]:
        if endpoint is None:
            raise BrokenLine(f"the endpoint {name} is none of this model's")
        data = member(record, "captureData", dict, "an object")
        event = member(record, "eventMetadata", dict, "an object")
        lines = _input_lines(data)
        scores = _scores(data, len(lines))
        # As in Model Monitor's own ground truth, an event's id stands for an inference id that was not supplied.
        inference = member(event, "inferenceId" if event.get("inferenceId") else "eventId", str, "a text")
        time = time_of(event.get("inferenceTime"), "inferenceTime")
        for row, (line, score) in enumerate(zip(lines, scores, strict=True)):
            values, problem = endpoint.decoder.decode(line)
            yield inference, row, time, endpoint.algorithm, score, values, problem, opened.version, number

    return json_lines(opened, read)


def _input_lines(data: dict) -> list[str]:
    """The vectors that were sent, one a row, as CSV."""
    side = member(data, "endpointInput", dict, "an object")
    text, encoding = member(side, "data", str, "a text"), side.get("encoding")
    content_type = str(side.get("observedContentType", "")).split(";")[0].strip().lower()
    if encoding == "BASE64" and content_type == "text/csv":
        text = _from_base64(text)
    elif encoding != "CSV":
        raise BrokenLine(
            f"the input was captured as {encoding} of {content_type or 'no type'}: "
            "only CSV tells the places of a vector"
        )
    lines = [line for line in text.replace("\r\n", "\n").split("\n") if line.strip()]
    if not lines:
        raise BrokenLine("the input has no row")
    return lines


def _from_base64(text: str) -> str:
    try:
        return base64.b64decode(text, validate=True).decode("utf-8")
    except (binascii.Error, UnicodeDecodeError):
        raise BrokenLine("the input is not the BASE64 of a text") from None


def _scores(data: dict, rows: int) -> list[float | None]:
    """What the endpoint answered, a number a row; nothing where answers are not captured."""
    if "endpointOutput" not in data:
        return [None] * rows
    side = member(data, "endpointOutput", dict, "an object")
    text = member(side, "data", str, "a text")
    if side.get("encoding") == "BASE64":
        text = _from_base64(text)
    scores = _json_scores(text) if text.lstrip().startswith("{") else _csv_scores(text)
    if len(scores) != rows:
        raise BrokenLine(f"the output has {len(scores)} predictions for {rows} rows")
    return scores


def _json_scores(text: str) -> list[float | None]:
    """`{"predictions":[{"score":1.5}]}`, or a line of `{"score":1.5}` for each row."""
    try:
        lines = [json.loads(line) for line in text.splitlines() if line.strip()]
    except (ValueError, RecursionError):
        raise BrokenLine("the output is no JSON, or a part of it") from None
    answers = lines
    if len(lines) == 1 and isinstance(lines[0], dict) and "predictions" in lines[0]:
        answers = member(lines[0], "predictions", list, "a list")
    return [_score(answer.get("score") if isinstance(answer, dict) else None) for answer in answers]


def _csv_scores(text: str) -> list[float | None]:
    return [_score(field) for line in text.splitlines() for field in line.split(",") if field.strip()]


def _score(value: object) -> float:
    return number_of(value, "a prediction of the output")
