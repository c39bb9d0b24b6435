"""Values as the real-time interface keeps them (contracts/requests.ts), whatever file they come from.

A number in decimal notation, a boolean as 1 or 0, a date as seconds since 1970; a column that is ignored as it came.
"""

from __future__ import annotations

from dataset import Problem, read_value
from identifiers import canonical_identifier


def canonical_text(column: dict, text: str) -> str | None:
    """The text of a value; None where it is missing. What is none of the column's stays: it is what is looked for."""
    value = read_value(column, text, required=False)
    if isinstance(value, Problem):
        return text
    return number_text(value) if isinstance(value, float) else value


def number_text(value: float) -> str:
    """A number in decimal notation: whole ones without a fraction."""
    return str(int(value)) if value.is_integer() and abs(value) < 1e21 else repr(value)


def name_of(spec: dict, identifier: str | None) -> str | None:
    """What rows are compared by; None where there is no identifier, or none of its column's type."""
    if identifier is None:
        return None
    kind = next((column["type"] for column in spec["columns"] if column["name"] == spec["identifier"]), "string")
    return canonical_identifier(kind, identifier)


def model_columns(spec: dict) -> list[str]:
    """The names of the model's columns but the target."""
    return [column["name"] for column in spec["columns"] if column["name"] != spec["target"]]
