"""Numbers as Python's `repr` writes them, many at once."""

from __future__ import annotations

from decimal import Decimal

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

# Between these Arrow and Python write the same digits without an exponent, but for ".0" at the end of whole numbers.
_LEAST, _MOST = 1e-4, 1e9


# Where a value stands for so many rows or more, it is written once.
_WORTH = 4


def written(values: np.ndarray) -> pa.StringArray:
    """The shortest decimal that gives the double again, in Python's form."""
    encoded = pa.array(values).dictionary_encode()
    if _WORTH * len(encoded.dictionary) > len(values):
        return _written_each(values)
    return _written_each(encoded.dictionary.to_numpy()).take(encoded.indices)


def _written_each(values: np.ndarray) -> pa.StringArray:
    size = np.abs(values)
    usual = (size >= _LEAST) & (size < _MOST)
    whole = usual & (np.floor(values) == values)
    texts = pc.cast(pa.array(values), pa.string())
    if whole.any():
        texts = pc.if_else(pa.array(whole), pc.binary_join_element_wise(texts, "0", "."), texts)
    if not usual.all():
        rest = pa.array([repr(value) for value in values[~usual].tolist()], pa.string())
        texts = pc.replace_with_mask(texts, pa.array(~usual), rest)
    return texts


def written_as_in_javascript(values: np.ndarray) -> pa.StringArray:
    """The same numbers as JavaScript writes them: whole ones without a fraction, and other ones with an exponent."""
    size = np.abs(values)
    usual = (size >= _LEAST) & (size < _MOST)
    texts = pc.cast(pa.array(values), pa.string())
    if usual.all():
        return texts
    rest = pa.array([_in_javascript(value) for value in values[~usual].tolist()], pa.string())
    return pc.replace_with_mask(texts, pa.array(~usual), rest)


def _in_javascript(value: float) -> str:
    """Number::toString: https://tc39.es/ecma262/#sec-numeric-types-number-tostring"""
    if value == 0:
        return "0"
    sign, digits, exponent = Decimal(repr(value)).as_tuple()
    text = "".join(map(str, digits)).rstrip("0")
    # Where the point stands: so many digits are before it.
    point = len(digits) + int(exponent)
    before = "-" if sign else ""
    if len(text) <= point <= 21:
        return before + text.ljust(point, "0")
    if 0 < point <= 21:
        return f"{before}{text[:point]}.{text[point:]}"
    if -6 < point <= 0:
        return f"{before}0.{'0' * -point}{text}"
    fraction = f".{text[1:]}" if len(text) > 1 else ""
    return f"{before}{text[0]}{fraction}e{point - 1:+}"
