"""Names that strangers have sent, as people are told them: of any length they come, and with any character."""

from __future__ import annotations

import re

# Characters of a name that are told.
_MOST = 80

# What breaks a line, a row of a table or a terminal; and halves of characters, which UTF-8 does not have.
_ODD = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")


def shown(name: str) -> str:
    """A name in one line, cut where it is too long."""
    return _ODD.sub("\ufffd", name if len(name) <= _MOST else f"{name[: _MOST - 1]}…")


def encodable(text: str) -> str:
    """A text as UTF-8 can hold it: what JSON may have of half a character, it cannot."""
    return text.encode("utf-8", "replace").decode("utf-8")
