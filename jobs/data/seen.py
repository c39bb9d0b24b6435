"""Which names came before, of any number of them, in 16 bytes a name and what a table leaves free."""

from __future__ import annotations

import hashlib
import itertools

import numpy as np
import pyarrow as pa

_LEAST_SLOTS = 2**16


def digests(texts: pa.StringArray) -> np.ndarray:
    """The SHA-256 of each text, a row of bytes each."""
    offsets = np.frombuffer(texts.buffers()[1], np.int32)[texts.offset : texts.offset + len(texts) + 1].tolist()
    content = texts.buffers()[2].to_pybytes() if texts.buffers()[2] is not None else b""
    sha256 = hashlib.sha256
    found = b"".join([sha256(content[start:end]).digest() for start, end in itertools.pairwise(offsets)])
    return np.frombuffer(found, np.uint8).reshape(len(texts), 32)


class Seen:
    """The names so far, each by 128 bits of its SHA-256: nobody knows, or could find, two texts that share them.

    An open-addressed table in two arrays: the slot of a name is the first free one from where its first bits point.
    """

    def __init__(self) -> None:
        self._count = 0
        self._slots = np.zeros((_LEAST_SLOTS, 2), np.uint64)

    def add(self, digests: np.ndarray) -> np.ndarray:
        """Adds names; tells which of them are new, the first of equals being so."""
        keys = digests[:, 8:24].copy().view(np.uint64)
        # A slot that begins with zero is free.
        keys[:, 0] |= np.uint64(1)
        firsts = _firsts(keys)
        while 3 * (self._count + len(firsts)) > 2 * len(self._slots):
            self._grow()
        fresh = np.zeros(len(keys), bool)
        fresh[firsts] = self._insert(keys[firsts])
        return fresh

    def _insert(self, keys: np.ndarray) -> np.ndarray:
        """Puts different keys in; tells which were not there."""
        mask = np.uint64(len(self._slots) - 1)
        fresh = np.zeros(len(keys), bool)
        left = np.arange(len(keys))
        slots = keys[:, 1] & mask
        while len(left):
            found = self._slots[slots]
            free = found[:, 0] == 0
            # Of several keys that come for a free slot, one stays.
            self._slots[slots[free]] = keys[left[free]]
            settled = (self._slots[slots] == keys[left]).all(axis=1)
            fresh[left[settled & free]] = True
            left, slots = left[~settled], (slots[~settled] + np.uint64(1)) & mask
        self._count += int(fresh.sum())
        return fresh

    def _grow(self) -> None:
        before = self._slots[self._slots[:, 0] != 0]
        self._count = 0
        self._slots = np.zeros((2 * len(self._slots), 2), np.uint64)
        for start in range(0, len(before), _LEAST_SLOTS):
            self._insert(before[start : start + _LEAST_SLOTS])


def _firsts(keys: np.ndarray) -> np.ndarray:
    """The places of the first of each of the keys."""
    order = np.lexsort((keys[:, 0], keys[:, 1]))
    ordered = keys[order]
    new = np.ones(len(keys), bool)
    new[1:] = (ordered[1:] != ordered[:-1]).any(axis=1)
    # lexsort is stable: equal keys stay in their order.
    return np.sort(order[new])
