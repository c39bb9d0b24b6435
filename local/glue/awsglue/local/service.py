"""The job's bookmark: which objects its sources have read.

Of each source Glue keeps the time of the last listing that was committed. Since a listing of S3 used not to be
consistent, objects that changed shortly before that time are kept by name: one that turns up later is not missed.
https://docs.aws.amazon.com/glue/latest/dg/monitor-continuations.html ("Tracking files using modification timestamps")
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from awsglue.local.objects import S3Object

# Glue's `maxBand`: for how long before a listing objects are kept by name.
BAND_SECONDS = 900

_committed: dict[str, Any] = {}
_state: dict[str, Any] = {}
_file: Path | None = None
_enabled = False


def connect(state: dict[str, Any], file: Path) -> None:
    """Tells where the committed bookmark is, and into which file the next one goes."""
    global _file
    _committed.update(state)
    _file = file


def begin(job_name: str, bookmarks: bool) -> None:
    """Begins a run of a job."""
    global _enabled
    if not job_name:
        raise ValueError("Job.init needs the job's name.")
    _state.clear()
    _enabled = bookmarks


def commit() -> None:
    """Keeps the state of all sources at once."""
    if _enabled and _file is not None:
        part = _file.with_suffix(".part")
        part.write_text(json.dumps(_state))
        part.rename(_file)


def unread(context: str, objects: Iterable[S3Object]) -> list[S3Object]:
    """The objects that no committed run has read; all of them without bookmarks."""
    if not _enabled:
        return list(objects)
    before = _committed.get(context)
    now = time.time()
    listed = [one for one in objects if one.modified <= now]
    _state[context] = {
        "until": now,
        "recent": {one.uri: one.modified for one in listed if one.modified > now - BAND_SECONDS},
    }
    return [one for one in listed if _is_new(before, one)]


def _is_new(before: dict[str, Any] | None, one: S3Object) -> bool:
    if before is None or one.modified > before["until"]:
        return True
    return one.modified > before["until"] - BAND_SECONDS and before["recent"].get(one.uri) != one.modified
