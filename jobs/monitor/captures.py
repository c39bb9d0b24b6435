"""Rows of JSON Lines: what SageMaker's data capture writes, what the real-time function keeps, or plain objects.

| a line | has the row |
| --- | --- |
| `{"captureData": {"endpointInput": {"data": "132,25", "encoding": "CSV"}}}` | in the order of the model's features |
| the same with `encoding` JSON, or BASE64 of either | in objects by name, or in lists in that order |
| `{"values": {"mileage": "132"}, "result": 1.5}` | under `values`, in canonical form (contracts/requests.ts) |
| `{"mileage": 132}` | in itself |
"""

from __future__ import annotations

import base64
import binascii
import json
import re

from monitor.features import features_of
from monitor.words import encodable

_LINE_END = re.compile(rb"\r\n|\r|\n")

Row = dict[str, str | None]


class _Unreadable(Exception):
    """Why a line has no row."""


def rows_of_lines(lines: bytes, number: int, spec: dict) -> tuple[list[Row], list[tuple[int, str]], bool]:
    """The rows of whole lines, the lines that have none (`number` is the first one's) with the reason, and whether the
    rows are in canonical form: the lines of a file are all of one kind."""
    names = [feature.name for feature in features_of(spec)]
    canonical = False
    rows: list[Row] = []
    broken: list[tuple[int, str]] = []
    for place, line in enumerate(_LINE_END.split(lines)):
        if line.strip():
            try:
                value = _object(line)
                rows += _rows(value, names)
                canonical = isinstance(value.get("values"), dict)
            except _Unreadable as error:
                broken.append((number + place, str(error)))
    return rows, broken, canonical


def _object(line: bytes) -> dict:
    try:
        value = json.loads(line)
    except (ValueError, RecursionError):
        raise _Unreadable("it is no JSON, or not all of it") from None
    if not isinstance(value, dict):
        raise _Unreadable("it is no JSON object")
    return value


def _rows(line: dict, names: list[str]) -> list[Row]:
    if "captureData" in line:
        return _captured(line["captureData"], names)
    if isinstance(line.get("values"), dict):
        return [_named(line["values"])]
    return [_named(line)]


def _captured(capture: object, names: list[str]) -> list[Row]:
    sent = capture.get("endpointInput") if isinstance(capture, dict) else None
    if not isinstance(sent, dict) or not isinstance(sent.get("data"), str):
        raise _Unreadable("it has no endpointInput")
    data, encoding = sent["data"], sent.get("encoding")
    if encoding == "BASE64":
        data = _decoded(data)
        encoding = "JSON" if "json" in str(sent.get("observedContentType")) else "CSV"
    if encoding == "JSON":
        try:
            return [_row(row, names) for row in _instances(json.loads(data))]
        except ValueError:
            raise _Unreadable("its endpointInput is no JSON") from None
    if encoding == "CSV":
        return [_row(record.split(","), names) for record in data.splitlines() if record.strip()]
    raise _Unreadable(f"its endpointInput has the encoding {encoding}, which is none of CSV, JSON and BASE64")


def _decoded(data: str) -> str:
    try:
        return base64.b64decode(data, validate=True).decode()
    except (binascii.Error, ValueError):
        raise _Unreadable("its endpointInput is not what BASE64 makes of a text") from None


def _instances(value: object) -> list:
    """The rows of a request, as SageMaker's own algorithms take them in JSON."""
    if isinstance(value, dict) and isinstance(value.get("instances"), list):
        return value["instances"]
    if isinstance(value, list) and value and isinstance(value[0], list | dict):
        return value
    return [value]


def _row(value: object, names: list[str]) -> Row:
    if isinstance(value, dict) and isinstance(value.get("features"), list):
        value = value["features"]
    if isinstance(value, dict):
        return _named(value)
    if not isinstance(value, list):
        raise _Unreadable("its endpointInput is neither an object nor a list of values")
    if len(value) != len(names):
        raise _Unreadable(f"it has {len(value)} values where the model has {len(names)} features: it is no raw row")
    return _named(dict(zip(names, value, strict=True)))


def _named(row: dict) -> Row:
    return {encodable(name): _text(value) for name, value in row.items()}


def _text(value: object) -> str | None:
    if value is None or isinstance(value, str):
        return value if value is None else encodable(value.strip())
    # Numbers as they are read again, true and false, and what is no value at all.
    return json.dumps(value)
