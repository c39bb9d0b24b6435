"""Dates and times as people write them, and what a model learns of them; functions/shared/dates.ts does the same.

A date is a number of seconds since 1970 began in UTC, whole but for fractions of a second. One without an offset is
taken for UTC. A format is `iso`, `epoch` (seconds since 1970), `epoch-ms`, or a pattern of the directives of strftime:

| directive | is |
| --- | --- |
| `%Y`, `%y` | the year: four digits, or two (69 to 99 are of the 20th century, the others of the 21st) |
| `%m`, `%d` | month and day: one digit or two |
| `%b`, `%B` | the month's English name, short or whole, in any case |
| `%H`, `%I`, `%M`, `%S`, `%f` | hour (of 24, of 12), minute, second, fraction |
| `%p` | AM or PM |
| `%a`, `%A` | the day's English name, passed over |
| `%z` | an offset: `Z`, `+02:00`, `+0200`, `+02` |
| `%%` | a percent sign |
"""

from __future__ import annotations

import math
import re

_MONTHS = [
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
]
_DAYS = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]

_ISO = re.compile(
    r"([0-9]{4})-([0-9]{2})-([0-9]{2})"
    r"(?:[T ]([0-9]{2}):([0-9]{2})(?::([0-9]{2})(?:[.,]([0-9]{1,9}))?)? ?(Z|[+-][0-9]{2}(?::?[0-9]{2})?)?)?"
)
_DECIMAL = re.compile(r"[+-]?[0-9]{1,20}(\.[0-9]*)?")
_OFFSET = re.compile(r"Z|[+-][0-9]{2}(?::?[0-9]{2})?")

# The fewest and the most digits of a directive.
_DIGITS = {
    "Y": (4, 4),
    "y": (2, 2),
    "f": (1, 9),
    **dict.fromkeys("mdHIMS", (1, 2)),
}

# The first second of the year 1, and that after the last one of 9999.
_FIRST, _END = -62135596800, 253402300800

_DAY = 86400

# How many places a cycle has, and which one of them a moment is at.
_CYCLES = {"monthCycle": 12, "weekdayCycle": 7, "hourCycle": 24, "yearCycle": 366}

PARTS = ("age", "year", "month", "weekday", "hour", *_CYCLES)


def read_date(format: str, text: str) -> float | None:
    """The seconds of a date in a format; None where it is none."""
    if format in ("epoch", "epoch-ms"):
        if _DECIMAL.fullmatch(text) is None:
            return None
        seconds = float(text) / 1000 if format == "epoch-ms" else float(text)
        return seconds if _FIRST <= seconds < _END else None
    fields = _iso_fields(text) if format == "iso" else _fields(format, text)
    return None if fields is None else _seconds(fields)


def expected_date(format: str) -> str:
    """What a text should have been."""
    named = {"iso": "2016-12-31", "epoch": "seconds since 1970", "epoch-ms": "milliseconds since 1970"}
    return f"a date written as {named.get(format, format)}"


def part_of(part: str, seconds: float, reference: float) -> float:
    """What a model learns of a date, as a number: its age in days at the reference, or a part of the calendar."""
    if part == "age":
        return (reference - seconds) / _DAY
    whole = math.floor(seconds)
    days = whole // _DAY
    if part == "hour":
        return float((whole - days * _DAY) // 3600)
    if part == "weekday":
        return float((days + 3) % 7 + 1)
    year, month, _ = _civil(days)
    return float(year if part == "year" else month)


def place_of(cycle: str, seconds: float) -> int:
    """Where a date is in a cycle, from 0 on."""
    if cycle == "yearCycle":
        days = math.floor(seconds) // _DAY
        return days - _days(_civil(days)[0], 1, 1)
    part = part_of(cycle.removesuffix("Cycle"), seconds, 0.0)
    return int(part) if cycle == "hourCycle" else int(part) - 1


def cycle_places(cycle: str) -> list[list[float]] | None:
    """Sine and cosine of each place of a cycle; None where the part is none.

    They are data, and rounded: no two machines compute sines to the same last bit.
    """
    count = _CYCLES.get(cycle)
    if count is None:
        return None
    turns = [2 * math.pi * place / count for place in range(count)]
    return [[round(math.sin(turn), 12) + 0.0, round(math.cos(turn), 12) + 0.0] for turn in turns]


def _iso_fields(text: str) -> dict[str, str] | None:
    match = _ISO.fullmatch(text)
    if match is None:
        return None
    return {name: value for name, value in zip("YmdHMSfz", match.groups(), strict=True) if value is not None}


def _fields(format: str, text: str) -> dict[str, str] | None:
    """What stands in a text at each directive of a pattern."""
    fields: dict[str, str] = {}
    at = 0
    place = 0
    while place < len(format):
        directive = format[place + 1 : place + 2] if format[place] == "%" else ""
        place += 2 if directive else 1
        if directive in ("", "%"):
            literal = format[place - 1]
            if text[at : at + 1] != literal:
                return None
            at += 1
            while literal == " " and text[at : at + 1] == " ":
                at += 1
            continue
        found = _field(directive, text, at)
        if found is None:
            return None
        fields[directive] = found
        at += len(found)
    return fields if at == len(text) else None


def _field(directive: str, text: str, at: int) -> str | None:
    """What stands at a place of a text, if that is what the directive means."""
    if directive in _DIGITS:
        least, most = _DIGITS[directive]
        end = at
        while end < len(text) and end - at < most and text[end] in "0123456789":
            end += 1
        return text[at:end] if end - at >= least else None
    if directive == "z":
        match = _OFFSET.match(text, at)
        return None if match is None else match.group()
    if directive == "p":
        return text[at : at + 2] if text[at : at + 2].lower() in ("am", "pm") else None
    for name in _MONTHS if directive in "bB" else _DAYS:
        for length in (len(name), 3):
            if text[at : at + length].lower() == name[:length]:
                return text[at : at + length]
    return None


def _seconds(fields: dict[str, str]) -> float | None:
    year = int(fields["Y"]) if "Y" in fields else _century(int(fields.get("y", "0")))
    name = fields.get("b", fields.get("B"))
    month = _month(name) if name is not None else int(fields.get("m", "1"))
    day = int(fields.get("d", "1"))
    hour = _hour(fields)
    minute, second = int(fields.get("M", "0")), int(fields.get("S", "0"))
    if not (1 <= year and 1 <= month <= 12 and 1 <= day <= _length(year, month)):
        return None
    if hour is None or minute > 59 or second > 59:
        return None
    whole = _days(year, month, day) * _DAY + hour * 3600 + minute * 60 + second - _offset(fields.get("z", "Z"))
    return float(whole) + float(f"0.{fields.get('f', '0')}")


def _century(year: int) -> int:
    return year + (1900 if year >= 69 else 2000)


def _month(name: str) -> int:
    return next(place for place, month in enumerate(_MONTHS, start=1) if month[:3] == name[:3].lower())


def _hour(fields: dict[str, str]) -> int | None:
    if "I" not in fields:
        hour = int(fields.get("H", "0"))
        return hour if hour <= 23 else None
    hour = int(fields["I"])
    if not 1 <= hour <= 12:
        return None
    return hour % 12 + (12 if fields.get("p", "am").lower() == "pm" else 0)


def _offset(text: str) -> int:
    if text == "Z":
        return 0
    digits = text[1:].replace(":", "").ljust(4, "0")
    return (int(digits[:2]) * 3600 + int(digits[2:]) * 60) * (-1 if text[0] == "-" else 1)


def _length(year: int, month: int) -> int:
    if month == 2:
        return 29 if year % 4 == 0 and (year % 100 != 0 or year % 400 == 0) else 28
    return 30 if month in (4, 6, 9, 11) else 31


def _days(year: int, month: int, day: int) -> int:
    """Days since 1970 began; https://howardhinnant.github.io/date_algorithms.html#days_from_civil."""
    shifted = year - (1 if month <= 2 else 0)
    era = shifted // 400
    of_era = shifted - era * 400
    of_year = (153 * (month + (-3 if month > 2 else 9)) + 2) // 5 + day - 1
    return era * 146097 + of_era * 365 + of_era // 4 - of_era // 100 + of_year - 719468


def _civil(days: int) -> tuple[int, int, int]:
    """Year, month and day; https://howardhinnant.github.io/date_algorithms.html#civil_from_days."""
    shifted = days + 719468
    era = shifted // 146097
    of_era = shifted - era * 146097
    years = (of_era - of_era // 1460 + of_era // 36524 - of_era // 146096) // 365
    of_year = of_era - (365 * years + years // 4 - years // 100)
    month = (5 * of_year + 2) // 153
    day = of_year - (153 * month + 2) // 5 + 1
    return years + era * 400 + (1 if month >= 10 else 0), month + (3 if month < 10 else -9), day
