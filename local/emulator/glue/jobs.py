"""Glue's jobs as AWS has them: checked as AWS checks them, and run with Spark.

MiniStack takes any job, and runs it in docker, or by its own Python, or not at all.
https://docs.aws.amazon.com/glue/latest/dg/aws-glue-api-jobs.html
"""

import asyncio
from collections.abc import Callable
from typing import Any

from bodies import parse
from glue import bookmarks, permissions
from glue.requests import TIMEOUT, WORKERS, Refused, check_arguments, check_capacity, check_job, check_parameters
from glue.runs import Runs, runs_of
from iam.dependent_actions import denial
from ministack.core.responses import error_response_json, json_response

PREFIX = "AWSGlue."


def operation_of(headers: dict[str, str]) -> str:
    """The operation that a request asks for; "" where it is none of Glue's JSON API."""
    target = headers.get("x-amz-target", "")
    return target.removeprefix(PREFIX) if target.startswith(PREFIX) else ""


class JobApi:
    """The operations on jobs and their runs."""

    def __init__(self, runs: Runs):
        self._runs = runs
        self.operations: dict[str, Callable[[dict[str, Any]], dict[str, Any]]] = {
            "CreateJob": self.create,
            "UpdateJob": self.update,
            "DeleteJob": self.delete,
            "StartJobRun": self.start,
            "GetJobRun": self.get_run,
            "GetJobRuns": self.get_runs,
            "BatchStopJobRun": self.stop,
            "GetJobBookmark": self.get_bookmark,
            "ResetJobBookmark": self.reset_bookmark,
        }

    def create(self, request: dict[str, Any]) -> dict[str, Any]:
        """Answers CreateJob."""
        from ministack.services import glue

        name = request["Name"]
        if name in glue._jobs:
            raise Refused("IdempotentParameterMismatchException", f"Job with name: '{name}' already submitted.")
        check_job(request)
        glue._jobs[name] = _stored(name, request, bookmarks.now())
        if request.get("Tags"):
            glue._tags[permissions.job_arn(name)] = dict(request["Tags"])
        return {"Name": name}

    def update(self, request: dict[str, Any]) -> dict[str, Any]:
        """Answers UpdateJob, which leaves nothing of the job as it was."""
        from ministack.services import glue

        name = request["JobName"]
        job = _job(name)
        check_job(request["JobUpdate"])
        glue._jobs[name] = _stored(name, request["JobUpdate"], job["CreatedOn"])
        return {"JobName": name}

    def delete(self, request: dict[str, Any]) -> dict[str, Any]:
        """Answers DeleteJob; a job that is not there is no error."""
        from ministack.services import glue

        name = request["JobName"]
        for run in runs_of(name):
            if run["JobRunState"] in ("STARTING", "RUNNING"):
                self._runs.stop(run)
        glue._jobs.pop(name, None)
        glue._job_runs.pop(name, None)
        glue._tags.pop(permissions.job_arn(name), None)
        bookmarks.forget(name)
        return {"JobName": name}

    def start(self, request: dict[str, Any]) -> dict[str, Any]:
        """Answers StartJobRun."""
        job = _job(request["JobName"])
        for name in (
            "JobRunId",
            "AllocatedCapacity",
            "MaxCapacity",
            "JobRunQueuingEnabled",
            "ExecutionRoleSessionPolicy",
        ):
            if request.get(name):
                raise Refused("InvalidInputException", f"The local stage does not offer {name} of a job run.")
        if request.get("ExecutionClass", "STANDARD") != "STANDARD":
            raise Refused("InvalidInputException", "The local stage does not offer this ExecutionClass.")
        check_arguments(request.get("Arguments", {}))
        check_capacity({**job, **request})
        return {"JobRunId": self._runs.start(job, request)["Id"]}

    def get_run(self, request: dict[str, Any]) -> dict[str, Any]:
        """Answers GetJobRun."""
        return {"JobRun": _run(_job(request["JobName"])["Name"], request["RunId"])}

    def get_runs(self, request: dict[str, Any]) -> dict[str, Any]:
        """Answers GetJobRuns, the newest run first."""
        runs = runs_of(_job(request["JobName"])["Name"])
        start, most = int(request.get("NextToken") or 0), request.get("MaxResults", 200)
        more = {"NextToken": str(start + most)} if start + most < len(runs) else {}
        return {"JobRuns": runs[start : start + most], **more}

    def stop(self, request: dict[str, Any]) -> dict[str, Any]:
        """Answers BatchStopJobRun."""
        name = request["JobName"]
        stopped, errors = [], []
        for run_id in request["JobRunIds"]:
            try:
                self._runs.stop(_run(name, run_id))
                stopped.append({"JobName": name, "JobRunId": run_id})
            except Refused as refused:
                detail = {"ErrorCode": refused.name, "ErrorMessage": refused.message}
                errors.append({"JobName": name, "JobRunId": run_id, "ErrorDetail": detail})
        return {"SuccessfulSubmissions": stopped, "Errors": errors}

    def get_bookmark(self, request: dict[str, Any]) -> dict[str, Any]:
        """Answers GetJobBookmark."""
        entry = bookmarks.entry_of(request["JobName"])
        if entry is None:
            raise Refused("EntityNotFoundException", f"Continuation for job {request['JobName']} not found")
        return {"JobBookmarkEntry": entry}

    def reset_bookmark(self, request: dict[str, Any]) -> dict[str, Any]:
        """Answers ResetJobBookmark."""
        if request.get("RunId"):
            raise Refused("InvalidInputException", "The local stage does not offer RunId of ResetJobBookmark.")
        return {"JobBookmarkEntry": bookmarks.reset(_job(request["JobName"])["Name"])}


def _stored(name: str, given: dict[str, Any], created: int) -> dict[str, Any]:
    """A job as GetJob gives it."""
    capacity = given["NumberOfWorkers"] * WORKERS[given["WorkerType"]]
    return {
        "JobMode": "SCRIPT",
        "MaxRetries": 0,
        "Timeout": TIMEOUT,
        "ExecutionClass": "STANDARD",
        **{member: value for member, value in given.items() if member != "Tags"},
        "Name": name,
        "ExecutionProperty": {"MaxConcurrentRuns": 1, **given.get("ExecutionProperty", {})},
        "AllocatedCapacity": capacity,
        "MaxCapacity": float(capacity),
        "CreatedOn": created,
        "LastModifiedOn": bookmarks.now(),
    }


def _job(name: str) -> dict[str, Any]:
    from ministack.services import glue

    if name not in glue._jobs:
        raise Refused("EntityNotFoundException", f"Failed to start job run due to missing metadata: {name}")
    return glue._jobs[name]


def _run(job: str, run_id: str) -> dict[str, Any]:
    for run in runs_of(job):
        if run["Id"] == run_id:
            return run
    raise Refused("EntityNotFoundException", f"Job run {run_id} of {job} is not found")


def install(endpoint: str) -> None:
    """Answers the operations on jobs in MiniStack's place, and judges Glue's callers by the right resources."""
    from ministack import app
    from ministack.core import iam_actions, router

    api, handle_rest, arn_of = JobApi(Runs(endpoint)), app.SERVICE_HANDLERS["glue"], iam_actions.extract_resource_arn

    def extract_resource_arn(service: str, method: str, path: str, headers: dict, body: bytes, *rest: Any) -> str:
        arn = permissions.resource_arn(operation_of(headers), parse(body)) if service == "glue" else None
        return arn or arn_of(service, method, path, headers, body, *rest)

    async def handle(method: str, path: str, headers: dict, body: bytes, query_params: dict) -> tuple:
        operation, request = operation_of(headers), parse(body)
        answer = api.operations.get(operation)
        access_key = router.extract_access_key_id(headers, query_params)
        denied = denial(permissions.SERVICE, access_key, permissions.dependent_actions(operation, request))
        if denied or answer is None:
            return denied or await handle_rest(method, path, headers, body, query_params)
        try:
            check_parameters(operation, request)
            return json_response(await asyncio.to_thread(answer, request))
        except Refused as refused:
            return error_response_json(refused.name, refused.message, 400)

    app.SERVICE_HANDLERS["glue"] = handle
    iam_actions.extract_resource_arn = extract_resource_arn
