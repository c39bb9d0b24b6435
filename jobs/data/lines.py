"""Lines of text from columns of texts, many at once."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import BinaryIO

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

# For csv.writer: where no character escapes others, Python 3.10 takes NUL for one that does, and cannot write it. No
# text has this one.
NO_ESCAPE = "\ud800"


def joined(columns: Sequence[pa.StringArray | str], separator: str) -> pa.StringArray:
    """The rows' texts with the separator between them; a plain text is that of every row."""
    return columns[0] if len(columns) == 1 else pc.binary_join_element_wise(*columns, separator)


def mended(texts: pa.StringArray, pattern: str, mend: Callable[[str], str]) -> pa.StringArray:
    """The texts, with those that match the pattern replaced by what `mend` makes of them."""
    odd = pc.match_substring_regex(texts, pattern)
    if not pc.any(odd).as_py():
        return texts
    return pc.replace_with_mask(texts, odd, pa.array(map(mend, texts.filter(odd).to_pylist()), pa.string()))


def mended_with(texts: pa.StringArray, characters: str, mend: Callable[[str], str]) -> pa.StringArray:
    """As `mended`, of texts with one of some characters of ASCII, which is quick where none has."""
    content = content_of(texts)
    if not any(character in content for character in characters.encode("ascii")):
        return texts
    return mended(texts, f"[{re.escape(characters)}]", mend)


def content_of(texts: pa.StringArray) -> bytes:
    """All texts one after the other, as UTF-8."""
    _, offsets, content = texts.buffers()
    if content is None or len(texts) == 0:
        return b""
    ends = np.frombuffer(offsets, np.int32)
    start, end = int(ends[texts.offset]), int(ends[texts.offset + len(texts)])
    return content.slice(start, end - start).to_pybytes()


def write_lines(file: BinaryIO, lines: pa.StringArray) -> None:
    """Writes each text and a line's end."""
    if len(lines) == 0:
        return
    ended = pc.binary_join_element_wise(lines, "", "\n")
    # The texts stand one after the other in the column's own memory.
    file.write(ended.buffers()[2])
