"""Runs of jobs: their states, from the start to the end of the script's process.

https://docs.aws.amazon.com/glue/latest/dg/job-run-statuses.html
"""

import contextvars
import secrets
import shutil
import tempfile
import threading
from pathlib import Path
from typing import Any

from glue import bookmarks, permissions, process
from glue.logs import RunLog, group_names
from glue.requests import TIMEOUT, WORKERS, Refused
from iam import key_aliases, service_principals
from ministack.core.responses import get_region

ACTIVE = ("STARTING", "RUNNING", "STOPPING")
POLL_SECONDS = 0.5
# What a role must be allowed of the key that encrypts a bookmark ("Setting up encryption in AWS Glue").
BOOKMARK_KEY_ACTIONS = ("kms:Decrypt", "kms:Encrypt", "kms:GenerateDataKey")
# What a minute of a run's timeout lasts.
MINUTE_SECONDS = 60.0


class Runs:
    """The runs of all jobs, which MiniStack's own records hold."""

    def __init__(self, endpoint: str):
        self._endpoint = endpoint
        self._stops: dict[str, threading.Event] = {}
        self._lock = threading.Lock()

    def start(self, job: dict[str, Any], request: dict[str, Any]) -> dict[str, Any]:
        """Starts a run of a job; its record, whose state changes as the run goes on."""
        role = permissions.role_arn(job["Role"])
        if not service_principals.trusts(role, permissions.PRINCIPAL):
            raise Refused("InvalidInputException", "Role should be given assume role permissions for Glue Service.")
        run = _record(job, request)
        with self._lock:
            runs = runs_of(job["Name"])
            if sum(one["JobRunState"] in ACTIVE for one in runs) >= job["ExecutionProperty"]["MaxConcurrentRuns"]:
                raise Refused("ConcurrentRunsExceededException", f"Concurrent runs exceeded for {job['Name']}")
            runs.insert(0, run)
        stop = self._stops[run["Id"]] = threading.Event()
        # A thread of its own does not know the request's account.
        context = contextvars.copy_context()
        work = (self._run, dict(job), run, role, stop)
        threading.Thread(target=context.run, args=work, name=f"glue-{run['Id']}", daemon=True).start()
        return run

    def stop(self, run: dict[str, Any]) -> None:
        """Asks a run to end."""
        if run["JobRunState"] not in ACTIVE:
            raise Refused("JobRunInvalidStateTransitionException", f"Job run {run['Id']} is in a final state.")
        _change(run, "STOPPING")
        self._stops[run["Id"]].set()

    def _run(self, job: dict[str, Any], run: dict[str, Any], role: str, stop: threading.Event) -> None:
        folder = Path(tempfile.mkdtemp(prefix="glue-"))
        try:
            state, message = self._follow(job, run, role, stop, folder)
        except (process.LaunchError, PermissionError) as error:
            state, message = "FAILED", str(error)
        except Exception as error:
            state, message = "FAILED", f"Internal service error : {error}"
        finally:
            shutil.rmtree(folder, ignore_errors=True)
        run["CompletedOn"] = bookmarks.now()
        run["ExecutionTime"] = run["CompletedOn"] - run["StartedOn"]
        if message:
            run["ErrorMessage"] = message
        _change(run, state)
        del self._stops[run["Id"]]

    def _follow(
        self, job: dict[str, Any], run: dict[str, Any], role: str, stop: threading.Event, folder: Path
    ) -> tuple[str, str]:
        """Runs the script; the state that it ends in, and the error's message."""
        arguments = run["Arguments"]
        option = arguments.get("--job-bookmark-option", "job-bookmark-disable")
        keys = _encryption(run.get("SecurityConfiguration"))
        if option != "job-bookmark-disable" and "JobBookmarks" in keys:
            _check_bookmark_key(role, keys["JobBookmarks"])
        setting = process.Setting(
            folder,
            self._endpoint,
            get_region(),
            service_principals.assume(role, permissions.PRINCIPAL),
            {} if option == "job-bookmark-disable" else bookmarks.state_of(job["Name"]),
            keys.get("S3"),
        )
        given = {"--JOB_NAME": job["Name"], "--JOB_RUN_ID": run["Id"], "--JOB_ID": f"j_{job['Name']}"}
        script = process.RunProcess(setting, job["Command"]["ScriptLocation"], {**given, **arguments})
        if run["JobRunState"] == "STARTING":
            _change(run, "RUNNING")
        client = setting.client("logs")
        groups = group_names(arguments, run.get("SecurityConfiguration", ""))
        logs = [
            RunLog(client, script.output(name), group, run["Id"], keys.get("CloudWatch"))
            for name, group in groups.items()
        ]
        left = run["Timeout"] * MINUTE_SECONDS
        while not script.wait(POLL_SECONDS):
            left -= POLL_SECONDS
            if stop.is_set() or left <= 0:
                script.kill()
            else:
                for log in logs:
                    log.send()
        for log in logs:
            log.send(last=True)
        # Stopped or not: what was committed before is committed.
        if script.committed is not None and option == "job-bookmark-enable":
            bookmarks.commit(job["Name"], run["Id"], script.committed)
        if stop.is_set():
            return "STOPPED", ""
        if left <= 0:
            return "TIMEOUT", "Job run timed out."
        return ("FAILED", script.failure) if script.failure else ("SUCCEEDED", "")


def _check_bookmark_key(role: str, key: str) -> None:
    context = {"kms:ResourceAliases": key_aliases.aliases_of(key.rsplit("/", 1)[-1])}
    for action in BOOKMARK_KEY_ACTIONS:
        if not service_principals.role_allows(role, permissions.PRINCIPAL, action, key, context):
            raise PermissionError(f"The role {role} may not {action} on {key}, which encrypts the job's bookmark.")


def runs_of(job: str) -> list[dict[str, Any]]:
    """The runs of a job, the newest first."""
    from ministack.services import glue

    return glue._job_runs.setdefault(job, [])


def _record(job: dict[str, Any], request: dict[str, Any]) -> dict[str, Any]:
    workers = request.get("NumberOfWorkers", job["NumberOfWorkers"])
    kind = request.get("WorkerType", job["WorkerType"])
    arguments = {
        **job.get("DefaultArguments", {}),
        **request.get("Arguments", {}),
        **job.get("NonOverridableArguments", {}),
    }
    security = request.get("SecurityConfiguration", job.get("SecurityConfiguration"))
    return {
        "Id": f"jr_{secrets.token_hex(32)}",
        "Attempt": 0,
        "JobName": job["Name"],
        "JobMode": "SCRIPT",
        "StartedOn": bookmarks.now(),
        "LastModifiedOn": bookmarks.now(),
        "JobRunState": "STARTING",
        "Arguments": arguments,
        "PredecessorRuns": [],
        "AllocatedCapacity": workers * WORKERS[kind],
        "ExecutionTime": 0,
        "Timeout": request.get("Timeout", job.get("Timeout", TIMEOUT)),
        "MaxCapacity": float(workers * WORKERS[kind]),
        "WorkerType": kind,
        "NumberOfWorkers": workers,
        **({"SecurityConfiguration": security} if security else {}),
        "LogGroupName": "/aws-glue/jobs",
        "GlueVersion": job["GlueVersion"],
        "ExecutionClass": "STANDARD",
    }


def _change(run: dict[str, Any], state: str) -> None:
    run["JobRunState"] = state
    run["LastModifiedOn"] = bookmarks.now()


def _encryption(name: str | None) -> dict[str, str]:
    """The keys of a security configuration, by what they encrypt: `S3`, `CloudWatch`, `JobBookmarks`."""
    from ministack.services import glue

    if not name:
        return {}
    configuration = (glue._security_configs.get(name) or {}).get("EncryptionConfiguration")
    if configuration is None:
        raise PermissionError(f"The security configuration {name} does not exist.")
    parts = {
        "S3": (configuration.get("S3Encryption") or [{}])[0],
        "CloudWatch": configuration.get("CloudWatchEncryption", {}),
        "JobBookmarks": configuration.get("JobBookmarksEncryption", {}),
    }
    return {part: settings["KmsKeyArn"] for part, settings in parts.items() if settings.get("KmsKeyArn")}
