"""SQL as Athena's engine 3, which is Trino, takes it, and as DuckDB runs it.

What is not parsed as Trino's is refused, and so is what would leave the catalog's tables: Athena reads no files by
their names. https://docs.aws.amazon.com/athena/latest/ug/querying-with-prepared-statements.html
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import sqlglot
from athena.requests import Unusable
from sqlglot import exp
from sqlglot.tokens import TokenType

DIALECT = "athena"
_EXECUTE = re.compile(r"\s*EXECUTE\s+([A-Za-z_][\w@:]*)(?:\s+USING\s+(.+?))?\s*;?\s*", re.IGNORECASE | re.DOTALL)
# What sqlglot knows no node for, and what both Trino and DuckDB have by that name.
PLAIN_FUNCTIONS = ("now", "bar", "typeof")


@dataclass(frozen=True)
class Reference:
    """A table of the catalog that a statement reads, and what its rows are asked for by partition columns alone."""

    node: exp.Table
    database: str
    table: str


def parse(sql: str) -> exp.Expression:
    """The one query of a text. Raises Unusable for what is none."""
    try:
        statements = [one for one in sqlglot.parse(sql, read=DIALECT) if one is not None]
    except sqlglot.errors.SqlglotError as error:
        raise Unusable(f"SYNTAX_ERROR: {str(error).splitlines()[0]}") from None
    if len(statements) != 1:
        raise Unusable("Only one sql statement is allowed.")
    statement = statements[0]
    if not isinstance(statement, exp.Query):
        raise Unusable("The local stage runs queries alone: SELECT, and EXECUTE of a prepared one.")
    for node in statement.find_all(exp.Anonymous):
        if node.name.lower() not in PLAIN_FUNCTIONS:
            raise Unusable(f"FUNCTION_NOT_FOUND: Function '{node.name.lower()}' not registered")
    for node in statement.find_all(exp.Star):
        if node.args.get("except_") or node.args.get("except") or node.args.get("replace"):
            raise Unusable("SYNTAX_ERROR: a star takes neither EXCLUDE nor REPLACE")
    return statement


def references(statement: exp.Expression, database: str) -> list[Reference]:
    """The tables that a statement reads. Raises Unusable for what is no table of the catalog."""
    found = []
    for node in statement.find_all(exp.Table):
        if not isinstance(node.this, exp.Identifier):
            raise Unusable(f"FUNCTION_NOT_FOUND: {node.this.sql(DIALECT)} is no table of the catalog")
        if not node.db and _is_common_name(node):
            continue
        catalog = node.catalog.lower()
        if catalog not in ("", "awsdatacatalog"):
            raise Unusable(f"CATALOG_NOT_FOUND: Catalog '{catalog}' not found")
        found.append(Reference(node, (node.db or database).lower(), node.name.lower()))
    return found


def _is_common_name(node: exp.Table) -> bool:
    """Whether a name is that of a WITH around it."""
    above = node.parent
    while above is not None:
        with_ = above.args.get("with_") or above.args.get("with")
        if with_ is not None and any(one.alias.lower() == node.name.lower() for one in with_.expressions):
            return True
        above = above.parent
    return False


def partition_filter(reference: Reference, keys: Sequence[str]) -> exp.Expression | None:
    """The conditions around a table that speak of its partition columns alone; None where there is none."""
    select = reference.node.find_ancestor(exp.Select)
    where = select.args.get("where") if select is not None else None
    if where is None or reference.node.find_ancestor(exp.Select) is not where.parent:
        return None
    alias = reference.node.alias_or_name.lower()
    alone = len(list(_tables_of(select))) == 1
    told = []
    for condition in where.this.flatten() if isinstance(where.this, exp.And) else [where.this]:
        columns = list(condition.find_all(exp.Column))
        own = all(
            column.name.lower() in keys and (column.table.lower() == alias or (not column.table and alone))
            for column in columns
        )
        if columns and own and condition.find(exp.Query) is None:
            told.append(_unqualified(condition))
    return exp.and_(*told) if told else None


def _tables_of(select: exp.Select) -> list[exp.Expression]:
    sources = [select.args.get("from_") or select.args.get("from"), *(select.args.get("joins") or [])]
    return [one.this for one in sources if one is not None]


def _unqualified(condition: exp.Expression) -> exp.Expression:
    plain = condition.copy()
    for column in plain.find_all(exp.Column):
        column.set("table", None)
    return plain


def to_duckdb(statement: exp.Expression) -> str:
    """The statement in DuckDB's words."""
    return statement.transform(_as_trino_does).sql("duckdb", unsupported_level=sqlglot.ErrorLevel.RAISE)


def _as_trino_does(node: exp.Expression) -> exp.Expression:
    """What DuckDB has by the same name and takes otherwise.

    https://trino.io/docs/current/sql/select.html#unnest and https://trino.io/docs/current/functions/string.html
    """
    if isinstance(node, exp.SplitPart):
        # A part that is not there is null.
        parts = _function("string_split", node.this, node.args["delimiter"])
        return _function("list_extract", parts, node.args["part_index"])
    if isinstance(node, exp.Unnest) and len(node.expressions) == 1 and len(node.alias_column_names) > 1:
        # Rows become a column for each of their fields.
        row = exp.select(exp.alias_(_function("unnest", node.expressions[0]), "row")).subquery()
        fields = exp.select(_function("unnest", exp.column("row"))).from_(row)
        return exp.Subquery(this=fields, alias=node.args["alias"])
    return node


def _function(name: str, *arguments: exp.Expression) -> exp.Expression:
    return exp.Anonymous(this=name, expressions=list(arguments))


def with_parameters(sql: str, parameters: Sequence[str]) -> str:
    """The statement with its question marks replaced, from left to right. Raises Unusable where they do not match."""
    places = [token for token in _tokens(sql) if token.token_type == TokenType.PLACEHOLDER]
    if len(places) != len(parameters):
        raise Unusable(
            f"INVALID_PARAMETER_USAGE: Incorrect number of parameters: expected {len(places)} "
            f"but found {len(parameters)}"
        )
    for place, parameter in reversed(list(zip(places, parameters, strict=True))):
        sql = f"{sql[: place.start]}{_literal(parameter)}{sql[place.end + 1 :]}"
    return sql


def _tokens(sql: str) -> list:
    try:
        return sqlglot.tokenize(sql, read=DIALECT)
    except sqlglot.errors.SqlglotError as error:
        raise Unusable(f"SYNTAX_ERROR: {str(error).splitlines()[0]}") from None


def _literal(text: str) -> str:
    """A parameter as SQL; Athena takes literals alone: texts in single quotes, numbers, true, false, null."""
    try:
        node = sqlglot.parse_one(text, read=DIALECT)
    except sqlglot.errors.SqlglotError:
        node = None
    value = node.this if isinstance(node, exp.Neg | exp.Cast) else node
    if not isinstance(value, exp.Literal | exp.Boolean | exp.Null):
        raise Unusable(f"INVALID_PARAMETER_USAGE: {text} is no literal: a text stands in single quotes")
    return node.sql(DIALECT)


def prepared(sql: str) -> tuple[str, list[str]] | None:
    """The name, and the parameters, of `EXECUTE name USING ...`; None for another statement."""
    if not re.match(r"\s*EXECUTE\b", sql, re.IGNORECASE):
        return None
    match = _EXECUTE.fullmatch(sql)
    if match is None:
        raise Unusable("SYNTAX_ERROR: EXECUTE takes the name of a statement, and USING with its parameters")
    try:
        nodes = sqlglot.parse_one(f"SELECT {match[2]}", read=DIALECT).expressions if match[2] else []
    except sqlglot.errors.SqlglotError as error:
        raise Unusable(f"SYNTAX_ERROR: {str(error).splitlines()[0]}") from None
    return match[1], [node.sql(DIALECT) for node in nodes]
