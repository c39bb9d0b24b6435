"""Which side of the split a row belongs to: a property of its identifier alone."""

from __future__ import annotations

import hashlib

SIDES = ("train", "validation", "test")


def side_of(identifier: str, shares: dict[str, float]) -> str:
    """The side of the row with this identifier, given the sides' shares (which add up to 1).

    The first 32 bits of the SHA-256 of the identifier's text, as a fraction of 1, fall into one of the shares. So a
    row stays on its side in every run, wherever it stands and whatever was added, and a champion has never trained on
    the rows that a challenger is tested with.
    """
    place = int(hashlib.sha256(identifier.encode("utf-8")).hexdigest()[:8], 16) / 2**32
    if place < shares["train"]:
        return "train"
    return "validation" if place < shares["train"] + shares["validation"] else "test"
