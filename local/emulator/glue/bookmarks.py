"""Job bookmarks: what a job's sources have been read of, kept by the service and filled by the job's `commit`.

A bookmark is deleted with its job. https://docs.aws.amazon.com/glue/latest/dg/monitor-continuations.html
"""

import json
import time
from typing import Any

from ministack.core.responses import AccountRegionScopedDict

# By job: `{"Version", "Run", "Attempt", "PreviousRunId", "RunId", "State"}`, the state by transformation context.
_bookmarks = AccountRegionScopedDict()


def state_of(job: str) -> dict[str, Any]:
    """The states of a job's sources by transformation context, as the last commit left them."""
    entry = _bookmarks.get(job)
    return entry["State"] if entry else {}


def commit(job: str, run_id: str, state: dict[str, Any]) -> None:
    """Keeps what a run committed; a source that it did not read stays where it was."""
    before = _bookmarks.get(job) or _fresh()
    _bookmarks[job] = {
        "Version": before["Version"] + 1,
        "Run": before["Run"] + 1,
        "Attempt": 0,
        "PreviousRunId": before["RunId"],
        "RunId": run_id,
        "State": {**before["State"], **state},
    }


def reset(job: str) -> dict[str, Any]:
    """Forgets what was read; the entry."""
    before = _bookmarks.get(job) or _fresh()
    _bookmarks[job] = {**_fresh(), "Version": before["Version"] + 1}
    return entry_of(job)


def forget(job: str) -> None:
    """Deletes a job's bookmark."""
    _bookmarks.pop(job, None)


def entry_of(job: str) -> dict[str, Any] | None:
    """The API's JobBookmarkEntry; None where no run has committed."""
    entry = _bookmarks.get(job)
    if entry is None:
        return None
    numbers = {name: entry[name] for name in ("Version", "Run", "Attempt")}
    runs = {name: entry[name] for name in ("PreviousRunId", "RunId") if entry[name]}
    return {"JobName": job, **numbers, **runs, "JobBookmark": json.dumps(entry["State"])}


def _fresh() -> dict[str, Any]:
    return {"Version": 0, "Run": 0, "Attempt": 0, "PreviousRunId": "", "RunId": "", "State": {}}


def now() -> int:
    """The time as Glue's API gives it, in seconds."""
    return int(time.time())
