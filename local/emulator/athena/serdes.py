"""Files of a table as relations of DuckDB, read as the table's SerDe reads them.

https://docs.aws.amazon.com/athena/latest/ug/supported-serdes.html
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import duckdb
from athena.requests import Unusable
from sqlglot import exp

PARQUET = "org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe"
OPEN_CSV = "org.apache.hadoop.hive.serde2.OpenCSVSerde"
OPENX_JSON = "org.openx.data.jsonserde.JsonSerDe"

# What DuckDB calls a type that sqlglot gives another of its names.
_OWN_NAMES = {"INT": "INTEGER", "TEXT": "VARCHAR", "REAL": "FLOAT"}

FILE = "__file"
# What a column of Parquet may be read as, beside its own type.
WIDER = {"INTEGER": ("BIGINT",), "SMALLINT": ("INTEGER", "BIGINT"), "FLOAT": ("DOUBLE",)}


def type_of(hive: str) -> str:
    """A type of Glue's as DuckDB calls it."""
    told = exp.DataType.build(hive, dialect="hive").sql("duckdb")
    return re.sub(r"\b(INT|TEXT|REAL)\b", lambda match: _OWN_NAMES[match[0]], told)


def columns_of(table: dict[str, Any]) -> dict[str, str]:
    """A table's own columns, with their types as DuckDB calls them."""
    return {one["Name"]: type_of(one["Type"]) for one in table["StorageDescriptor"].get("Columns") or []}


def quoted(name: str) -> str:
    """An identifier of SQL."""
    return '"' + name.replace('"', '""') + '"'


def text(value: str) -> str:
    """A literal of SQL."""
    return "'" + value.replace("'", "''") + "'"


def relation(connection: duckdb.DuckDBPyConnection, table: dict[str, Any], files: Sequence[Path]) -> str:
    """A query for the rows of files, with a column `__file` for where each is from. Raises Unusable."""
    serde = table["StorageDescriptor"].get("SerdeInfo") or {}
    reader = _READERS.get(serde.get("SerializationLibrary", ""))
    if reader is None:
        known = ", ".join(name.rsplit(".", 1)[-1] for name in _READERS)
        raise Unusable(f"The local stage does not offer this SerDe; it offers {known}.")
    return reader(connection, table, files)


def _read_parquet(connection: duckdb.DuckDBPyConnection, table: dict[str, Any], files: Sequence[Path]) -> str:
    """By name, in any case; a column that a file lacks is null."""
    parameters = (table["StorageDescriptor"].get("SerdeInfo") or {}).get("Parameters") or {}
    if "parquet.column.index.access" in parameters:
        raise Unusable("The local stage does not offer parquet.column.index.access.")
    source = f"read_parquet({_list(files)}, union_by_name = true, filename = {text(FILE)})"
    described = connection.execute(f"DESCRIBE SELECT * FROM {source}").fetchall()
    there = {name.lower(): (name, kind) for name, kind, *_ in described}
    told = []
    for name, wanted in columns_of(table).items():
        own, kind = there.get(name, (None, wanted))
        plain = kind.replace(" WITH TIME ZONE", "")
        if plain != wanted and wanted not in WIDER.get(plain, ()):
            raise Unusable(
                f"HIVE_BAD_DATA: Field {name}'s type {kind} in parquet file is incompatible with type {wanted} "
                "defined in table schema"
            )
        value = "NULL" if own is None else quoted(own)
        # A time that is stored in UTC is told in UTC.
        shifted = f"timezone('UTC', {value})" if kind.endswith("WITH TIME ZONE") else value
        told.append(f"CAST({shifted} AS {wanted}) AS {quoted(name)}")
    return f"SELECT {', '.join([*told, FILE])} FROM {source}"


def _read_open_csv(connection: duckdb.DuckDBPyConnection, table: dict[str, Any], files: Sequence[Path]) -> str:
    """By place; every column is text, and what is missing is the empty one."""
    columns = columns_of(table)
    other = [name for name, kind in columns.items() if kind != "VARCHAR"]
    if other:
        raise Unusable(f"The local stage offers OpenCSVSerde with columns of string alone; {other[0]} is none.")
    serde = table["StorageDescriptor"]["SerdeInfo"].get("Parameters") or {}
    quote = text(serde.get("quoteChar", '"'))
    skipped = int((table.get("Parameters") or {}).get("skip.header.line.count", 0))
    types = ", ".join(f"{text(name)}: 'VARCHAR'" for name in columns)
    told = ", ".join(f"coalesce({quoted(name)}, '') AS {quoted(name)}" for name in columns)
    return (
        f"SELECT {told}, {FILE} FROM read_csv({_list(files)}, auto_detect = false, header = false, skip = {skipped}, "
        f"delim = {text(serde.get('separatorChar', ','))}, quote = {quote}, "
        f"escape = {quote}, columns = {{{types}}}, null_padding = true, "
        f"filename = {text(FILE)})"
    )


def _read_openx_json(connection: duckdb.DuckDBPyConnection, table: dict[str, Any], files: Sequence[Path]) -> str:
    """A document a line; columns are found by their names, or by the keys that the SerDe maps them to."""
    columns = columns_of(table)
    if any("TIMESTAMP" in kind or "DATE" in kind for kind in columns.values()):
        raise Unusable(
            "The local stage offers JSON without columns of dates: ISO 8601 is none of Hive's; read it as string."
        )
    parameters = {
        name.lower(): value for name, value in (table["StorageDescriptor"]["SerdeInfo"].get("Parameters") or {}).items()
    }
    exact = parameters.get("case.insensitive", "true").lower() == "false"
    keys = {name: parameters.get(f"mapping.{name}", name) for name in columns}
    for file in files:
        _rewrite(file, keys, exact)
    types = ", ".join(f"{text(name)}: {text(kind)}" for name, kind in columns.items())
    return (
        f"SELECT * FROM read_json({_list(files)}, format = 'newline_delimited', columns = {{{types}}}, "
        f"filename = {text(FILE)})"
    )


def _rewrite(file: Path, keys: dict[str, str], exact: bool) -> None:
    """Writes a file anew with a key for each column, as the SerDe finds them."""
    lines = []
    for number, line in enumerate(file.read_text("utf-8").splitlines(), 1):
        if not line.strip():
            continue
        try:
            document = json.loads(line)
        except ValueError:
            raise Unusable(f"HIVE_CURSOR_ERROR: Row is not a valid JSON Object (line {number})") from None
        if not isinstance(document, dict):
            raise Unusable(f"HIVE_CURSOR_ERROR: Row is not a valid JSON Object (line {number})")
        given = document if exact else _lower(document)
        lines.append(json.dumps({name: given.get(key if exact else key.lower()) for name, key in keys.items()}))
    file.write_text("".join(f"{line}\n" for line in lines), "utf-8")


def _lower(value: Any) -> Any:
    """The SerDe's keys without upper case, at any depth."""
    if isinstance(value, dict):
        return {name.lower(): _lower(one) for name, one in value.items()}
    return [_lower(one) for one in value] if isinstance(value, list) else value


def _list(files: Sequence[Path]) -> str:
    return "[" + ", ".join(text(str(file)) for file in files) + "]"


_READERS: dict[str, Callable[[duckdb.DuckDBPyConnection, dict[str, Any], Sequence[Path]], str]] = {
    PARQUET: _read_parquet,
    OPEN_CSV: _read_open_csv,
    OPENX_JSON: _read_openx_json,
}
