"""Reads what Linear Learner reads: CSV with the label first and no header for training; CSV, JSON and JSON Lines
without labels for inference (https://docs.aws.amazon.com/sagemaker/latest/dg/cdf-inference.html).

It needs nothing but the standard library, so that an endpoint is up at once.
"""

import json
import math

from contract import UserError

#: The model file that training leaves in the model folder.
MODEL_NAME = "model_algo-1"

RECORDIO = "application/x-recordio-protobuf"


def check_content_type(channel, value):
    """Only CSV with one label column is read; without a content type the algorithm expects RecordIO."""
    kind, *options = [part.strip() for part in (value or RECORDIO).lower().split(";")]
    if kind == RECORDIO:
        raise UserError(
            f"Unable to read data channel '{channel}'. Requested content-type is '{RECORDIO}'. The local stage reads "
            "'text/csv' only."
        )
    if kind != "text/csv":
        raise UserError(f"Content type '{value}' of channel '{channel}' is not supported; use 'text/csv'.")
    for option in options:
        if option.startswith("label_size") and option.replace(" ", "") != "label_size=1":
            raise UserError(f"Content type '{value}' of channel '{channel}' must have label_size=1.")


def csv_rows(text):
    """Numbers by row; every row as long as the first, every field a finite number.

    :raises ValueError: names the line
    """
    rows = []
    for number, line in enumerate(text.strip().splitlines(), 1):
        try:
            row = [float(field) for field in line.split(",")]
        except ValueError as error:
            raise ValueError(f"line {number}: {error}") from error
        _check(row, rows, f"line {number}")
        rows.append(row)
    return rows


def payload_rows(payload, kind):
    """The features of an invocation, a list a record.

    :param kind: ``text/csv``, ``application/json`` or ``application/jsonlines``
    :raises ValueError: when the payload is not in that format
    """
    text = payload.decode("utf-8")
    if kind == "text/csv":
        return csv_rows(text)
    if kind == "application/json":
        records = json.loads(text)["instances"]
    else:
        records = [json.loads(line) for line in text.splitlines() if line.strip()]
    rows = []
    for number, record in enumerate(records, 1):
        row = _record(record)
        _check(row, rows, f"record {number}")
        rows.append(row)
    return rows


def _record(record):
    """``{"features": [...]}`` or ``{"data": {"features": {"values": [...]}}}``."""
    features = record["features"] if "features" in record else record["data"]["features"]["values"]
    return [float(value) for value in features]


def _check(row, rows, place):
    if rows and len(row) != len(rows[0]):
        raise ValueError(f"{place} has {len(row)} values, the first one has {len(rows[0])}")
    if not all(map(math.isfinite, row)):
        raise ValueError(f"{place} has a value that is not a finite number")
