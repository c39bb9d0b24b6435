"""Numbers as Python's `repr` writes them, many at once."""

from __future__ import annotations

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
