"""Runs queries over tables by the local stage's Athena, without a stage.

Reads `{"tables": [...], "objects": {uri: text}, "queries": [[sql, parameters], ...]}` from standard input, tables as
Glue's API has them, and writes a list of `{"columns", "rows"}` or `{"error"}`. The content of an object that ends in
`.parquet` is a query of DuckDB's.
"""

import json
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[3] / "local" / "emulator"))

import duckdb
from athena.engine import Catalog, run
from athena.requests import Unusable
from athena.statements import with_parameters


def content(uri: str, text: str) -> bytes:
    """The bytes of an object."""
    if not uri.endswith(".parquet"):
        return text.encode()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "rows.parquet"
        duckdb.sql("SET TimeZone = 'UTC'")
        duckdb.sql(f"COPY ({text}) TO '{path}' (FORMAT parquet)")
        return path.read_bytes()


def main() -> None:
    """Runs what is asked for."""
    asked = json.load(sys.stdin)
    tables = {table["Name"]: table for table in asked["tables"]}
    objects = {uri.removeprefix("s3://"): content(uri, text) for uri, text in asked["objects"].items()}

    def keys(bucket: str, prefix: str) -> list[str]:
        start = f"{bucket}/{prefix}"
        return [name.removeprefix(f"{bucket}/") for name in sorted(objects) if name.startswith(start)]

    catalog = Catalog(
        lambda _, name: tables[name],
        keys,
        lambda bucket, key: objects[f"{bucket}/{key}"],
        lambda bucket, key: len(objects[f"{bucket}/{key}"]),
    )
    answers = []
    for sql, parameters in asked["queries"]:
        try:
            answer = run(with_parameters(sql, parameters), "insights", catalog, None)
            answers.append({"columns": answer.columns, "rows": answer.rows})
        except Unusable as error:
            answers.append({"error": str(error)})
    json.dump(answers, sys.stdout)


if __name__ == "__main__":
    main()
