"""Runs a query over the tables of the catalog, by DuckDB."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
from athena import serdes
from athena.projection import Found, objects_of
from athena.requests import TooMuch, Unusable
from athena.statements import Reference, parse, partition_filter, references, to_duckdb
from sqlglot import exp


@dataclass(frozen=True)
class Catalog:
    """What a query is run over.

    Attributes:
        table: a table of a database, as Glue has it; raises Unusable where there is none, or the caller may not know.
        keys: the keys below a prefix of a bucket; raises Unusable where the caller may not list them.
        read: an object's content; raises Unusable where the caller may not read it.
        size: an object's bytes.
    """

    table: Callable[[str, str], dict[str, Any]]
    keys: Callable[[str, str], Iterable[str]]
    read: Callable[[str, str], bytes]
    size: Callable[[str, str], int]


@dataclass(frozen=True)
class Answer:
    """What a query gave: the columns' names and types, and rows of texts, None where there is none."""

    columns: list[str]
    types: list[str]
    rows: list[list[str | None]]
    scanned: int


def run(sql: str, database: str, catalog: Catalog, limit: int | None) -> Answer:
    """Runs a query.

    Args:
        limit: the most bytes that it may read.

    Raises:
        Unusable: Athena would not run it.
        TooMuch: it reads more than it may.
    """
    statement = parse(sql)
    now = datetime.now(UTC)
    with tempfile.TemporaryDirectory(prefix="athena-") as folder, duckdb.connect() as connection:
        connection.execute("SET TimeZone = 'UTC'")
        scanned = 0
        for index, reference in enumerate(references(statement, database)):
            scanned += _load(connection, reference, catalog, Path(folder) / str(index), now, limit, scanned)
        # Nothing but the catalog's tables from here on.
        connection.execute("SET enable_external_access = false")
        try:
            result = connection.execute(to_duckdb(statement))
            described, rows = result.description, result.fetchall()
        except duckdb.Error as error:
            raise Unusable(f"SYNTAX_ERROR: {str(error).splitlines()[0]}") from None
    return Answer(
        [one[0] for one in described],
        [_athena_type(str(one[1])) for one in described],
        [[told(value) for value in row] for row in rows],
        scanned,
    )


def _load(
    connection: duckdb.DuckDBPyConnection,
    reference: Reference,
    catalog: Catalog,
    folder: Path,
    now: datetime,
    limit: int | None,
    before: int,
) -> int:
    """Makes the statement read a relation in the table's place; the bytes that were read for it."""
    table = catalog.table(reference.database, reference.table)
    keys = [one["Name"] for one in table.get("PartitionKeys") or []]
    found = objects_of(table, catalog.keys, now)
    chosen = _pruned(connection, found, keys, partition_filter(reference, keys))
    scanned = sum(catalog.size(one.bucket, one.key) for one in chosen)
    if limit is not None and before + scanned > limit:
        raise TooMuch()
    name = f"table_{folder.name}"
    folder.mkdir()
    files: dict[Path, Found] = {}
    for number, one in enumerate(chosen):
        content = catalog.read(one.bucket, one.key)
        if content:
            file = folder / str(number)
            file.write_bytes(content)
            files[file] = one
    connection.execute(f"CREATE TABLE {name} AS {_rows(connection, table, files, keys)}")
    node = reference.node
    alias = node.alias or node.name
    node.replace(exp.alias_(exp.to_table(name), alias, table=True))
    return scanned


def _pruned(
    connection: duckdb.DuckDBPyConnection, found: list[Found], keys: list[str], condition: exp.Expression | None
) -> list[Found]:
    """The objects of the partitions that a condition holds for."""
    values = sorted({one.values for one in found})
    if condition is None or not values:
        return found
    rows = ", ".join("(" + ", ".join(serdes.text(value) for value in row) + ")" for row in values)
    names = ", ".join(serdes.quoted(key) for key in keys)
    try:
        held = connection.execute(
            f"SELECT * FROM (VALUES {rows}) AS p ({names}) WHERE {to_duckdb(condition)}"
        ).fetchall()
    except duckdb.Error as error:
        raise Unusable(f"SYNTAX_ERROR: {str(error).splitlines()[0]}") from None
    kept = set(held)
    return [one for one in found if one.values in kept]


def _rows(
    connection: duckdb.DuckDBPyConnection, table: dict[str, Any], files: dict[Path, Found], keys: list[str]
) -> str:
    columns = serdes.columns_of(table)
    own = [serdes.quoted(name) for name in columns]
    if not files:
        empty = [f"CAST(NULL AS {kind}) AS {serdes.quoted(name)}" for name, kind in columns.items()]
        empty += [f"CAST(NULL AS VARCHAR) AS {serdes.quoted(key)}" for key in keys]
        return f"SELECT {', '.join(empty)} WHERE false"
    # Reading may write the files anew, which then have their names still.
    relation = serdes.relation(connection, table, list(files))
    if not keys:
        return f"SELECT {', '.join(own)} FROM ({relation})"
    places = ", ".join(
        "(" + ", ".join(serdes.text(value) for value in (str(file), *one.values)) + ")" for file, one in files.items()
    )
    names = [serdes.quoted(key) for key in keys]
    return (
        f"SELECT {', '.join([*own, *names])} FROM ({relation}) AS r "
        f"JOIN (VALUES {places}) AS p (__place, {', '.join(names)}) ON r.{serdes.FILE} = p.__place"
    )


def _athena_type(kind: str) -> str:
    plain = kind.upper().split("(")[0].strip()
    return _TYPES.get(plain, "array" if plain.endswith("[]") else "varchar")


_TYPES = {
    "BOOLEAN": "boolean",
    "TINYINT": "tinyint",
    "SMALLINT": "smallint",
    "INTEGER": "integer",
    "BIGINT": "bigint",
    "HUGEINT": "bigint",
    "FLOAT": "float",
    "DOUBLE": "double",
    "DECIMAL": "decimal",
    "DATE": "date",
    "TIMESTAMP": "timestamp",
    "TIMESTAMP WITH TIME ZONE": "timestamp with time zone",
    "STRUCT": "row",
    "MAP": "map",
}


def told(value: Any) -> str | None:
    """A value as GetQueryResults and the file of results have it."""
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d %H:%M:%S.") + f"{value.microsecond // 1000:03d}"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, dict):
        return "{" + ", ".join(f"{name}={told(one)}" for name, one in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(str(told(one)) for one in value) + "]"
    return str(value)
