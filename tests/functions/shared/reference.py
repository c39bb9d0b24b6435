"""What pre-processing makes of cases that a test hands over as JSON, so that the handler's own code can be compared.

Reads `{"cases": [{"spec", "train", "records", "csv"?}], "tables": [text or {"text", "delimiter"}], "fields":
[{"column", "text"}], "named": [{"spec", "csv"}]}` and answers in kind: the transforms with the records' vectors and
what the scoring job makes of the CSV, the tables' fields (null for a malformed one), the fields' values, and the names
of the CSV's rows, as blocks and one by one.
"""

import io
import json
import sys
from contextlib import redirect_stdout
from pathlib import Path
from tempfile import TemporaryDirectory

sys.path.insert(0, str(Path(__file__).resolve().parents[3] / "jobs" / "preprocess"))
sys.path.insert(0, str(Path(__file__).resolve().parents[3] / "jobs"))

from data.rows import read_rows
from dataset import Problem, read_value
from score import main
from table import TableReader
from transform import encode, fit


def vectors(case: dict) -> dict:
    transform = fit(case["spec"], case["train"])
    vectors = [encode(transform, record) for record in case["records"]]
    table = scored(case["spec"], transform, case["csv"]) if "csv" in case else None
    return {"transform": transform, "vectors": vectors, "scored": table}


def scored(spec: dict, transform: dict, text: str) -> dict:
    """The vectors of the scoring job, by format, as a transform job's model reads them."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "data").mkdir()
        (folder / "data/rows.csv").write_text(text, encoding="utf-8", newline="")
        (folder / "model.json").write_text(json.dumps(spec))
        (folder / "transform.json").write_text(json.dumps(transform))
        options = ["--data", f"{folder}/data", "--model", f"{folder}/model.json", "--output", name]
        versions = [f"{algorithm}={folder}/transform.json" for algorithm in ("lines", "table")]
        with redirect_stdout(io.StringIO()):
            assert main([*options, "--transform", *versions, "--format", "lines=application/jsonlines"]) == 0
        table = (folder / "encoded/table/part-00000.csv").read_bytes()
        lines = (folder / "encoded/lines/part-00000.jsonl").read_text().splitlines()
    width = len(transform["vector"])
    return {
        "csv": [[float(field) for field in row.fields[-width:]] for row in read_rows(table)],
        "jsonlines": [json.loads(line)["vector"]["features"] for line in lines],
    }


def table(given: str | dict) -> list | None:
    text, delimiter = (given, ",") if isinstance(given, str) else (given["text"], given["delimiter"])
    rows = list(read_rows(text.encode("utf-8"), delimiter))
    return None if any(row.problem for row in rows) else [row.fields for row in rows]


def value(case: dict) -> dict:
    required = case["column"].get("required", True) and not case["column"].get("ignored")
    read = read_value(case["column"], case["text"], required)
    if not isinstance(read, Problem):
        return {"value": read}
    return {"problem": str(read).removeprefix(f"{case['column']['name']}: ")}


def names(case: dict) -> list[list[str]]:
    spec = case["spec"]
    spec["columns"] = [column for column in spec["columns"] if column["name"] != spec["target"]]
    return [
        [
            name
            for block in TableReader(spec, row_by_row).read("rows.csv", io.BytesIO(case["csv"].encode("utf-8")))
            for name in block.texts[spec["identifier"]].to_pylist()
        ]
        for row_by_row in (False, True)
    ]


given = json.load(sys.stdin)
json.dump(
    {
        "cases": [vectors(case) for case in given["cases"]],
        "tables": [table(text) for text in given["tables"]],
        "fields": [value(case) for case in given["fields"]],
        "named": [names(case) for case in given["named"]],
    },
    sys.stdout,
)
