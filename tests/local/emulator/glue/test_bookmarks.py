"""Which objects a bookmark lets a source read: local/glue's part of what Glue's service does."""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[4] / "local" / "glue"))

from awsglue.local import service
from awsglue.local.objects import S3Object
from awsglue.utils import GlueArgumentError, getResolvedOptions

A, B = S3Object("lake", "in/a", 1000.0), S3Object("lake", "in/b", 1990.0)


@pytest.fixture
def run(tmp_path, monkeypatch):
    """Runs a job that lists these objects at that time; what it read. Bookmarks are kept in a file."""
    state: dict = {}

    def run_job(time: float, *objects: S3Object, commit: bool = True, enabled: bool = True) -> list[S3Object]:
        monkeypatch.setattr(service, "_committed", dict(state))
        monkeypatch.setattr(service.time, "time", lambda: time)
        service.connect({}, tmp_path / "bookmark.json")
        service.begin("clean", enabled)
        read = service.unread("in", objects)
        if commit:
            service.commit()
            if enabled:
                state.update(service.json.loads((tmp_path / "bookmark.json").read_text()))
        return read

    return run_job


def test_what_was_committed_is_not_read_again(run) -> None:
    assert run(2000, A, B) == [A, B]
    assert run(2001, A, B) == []
    assert run(2002, A, B, enabled=False) == [A, B]


def test_what_was_not_committed_is(run) -> None:
    assert run(2000, A, commit=False) == [A]
    assert run(2001, A) == [A]


def test_an_object_that_changed_is_read_again(run) -> None:
    run(2000, A)
    changed = A._replace(modified=2000.5)
    assert run(2001, changed) == [changed]


def test_an_object_that_shows_up_late_is_not_missed_for_a_quarter_of_an_hour(run) -> None:
    run(2000, A)
    assert run(2001, A, B) == [B]
    assert run(2002, A, B, S3Object("lake", "in/old", 1001.0)) == []


def test_what_is_written_while_a_run_lists_is_the_next_one_s(run) -> None:
    later = B._replace(modified=2000.5)
    assert run(2000, later) == []
    assert run(2001, later) == [later]


def test_arguments_are_resolved() -> None:
    argv = [
        "script",
        "--JOB_NAME",
        "clean",
        "--run_id",
        "7",
        "--other",
        "x",
        "--job-bookmark-option",
        "job-bookmark-pause",
    ]
    assert getResolvedOptions(argv, ["JOB_NAME", "run_id"]) == {
        "JOB_NAME": "clean",
        "run_id": "7",
        "job_bookmark_option": "job-bookmark-pause",
    }
    with pytest.raises(GlueArgumentError, match="--missing"):
        getResolvedOptions(argv, ["missing"])
    with pytest.raises(GlueArgumentError, match="underscores, not hyphens: run-id"):
        getResolvedOptions(argv, ["run-id"])
