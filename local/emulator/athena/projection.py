"""Which objects a table has, and in which partitions, by its partition projection.

https://docs.aws.amazon.com/athena/latest/ug/partition-projection-supported-types.html
https://docs.aws.amazon.com/athena/latest/ug/partition-projection-setting-up.html
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

from athena.requests import Unusable

# What of Java's patterns of dates is known: how it is matched, and Python's directive.
_LETTERS = {"yyyy": (r"\d{4}", "%Y"), "MM": (r"\d{2}", "%m"), "dd": (r"\d{2}", "%d"), "HH": (r"\d{2}", "%H")}
_LETTER = re.compile("|".join(_LETTERS))
_RELATIVE = re.compile(r"NOW\s*(?:([+-])\s*(\d+)\s*(HOUR|DAY|WEEK|MONTH|YEAR)S?)?", re.IGNORECASE)
_HOURS = {"HOUR": 1, "DAY": 24, "WEEK": 168, "MONTH": 24 * 31, "YEAR": 24 * 366}


class Found(NamedTuple):
    """An object of a table, and its values of the partition columns."""

    bucket: str
    key: str
    values: tuple[str, ...]


class Key(NamedTuple):
    """How a partition column's values are found in a place."""

    pattern: str
    holds: Callable[[str], bool]


def objects_of(table: dict[str, Any], listed: Callable[[str, str], Iterable[str]], now: datetime) -> list[Found]:
    """The objects of a table.

    Args:
        table: as Glue has it.
        listed: gives the keys below a prefix of a bucket.
        now: what NOW is in a range.
    """
    keys = [one["Name"] for one in table.get("PartitionKeys") or []]
    properties = {name.lower(): value for name, value in (table.get("Parameters") or {}).items()}
    location = table["StorageDescriptor"].get("Location") or ""
    if not keys:
        bucket, prefix = _split(location)
        return [Found(bucket, key, ()) for key in _visible(listed(bucket, prefix), prefix)]
    if properties.get("projection.enabled", "").lower() != "true":
        raise Unusable("The local stage offers partitions by projection alone: set projection.enabled.")
    template = properties.get("storage.location.template") or location.rstrip("/") + "/" + "".join(
        f"{name}=${{{name}}}/" for name in keys
    )
    bucket, path = _split(template)
    known = {name: _key(name, properties, now) for name in keys}
    pattern = re.compile(_pattern(path, known))
    prefix = path.split("${", 1)[0]
    found = []
    for key in listed(bucket, prefix):
        match = pattern.match(key)
        if match and not _hidden(key[match.end() :]):
            values = tuple(match[f"p{index}"] for index in range(len(keys)))
            if all(known[name].holds(value) for name, value in zip(keys, values, strict=True)):
                found.append(Found(bucket, key, values))
    return found


def _pattern(path: str, keys: dict[str, Key]) -> str:
    """What matches the key of an object of any partition, up to the partition's end."""
    parts = re.split(r"\$\{(.*?)\}", path)
    order = list(keys)
    pattern = ""
    for index, part in enumerate(parts):
        if index % 2 == 0:
            pattern += re.escape(part)
        elif part not in keys:
            raise Unusable(
                f"INVALID_TABLE_PROPERTY: storage.location.template names {part}, which is no partition column"
            )
        else:
            pattern += f"(?P<p{order.index(part)}>{keys[part].pattern})"
    for name in order:
        if f"${{{name}}}" not in path:
            raise Unusable(f"INVALID_TABLE_PROPERTY: storage.location.template lacks ${{{name}}}")
    return pattern if path.endswith("/") else f"{pattern}/"


def _key(name: str, properties: dict[str, str], now: datetime) -> Key:
    def own(what: str) -> str:
        value = properties.get(f"projection.{name.lower()}.{what}")
        if value is None:
            raise Unusable(
                f"INVALID_TABLE_PROPERTY: projection.{name.lower()}.{what} is missing for the partition column {name}"
            )
        return value.strip()

    kind = own("type").lower()
    if kind == "enum":
        values = own("values").split(",")
        return Key("[^/]+", lambda value: value in values)
    if kind == "date":
        return _dates(own("format"), own("range"), now)
    raise Unusable(f"The local stage does not offer the projection type {kind}; it offers enum and date.")


def _dates(form: str, span: str, now: datetime) -> Key:
    if re.search("[A-Za-z]", _LETTER.sub("", form)):
        raise Unusable(f"The local stage does not offer the date format {form}; it offers yyyy, MM, dd and HH.")
    directives = _LETTER.sub(lambda match: _LETTERS[match[0]][1], form)
    pattern = "".join(
        _LETTERS[part][0] if part in _LETTERS else re.escape(part) for part in re.split(f"({_LETTER.pattern})", form)
    )
    ends = [part.strip() for part in span.split(",")]
    if len(ends) != 2:
        raise Unusable(f"INVALID_TABLE_PROPERTY: the range {span} is not two dates with a comma between")
    first, last = (_moment(end, directives, now).strftime(directives) for end in ends)

    def holds(value: str) -> bool:
        try:
            datetime.strptime(value, directives)
        except ValueError:
            return False
        return first <= value <= last

    return Key(pattern, holds)


def _moment(text: str, directives: str, now: datetime) -> datetime:
    relative = _RELATIVE.fullmatch(text)
    if not relative:
        try:
            return datetime.strptime(text, directives).replace(tzinfo=UTC)
        except ValueError:
            raise Unusable(f"INVALID_TABLE_PROPERTY: {text} of a range is neither a date nor NOW") from None
    sign, count, unit = relative.groups()
    hours = int(count or 0) * _HOURS[unit.upper()] if unit else 0
    return now + timedelta(hours=-hours if sign == "-" else hours)


def _split(uri: str) -> tuple[str, str]:
    bucket, _, key = uri.removeprefix("s3://").partition("/")
    return bucket, key


def _visible(keys: Iterable[str], prefix: str) -> list[str]:
    return [key for key in keys if not _hidden(key[len(prefix) :])]


def _hidden(name: str) -> bool:
    """Athena passes over what begins with an underscore or a dot, and over folders' own objects."""
    return name.endswith("/") or name == "" or any(part.startswith(("_", ".")) for part in name.split("/"))
