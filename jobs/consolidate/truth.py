"""Ground truth: CSV files of what became of predicted rows, by their identifiers.

The header names the model's identifier and its target, and where the caller kept it the `inference_id`; other columns
are passed over. A value that cannot be read costs its row.
"""

from __future__ import annotations

from collections.abc import Iterator

from data.rows import DatasetError, read_rows
from dataset import Problem, read_value

from consolidate.canonical import name_of
from consolidate.objects import Opened
from consolidate.reading import Broken

INFERENCE_ID = "inference_id"

# Characters of a header that is told.
_MOST_SHOWN = 200


def read_labels(opened: Opened, spec: dict) -> Iterator[tuple]:
    """The labels of a file, as LABEL has them; a label arrives with its file. Raises DatasetError for its header."""
    columns = {column["name"]: column for column in spec["columns"]}
    target, identified = columns[spec["target"]], columns.get(spec["identifier"])
    # S3 tells whole seconds: what was predicted in the same one counts as earlier.
    arrival = opened.modified.replace(microsecond=999_999)
    header: tuple[str, ...] | None = None
    for number, row in enumerate(read_rows(opened.content, spec.get("delimiter", ",")), 1):
        if header is None:
            header = _header(row.fields, spec)
            continue
        problem = row.problem
        if problem is None and len(row.fields) != len(header):
            problem = f"it has {len(row.fields)} fields, and the header {len(header)}"
        if problem is not None:
            yield Broken(opened.uri, number, problem)
            continue
        fields = dict(zip(header, row.fields, strict=True))
        label = read_value(target, fields[spec["target"]], required=True)
        name, inference_id = name_of(spec, fields[spec["identifier"]]), fields.get(INFERENCE_ID) or None
        if isinstance(label, Problem) or not isinstance(label, float):
            reason = label.expectation if isinstance(label, Problem) else "it is not a number"
            yield Broken(opened.uri, number, f"{spec['target']}: {reason}")
        elif name is None and inference_id is None:
            reason = _nameless(identified, fields[spec["identifier"]])
            yield Broken(opened.uri, number, f"{spec['identifier']}: {reason}")
        else:
            yield name, inference_id, label, arrival, opened.version, number


def _nameless(identified: dict | None, text: str) -> str:
    """Why a text names no row; an identifier that is made of values has no column of its own."""
    value = None if identified is None else read_value(identified, text, required=False)
    return value.expectation if isinstance(value, Problem) else "it names no row"


def _shown(fields: tuple[str, ...]) -> str:
    shown = ", ".join(fields)
    return shown if len(shown) <= _MOST_SHOWN else f"{shown[:_MOST_SHOWN]}…"


def _header(fields: tuple[str, ...], spec: dict) -> tuple[str, ...]:
    for name in (spec["identifier"], spec["target"]):
        if fields.count(name) != 1:
            raise DatasetError(f"the header must name the column {name} once, and is {_shown(fields)}")
    return fields
