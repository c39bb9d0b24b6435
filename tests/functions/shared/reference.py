"""What pre-processing makes of cases that a test hands over as JSON, so that the handler's own code can be compared.

Reads `{"cases": [{"spec", "train", "records"}], "tables": [text], "fields": [{"column", "text"}]}` and answers in kind:
the transforms with the records' vectors, the tables' fields (null for a malformed one), and the fields' values.
"""

import json
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[3] / "jobs" / "preprocess"))

from dataset import Problem, read_value
from rows import read_rows
from transform import encode, fit


def vectors(case: dict) -> dict:
    transform = fit(case["spec"], case["train"])
    return {"transform": transform, "vectors": [encode(transform, record) for record in case["records"]]}


def table(text: str) -> list | None:
    rows = list(read_rows(text.encode("utf-8")))
    return None if any(row.problem for row in rows) else [row.fields for row in rows]


def value(case: dict) -> dict:
    read = read_value(case["column"], case["text"], case["column"].get("required", True))
    if not isinstance(read, Problem):
        return {"value": read}
    return {"problem": str(read).removeprefix(f"{case['column']['name']}: ")}


given = json.load(sys.stdin)
json.dump(
    {
        "cases": [vectors(case) for case in given["cases"]],
        "tables": [table(text) for text in given["tables"]],
        "fields": [value(case) for case in given["fields"]],
    },
    sys.stdout,
)
