"""The texts of a Parquet file's numbers and dates where a column has a format: what the format reads as the same."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from decimal import Decimal

import pyarrow as pa
import pyarrow.compute as pc
from data.parquet import Spelling, spelled

_EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)

# Ticks of a second, and of what an epoch is counted in.
_TICKS = 10**6
_OF_EPOCH = {"epoch": 1, "epoch-ms": 1000}


def spellings_of(columns: list[dict]) -> dict[str, Spelling]:
    """What spells the values of the columns that have a format, by their names."""
    own = {column["name"]: _spelling(column.get("format")) for column in columns}
    return {name: spelling for name, spelling in own.items() if spelling is not None}


def _spelling(format: dict | str | None) -> Spelling | None:
    if isinstance(format, str):
        return None if format == "iso" else lambda array: _dates(array, format)
    decimal = (format or {}).get("decimal", ".")
    return None if decimal == "." else lambda array: pc.replace_substring(spelled(array), ".", decimal)


def _dates(array: pa.Array, format: str) -> pa.StringArray:
    """Dates and moments by a pattern or an epoch; anything else as it is."""
    if not (pa.types.is_date(array.type) or pa.types.is_timestamp(array.type)):
        return spelled(array)
    ticks = pc.cast(pc.cast(array, pa.timestamp("us"), safe=False), pa.int64()).dictionary_encode()
    texts = [_date(tick, format) for tick in ticks.dictionary.to_pylist()]
    return pa.array(texts, pa.string()).take(ticks.indices)


def _date(ticks: int, format: str) -> str:
    if format in _OF_EPOCH:
        return _plain(Decimal(ticks * _OF_EPOCH[format]) / _TICKS)
    try:
        return (_EPOCH + timedelta(microseconds=ticks)).strftime(format)
    except (OverflowError, ValueError):
        # A year that no format has: told as it is, it is none.
        return str(ticks)


def _plain(number: Decimal) -> str:
    """A number without an exponent."""
    return f"{number:f}"
