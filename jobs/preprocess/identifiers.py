"""The one form of what names a row, by its column's type; contracts/identifiers.ts has the same in TypeScript.

| type | two texts name the same row if they are |
| --- | --- |
| integer, number | the same number, to the last digit: `7`, `7.0`, `+7`, `007`, `7e0` |
| string | the same letters, however Unicode composes them: `é` is `e` with an accent |

docs/decisions/rows-are-named-by-value.md says why; tests/contracts/identifiers.json has examples that both languages
are tested with.
"""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata

# What a spec has for its identifier where no column names a row (contracts/dataset.ts).
GENERATED = "generated"

# The form of most identifiers, which is taken as it is.
_PLAIN = re.compile(r"0|-?[1-9][0-9]{0,38}")

_DECIMAL = re.compile(r"([+-]?)([0-9]*)(?:\.([0-9]*))?(?:[eE]([+-]?)0*([0-9]{1,9}))?")

# A number that takes more digits than this, or more places after the point, is written with an exponent: no identifier
# grows beyond the text that it was sent as.
_MOST_PLACES = 40


def canonical_identifier(type: str, text: str) -> str | None:
    """The text that stands for every spelling of an identifier; None where it is none of the type."""
    text = text.strip(" \t")
    if type == "string":
        return (text if text.isascii() else unicodedata.normalize("NFC", text)) or None
    if _PLAIN.fullmatch(text):
        return text
    return _canonical_number(text, whole=type == "integer")


def generated_identifier(values: dict[str, float | str | None]) -> str:
    """The identifier of a row that has none: 64 bits of a hash of its values by column, the target not among them.

    The same values make the same identifier in every file, however they are spelt, whichever order the columns have and
    whatever columns without a value there are beside them; contracts/generatedIdentifiers.ts has it in TypeScript.
    """
    text = "".join(canonical_value(name, value) for name, value in sorted(values.items()))
    return hashlib.sha256(text.encode("utf-8")).hexdigest()[:16]


def canonical_value(name: str, value: float | str | None) -> str:
    """A column's part of what is hashed: a line of JSON, nothing where the value is missing. Minus zero is zero."""
    if value is None:
        return ""
    canonical = unicodedata.normalize("NFC", value) if isinstance(value, str) else value + 0.0
    return json.dumps([name, canonical], ensure_ascii=False, separators=(",", ":")) + "\n"


def base_identifier(spec: dict, identifier: str) -> str:
    """What rows with the same values have in common, where identifiers are generated: the one without its number."""
    return identifier.partition("-")[0] if spec["identifier"] == GENERATED else identifier


def _canonical_number(text: str, whole: bool) -> str | None:
    """By digits, since a float is exact up to 2**53 only."""
    match = _DECIMAL.fullmatch(text)
    if match is None:
        return None
    sign, before, after, exponent_sign, exponent_digits = (group or "" for group in match.groups())
    if before + after == "":
        return None
    digits = (before + after).lstrip("0")
    if digits == "":
        return "0"
    exponent = int(f"{exponent_sign}{exponent_digits or 0}") - len(after)
    kept = digits.rstrip("0")
    exponent += len(digits) - len(kept)
    if whole and exponent < 0:
        return None
    return ("-" if sign == "-" else "") + _written(kept, exponent)


def _written(digits: str, exponent: int) -> str:
    """`digits` times ten to the power of `exponent`."""
    if exponent >= 0 and len(digits) + exponent <= _MOST_PLACES:
        return digits + "0" * exponent
    if -_MOST_PLACES <= exponent < 0:
        padded = digits.rjust(1 - exponent, "0")
        return f"{padded[:exponent]}.{padded[exponent:]}"
    return f"{digits}e{exponent}"
