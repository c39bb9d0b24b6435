"""Shares as people write them, compared exactly: 29 of 100 rows are no more than the share 0.29.

The float 0.29 is a little less than that; its shortest decimal is what stands in the model's file.
"""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction


def exact(share: float) -> Fraction:
    """The share as it was written."""
    return Fraction(repr(share))


def exceeds(count: int, share: float, whole: int) -> bool:
    """Whether `count` is more than the share of `whole`."""
    return count > exact(share) * whole


def percentage(share: float) -> str:
    """E.g. `29.0%` and `0.05%`: with every digit, as a rounded limit might say the opposite of what it decided."""
    text = f"{Decimal(repr(share)) * 100:f}"
    whole, _, places = text.partition(".")
    return f"{whole}.{places.rstrip('0') or '0'}%"
