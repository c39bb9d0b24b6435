"""A run of a job, as its script sees it."""

from typing import Any

from awsglue.local import service


class Job:
    """Begins with the job's bookmark, and ends with a commit of it."""

    def __init__(self, glue_context: Any):
        self.glue_context = glue_context

    def init(self, job_name: str, args: dict[str, str] | None = None) -> None:
        """Takes the job's bookmark; without the arguments' `job_bookmark_option`, everything is read each time."""
        option = (args or {}).get("job_bookmark_option", "job-bookmark-disable")
        service.begin(job_name, bookmarks=option != "job-bookmark-disable")

    def commit(self) -> None:
        """Keeps what the sources have read, all at once."""
        service.commit()

    def __getattr__(self, name: str) -> Any:
        raise NotImplementedError(f"The local stage's awsglue has no Job.{name}.")
