"""Reads what the built-in XGBoost reads, as DMatrix: CSV with the label first and no header, and LIBSVM.

Wording after aws/sagemaker-xgboost-container, branch ``1.7-1``: ``data_utils.py``, ``encoder.py``, ``serve_utils.py``.
"""

import csv
from email.message import Message

import numpy as np
from contract import UserError
from tables import csv_table
from xgboost_algorithm.library import xgboost

CSV, LIBSVM = "csv", "libsvm"

ACCEPTED = (
    *("csv", "libsvm", "parquet", "recordio-protobuf", "text/csv", "text/libsvm", "text/x-libsvm"),
    *("application/x-parquet", "application/x-recordio-protobuf"),
)


def content_type(value):
    """The format of a content type; without one it is LIBSVM, as in the built-in algorithm."""
    if value is None:
        return LIBSVM
    header = Message()
    header["content-type"] = value.lower()
    kind = value.lower().split(";")[0].strip()
    if kind in ("csv", "text/csv"):
        label_size = header.get_param("label_size")
        if label_size not in (None, "1"):
            raise UserError(
                f"{value} is not an accepted csv ContentType. Optional parameter label_size must be equal to 1"
            )
        return CSV
    if kind in ("libsvm", "text/libsvm", "text/x-libsvm"):
        return LIBSVM
    if kind in ACCEPTED:
        raise UserError(f"The local stage does not support the ContentType {value}; use text/csv or text/libsvm.")
    raise UserError(f"{value} is not an accepted ContentType: {', '.join(ACCEPTED)}.")


def training_matrix(files, kind, csv_weights=False):
    """The rows of a channel's files.

    :param csv_weights: whether the second column of a CSV file holds the rows' weights
    :raises UserError: when a file is not in that format
    """
    if kind == LIBSVM:
        return _libsvm_files(files)
    table = np.vstack([_csv_file(path) for path in files])
    if table.shape[1] < (3 if csv_weights else 2):
        raise UserError("The CSV data must have the label in the first column and at least one feature.")
    if np.isnan(table[:, 0]).any():
        raise UserError("The CSV data has rows without a label in the first column.")
    first = 2 if csv_weights else 1
    weight = table[:, 1] if csv_weights else None
    return xgboost.DMatrix(table[:, first:], label=table[:, 0], weight=weight)


def payload_matrix(payload, kind):
    """The rows of an invocation, which have no label."""
    try:
        text = payload.strip().decode("utf-8")
        if kind == LIBSVM:
            return xgboost.DMatrix(_libsvm_table(text)[1])
        return xgboost.DMatrix(_csv_table(payload.strip()))
    except Exception as error:
        raise UserError(
            f"Loading {kind} data failed with Exception, please ensure data is in {kind} format:\n"
            f" {type(error)}\n {error}"
        ) from error


def _csv_file(path):
    try:
        return _csv_table(path.read_bytes().strip())
    except ValueError as error:
        raise UserError(f"Failed to load csv data with exception:\n{path.name}: {error}") from error


def _csv_table(payload):
    """All fields are numbers; an empty one is a missing value. At once where a payload is large and plain."""
    text = payload.decode("utf-8", errors="replace")
    table = csv_table(payload) if _delimiter(text.split("\n", 1)[0]) == "," else None
    return _checked_table(text) if table is None else table


def _checked_table(text):
    """As `_csv_table`, row by row, so that an error has its line."""
    delimiter = _delimiter(text.split("\n", 1)[0])
    rows = []
    for number, line in enumerate(text.splitlines(), 1):
        fields = line.split(delimiter)
        try:
            rows.append([float(field) if field.strip() else np.nan for field in fields])
        except ValueError as error:
            raise ValueError(f"line {number}: {error}") from error
        if len(fields) != len(rows[0]):
            raise ValueError(f"line {number} has {len(fields)} fields, the first line has {len(rows[0])}")
    return np.array(rows, dtype=np.float64)


def _delimiter(line):
    """What separates fields, by the first line, as the container guesses it for an invocation.

    For a line of one number Python takes one of its own characters, in place of which the container takes the comma: so
    a model of one feature is served. An empty line is an error.

    :raises ValueError: when nothing can be told
    """
    try:
        guess = csv.Sniffer().sniff(line[:512]).delimiter
    except csv.Error as error:
        raise ValueError(error) from error
    return "," if guess.isalnum() else guess


def _libsvm_files(files):
    from scipy.sparse import vstack

    tables = []
    for path in files:
        try:
            tables.append(_libsvm_table(path.read_text(encoding="utf-8", errors="replace").strip()))
        except ValueError as error:
            first = path.open(errors="replace").readline().strip()[:50]
            raise UserError(
                f"First line '{first}...' of file '{path.name}' is not 'LIBSVM' format. "
                "Please ensure the file is in 'LIBSVM' format."
            ) from error
    width = max(features.shape[1] for _, features in tables)
    for _, features in tables:
        features.resize(features.shape[0], width)
    return xgboost.DMatrix(vstack([features for _, features in tables]), label=np.concatenate([y for y, _ in tables]))


def _libsvm_table(text):
    """Labels and sparse features of lines ``label index:value index:value``; a line may lack the label."""
    from scipy.sparse import csr_matrix

    labels, rows, columns, values = [], [], [], []
    lines = text.splitlines()
    for row, line in enumerate(lines):
        fields = line.split()
        labels.append(float(fields.pop(0)) if fields and ":" not in fields[0] else np.nan)
        for field in fields:
            column, value = field.split(":")
            rows.append(row)
            columns.append(int(column))
            values.append(float(value))
    width = max(columns, default=-1) + 1
    return np.array(labels), csr_matrix((values, (rows, columns)), shape=(len(lines), width))
