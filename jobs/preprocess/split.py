"""Which side of the split a row belongs to: a property of its identifier alone."""

from __future__ import annotations

import hashlib
import math
from functools import lru_cache

import numpy as np
from shares import exact

SIDES = ("train", "validation", "test")

# Into how many parts training rows fall where what is learnt of them must not be of themselves.
FOLDS = 5

# A side is told by the first 32 bits of a hash.
_PLACES = 2**32


def side_of(identifier: str, shares: dict[str, float]) -> str:
    """The side of the row with this identifier, given the sides' shares (which add up to 1).

    The first 32 bits of the SHA-256 of the identifier in its one form (identifiers.py), as a fraction of 1, fall into
    one of the shares. So a row stays on its side in every run, wherever it stands, however it is spelt and whatever was
    added, and a champion has never trained on the rows that a challenger is tested with.
    """
    place = int(hashlib.sha256(identifier.encode("utf-8")).hexdigest()[:8], 16)
    train_end, validation_end = _ends(shares["train"], shares["validation"])
    if place < train_end:
        return "train"
    return "validation" if place < validation_end else "test"


def sides_of(digests: np.ndarray, shares: dict[str, float]) -> np.ndarray:
    """As `side_of`, of many rows by the SHA-256 of their identifiers: places in SIDES."""
    places = np.ascontiguousarray(digests[:, :4]).view(">u4").ravel()
    return np.searchsorted(_ends(shares["train"], shares["validation"]), places, side="right").astype(np.uint8)


def fold_of(identifier: str) -> int:
    """The fold of a training row: by the 32 bits of the hash after those that tell its side."""
    return int(hashlib.sha256(identifier.encode("utf-8")).hexdigest()[8:16], 16) % FOLDS


def folds_of(digests: np.ndarray) -> np.ndarray:
    """As `fold_of`, of many rows by the SHA-256 of their identifiers."""
    return (np.ascontiguousarray(digests[:, 4:8]).view(">u4").ravel() % FOLDS).astype(np.uint8)


def marks_of(digests: np.ndarray, shares: dict[str, float]) -> np.ndarray:
    """Side and fold of each row in one byte."""
    return sides_of(digests, shares) | folds_of(digests) << 4


def sides_in(marks: np.ndarray) -> np.ndarray:
    """The sides that marks tell."""
    return marks & 15


def folds_in(marks: np.ndarray) -> np.ndarray:
    """The folds that marks tell."""
    return marks >> 4


@lru_cache(maxsize=1)
def _ends(train: float, validation: float) -> tuple[int, int]:
    """The places at which validation and test begin."""
    train_end = exact(train)
    return math.ceil(train_end * _PLACES), math.ceil((train_end + exact(validation)) * _PLACES)
