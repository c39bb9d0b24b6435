"""Numbers as people write them: `16.884,92`, `$1,000`, `23.4 kmpl`, `12%`, `(5)`.

A format is NumberFormat of contracts/dataset.ts; functions/shared/numberFormat.ts does the same operations in the same
order, so that both give the same number to the last bit.
"""

from __future__ import annotations

import re

# Decimal notation without a sign.
_UNSIGNED = re.compile(r"([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]+)?")

# Groups of three digits; of two in the middle, as in India. None begins with `0,`: that is a fraction.
_FIRST_GROUP = re.compile(r"[1-9][0-9]{0,2}")
_MIDDLE_GROUP = re.compile(r"[0-9]{2,3}")
_LAST_GROUP = re.compile(r"[0-9]{3}")

# What looks like a space within a number, or like an apostrophe: no-break, narrow and thin spaces.
_SPACES = " \u00a0\u202f\u2009"
_ALIKE = {" ": _SPACES, "'": "'\u2019"}
_SIGNS = "+-\u2212"


def read_number(format: dict, text: str) -> float | None:
    """The number that a text is in a format; None where it is none.

    At most one unit stands before the digits and one behind them; `(5)` is -5, as in books of account.
    """
    units = format.get("units") or {}
    in_brackets = text.startswith("(") and text.endswith(")")
    outer, signed = _without_sign((text[1:-1] if in_brackets else text).strip(_SPACES))
    before = _longest([unit for unit in units if signed.startswith(unit)])
    inner, rest = _without_sign(signed[len(before) :].strip(_SPACES))
    after = _longest([unit for unit in units if rest.endswith(unit)])
    digits = _plain_digits(
        rest[: len(rest) - len(after)].strip(_SPACES), format.get("decimal", "."), format.get("thousands")
    )
    sign = outer + inner + ("-" if in_brackets else "")
    if digits is None or len(sign) > 1:
        return None
    number = float(digits)
    for unit in (before, after):
        number = number * float(units[unit]) if unit else number
    return number if sign in ("", "+") else -number


def _longest(units: list[str]) -> str:
    return max(units, key=len, default="")


def _without_sign(text: str) -> tuple[str, str]:
    return (text[0], text[1:].strip(_SPACES)) if text and text[0] in _SIGNS else ("", text)


def _plain_digits(text: str, decimal: str, thousands: str | None) -> str | None:
    """Digits as a program writes them: with a point, and with nothing between groups."""
    whole, *fractions = text.split(decimal)
    digits = _without_groups(whole, thousands)
    if digits is None or len(fractions) > 1 or (decimal != "." and "." in text and thousands != "."):
        return None
    plain = f"{digits}.{fractions[0]}" if fractions else digits
    return plain if _UNSIGNED.fullmatch(plain) else None


def _without_groups(whole: str, thousands: str | None) -> str | None:
    if thousands is None:
        return whole
    first, *rest = re.split(f"[{_ALIKE.get(thousands, thousands)}]", whole)
    if not rest:
        return first
    grouped = (
        _FIRST_GROUP.fullmatch(first)
        and all(map(_MIDDLE_GROUP.fullmatch, rest[:-1]))
        and _LAST_GROUP.fullmatch(rest[-1])
    )
    return "".join([first, *rest]) if grouped else None
