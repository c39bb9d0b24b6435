"""Rows of numbers from CSV and JSON. An empty field, or null, is a missing value, which the algorithm knows."""

import csv
import json
import math
from array import array

import numpy as np


class BadRow(ValueError):
    """A row that cannot be used, with the number of its line or instance."""


def read_csv(lines, width=None):
    """A table of numbers.

    :param lines: lines of text, without a header; empty ones at the end are passed over
    :param width: how many fields a row must have; the first row decides where it is None
    :raises BadRow: for the first row that does not fit
    """
    numbers, count = array("d"), 0
    reader = csv.reader(lines, strict=True)
    try:
        for fields in reader:
            if not fields:
                continue
            width = len(fields) if width is None else width
            numbers.extend(_row(fields, width, f"Line {reader.line_num}"))
            count += 1
    except csv.Error as error:
        raise BadRow(f"Line {reader.line_num} is no CSV: {error}.") from error
    return np.frombuffer(numbers, dtype=float).reshape(count, width or 0)


def read_json(text, width):
    """A table of the features of ``{"instances": [{"features": [1, 2]}]}``, or of one ``{"features": [1, 2]}``."""
    document = _parse(text, "The payload")
    instances = document.get("instances") if isinstance(document, dict) and "instances" in document else [document]
    if not isinstance(instances, list):
        raise BadRow('The member "instances" must be a list.')
    return _table(
        [_features(instance, f"Instance {at}") for at, instance in enumerate(instances, 1)], width, "Instance"
    )


def read_json_lines(text, width):
    """A table of the features of one ``{"features": [1, 2]}`` a line."""
    lines = [(at, line) for at, line in enumerate(text.splitlines(), 1) if line.strip()]
    return _table([_features(_parse(line, f"Line {at}"), f"Line {at}") for at, line in lines], width, "Line")


def _parse(text, place):
    def refuse(word):
        raise BadRow(f"{place} holds {word}, which is no number.")

    try:
        return json.loads(text, parse_constant=refuse)
    except (json.JSONDecodeError, RecursionError) as error:
        raise BadRow(f"{place} is no JSON: {error}.") from error


def _features(instance, place):
    features = instance.get("features") if isinstance(instance, dict) else None
    if not isinstance(features, list):
        raise BadRow(f'{place} has no list "features".')
    for value in features:
        if value is not None and (isinstance(value, bool) or not isinstance(value, int | float)):
            raise BadRow(f"{place} has the value {json.dumps(value)[:40]}, which is no number.")
    return features


def _table(rows, width, noun):
    texts = [["" if value is None else value for value in row] for row in rows]
    numbers = [_row(row, width, f"{noun} {at}") for at, row in enumerate(texts, 1)]
    return np.array(numbers, dtype=float).reshape(len(numbers), width)


def _row(fields, width, place):
    if len(fields) != width:
        raise BadRow(f"{place} has {len(fields)} fields instead of {width}.")
    return [_number(field, place, column) for column, field in enumerate(fields, 1)]


def _number(field, place, column):
    text = field.strip() if isinstance(field, str) else field
    if text == "":
        return math.nan
    try:
        number = float(text)
    except (ValueError, OverflowError):
        number = math.nan
    if not math.isfinite(number):
        raise BadRow(f'{place}, field {column}: "{str(field)[:40]}" is no number.')
    return number
