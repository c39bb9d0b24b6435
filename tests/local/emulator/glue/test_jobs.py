"""What Glue refuses of jobs and runs, whom it asks, and what runs leave."""

import threading
from pathlib import Path

import pytest
from glue import bookmarks, permissions, runs
from glue.jobs import JobApi
from glue.logs import RunLog, group_names
from glue.requests import Refused, check_arguments, check_job, check_parameters
from glue.runs import Runs, runs_of

ROLE = "arn:aws:iam::000000000000:role/job"
JOB = {
    "Name": "clean",
    "Role": ROLE,
    "GlueVersion": "5.0",
    "WorkerType": "G.1X",
    "NumberOfWorkers": 2,
    "Command": {"Name": "glueetl", "PythonVersion": "3", "ScriptLocation": "s3://code/clean.py"},
}


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"GlueVersion": "4.0"}, r"does not offer GlueVersion 4\.0; it offers 5\.0"),
        ({"Command": {**JOB["Command"], "Name": "pythonshell"}}, "does not offer the command 'pythonshell'"),
        ({"Command": {**JOB["Command"], "ScriptLocation": "clean.py"}}, "Script location is not valid"),
        ({"Command": {**JOB["Command"], "PythonVersion": "2"}}, "Python version is not valid"),
        ({"Connections": {"Connections": ["db"]}}, "does not offer Connections"),
        ({"MaxRetries": 1}, "does not offer MaxRetries"),
        ({"ExecutionClass": "FLEX"}, "does not offer ExecutionClass FLEX"),
        ({"WorkerType": "Z.2X"}, r"does not offer the worker type 'Z\.2X'"),
        ({"NumberOfWorkers": 1}, "at least 2"),
        ({"Timeout": 0}, "Timeout must be at least 1"),
        (
            {"DefaultArguments": {"--conf": "spark.x=1"}},
            "does not offer the job argument --conf; of Glue's own it offers",
        ),
        ({"DefaultArguments": {"--additional-python-modules": "x"}}, "--additional-python-modules"),
        ({"NonOverridableArguments": {"--JOB_NAME": "x"}}, "--JOB_NAME is used by AWS Glue"),
        ({"DefaultArguments": {"--job-bookmark-option": "on"}}, "bookmark option on is not valid"),
    ],
)
def test_jobs_that_are_refused(change: dict, message: str) -> None:
    with pytest.raises(Refused, match=message):
        check_job({**JOB, **change})


def test_a_job_that_is_taken() -> None:
    check_job(JOB)
    check_arguments({"--own": "1", "--TempDir": "s3://temp/", "--job-bookmark-option": "job-bookmark-pause"})


@pytest.mark.parametrize(
    ("operation", "request_", "message"),
    [
        ("CreateJob", {"Name": "clean"}, 'Missing required parameter in input: "Role"'),
        ("CreateJob", {**JOB, "Workers": 2}, 'Unknown parameter in input: "Workers"'),
        ("StartJobRun", {"JobName": "clean", "Arguments": {"--n": 1}}, "Invalid type for parameter Arguments.--n"),
        ("BatchStopJobRun", {"JobName": "clean"}, 'Missing required parameter in input: "JobRunIds"'),
    ],
)
def test_requests_that_are_none(operation: str, request_: dict, message: str) -> None:
    with pytest.raises(Refused, match=message):
        check_parameters(operation, request_)


def test_what_iam_judges_requests_on() -> None:
    job = "arn:aws:glue:us-east-1:000000000000:job/clean"
    assert permissions.resource_arn("CreateJob", {"Name": "clean"}) == job
    assert permissions.resource_arn("StartJobRun", {"JobName": "clean"}) == job
    assert permissions.resource_arn("TagResource", {"ResourceArn": job}) == job
    assert permissions.resource_arn("CreateSecurityConfiguration", {"Name": "keys"}) == "*"
    assert permissions.resource_arn("ResetJobBookmark", {"JobName": "clean"}) == "*"
    table = "arn:aws:glue:us-east-1:000000000000:table/cars/rows"
    assert permissions.resource_arn("GetTable", {"DatabaseName": "cars", "Name": "rows"}) == table
    assert permissions.resource_arn("CreateTable", {"DatabaseName": "cars", "TableInput": {"Name": "rows"}}) == table
    assert permissions.resource_arn("GetCrawler", {"Name": "rows"}) is None
    passed = ("iam:PassRole", ROLE, {"iam:PassedToService": "glue.amazonaws.com"})
    assert permissions.dependent_actions("CreateJob", {**JOB, "Tags": {"a": "b"}}) == [
        passed,
        ("glue:TagResource", job, {}),
    ]
    assert permissions.dependent_actions("UpdateJob", {"JobName": "clean", "JobUpdate": {"Role": "job"}}) == [passed]
    assert permissions.dependent_actions("StartJobRun", {"JobName": "clean"}) == []


def test_glue_asks_for_what_is_above_a_table() -> None:
    start = "arn:aws:glue:us-east-1:000000000000:"
    assert permissions.dependent_actions("GetTable", {"DatabaseName": "cars", "Name": "rows"}) == [
        ("glue:GetTable", f"{start}catalog", {}),
        ("glue:GetTable", f"{start}database/cars", {}),
    ]
    assert permissions.resource_arn("CreateDatabase", {"DatabaseInput": {"Name": "cars"}}) == f"{start}database/cars"


class Script:
    """A run's process that ends when it is told to."""

    def __init__(self, failure: str | None = None, committed: dict | None = None):
        self.ended = threading.Event()
        self.failure, self.committed = failure, committed

    def output(self, name: str) -> Path:
        return Path("/nowhere") / name

    def wait(self, seconds: float) -> bool:
        return self.ended.wait(seconds / 50)

    def kill(self) -> None:
        self.ended.set()


@pytest.fixture
def api(monkeypatch):
    """The API with a role that trusts Glue, and scripts in place of processes."""
    from ministack.services import glue

    glue.reset()
    bookmarks.forget("clean")
    api = JobApi(Runs("http://127.0.0.1:1"))
    api.scripts = []
    trusted = monkeypatch.setattr
    trusted(runs.service_principals, "trusts", lambda role, service: True)
    trusted(runs.service_principals, "assume", lambda role, service: None)
    trusted(runs.process, "RunProcess", lambda setting, script, arguments: api.scripts.pop(0))
    trusted(runs.process.Setting, "client", lambda setting, service: None)
    api.create({**JOB, "DefaultArguments": {"--job-bookmark-option": "job-bookmark-enable", "--a": "1"}})
    return api


def ended(run: dict) -> dict:
    """The run, once it is over."""
    for thread in threading.enumerate():
        if thread is not threading.current_thread() and thread.name.startswith("glue-"):
            thread.join(20)
    assert run["JobRunState"] not in runs.ACTIVE
    return run


def start(api: JobApi, script: Script, **request: object) -> dict:
    """Starts a run; its record."""
    api.scripts.append(script)
    run_id = api.start({"JobName": "clean", **request})["JobRunId"]
    return api.get_run({"JobName": "clean", "RunId": run_id})["JobRun"]


def test_a_run_commits_its_bookmark_and_the_next_one_begins_with_it(api) -> None:
    script = Script(committed={"in": {"until": 1}})
    script.ended.set()
    run = ended(start(api, script, Arguments={"--a": "2"}))
    assert (run["JobRunState"], run["Arguments"]["--a"], run["Timeout"]) == ("SUCCEEDED", "2", 480)
    entry = api.get_bookmark({"JobName": "clean"})["JobBookmarkEntry"]
    assert (entry["Run"], entry["RunId"], entry["JobBookmark"]) == (1, run["Id"], '{"in": {"until": 1}}')
    api.reset_bookmark({"JobName": "clean"})
    assert bookmarks.state_of("clean") == {}


@pytest.mark.parametrize("option", ["job-bookmark-pause", "job-bookmark-disable"])
def test_other_options_keep_no_bookmark(api, option: str) -> None:
    script = Script(committed={"in": {"until": 1}})
    script.ended.set()
    ended(start(api, script, Arguments={"--job-bookmark-option": option}))
    with pytest.raises(Refused, match="Continuation for job clean not found"):
        api.get_bookmark({"JobName": "clean"})


def test_runs_fail_time_out_and_are_stopped(api, monkeypatch) -> None:
    failing = Script(failure="NameError: x")
    failing.ended.set()
    run = ended(start(api, failing))
    assert (run["JobRunState"], run["ErrorMessage"]) == ("FAILED", "NameError: x")

    monkeypatch.setattr(runs, "MINUTE_SECONDS", 1.0)
    assert ended(start(api, Script(), Timeout=1))["JobRunState"] == "TIMEOUT"
    monkeypatch.setattr(runs, "MINUTE_SECONDS", 60.0)

    run = start(api, Script())
    with pytest.raises(Refused, match="Concurrent runs exceeded for clean"):
        start(api, Script())
    assert api.stop({"JobName": "clean", "JobRunIds": [run["Id"], "jr_other"]})["Errors"][0]["JobRunId"] == "jr_other"
    assert ended(run)["JobRunState"] == "STOPPED"
    [error] = api.stop({"JobName": "clean", "JobRunIds": [run["Id"]]})["Errors"]
    assert error["ErrorDetail"]["ErrorCode"] == "JobRunInvalidStateTransitionException"
    assert [one["JobRunState"] for one in api.get_runs({"JobName": "clean"})["JobRuns"]] == [
        "STOPPED",
        "TIMEOUT",
        "FAILED",
    ]
    api.delete({"JobName": "clean"})
    assert runs_of("clean") == []


def test_a_role_that_does_not_trust_glue(api, monkeypatch) -> None:
    monkeypatch.setattr(runs.service_principals, "trusts", lambda role, service: False)
    with pytest.raises(Refused, match="should be given assume role permissions"):
        api.start({"JobName": "clean"})


def test_a_bookmark_s_key_must_be_the_role_s_to_use(api, monkeypatch) -> None:
    from ministack.services import glue

    key = "arn:aws:kms:us-east-1:000000000000:key/1"
    encryption = {"JobBookmarksEncryption": {"JobBookmarksEncryptionMode": "CSE-KMS", "KmsKeyArn": key}}
    glue._create_security_configuration({"Name": "keys", "EncryptionConfiguration": encryption})
    allowed = {"kms:Decrypt", "kms:Encrypt"}
    monkeypatch.setattr(runs.key_aliases, "aliases_of", lambda key_id: [f"alias/{key_id}"])
    asked = []

    def role_allows(role, service, action, on, context):
        asked.append(context)
        return action in allowed

    monkeypatch.setattr(runs.service_principals, "role_allows", role_allows)
    run = ended(start(api, Script(), SecurityConfiguration="keys"))
    assert run["ErrorMessage"].startswith(f"The role {ROLE} may not kms:GenerateDataKey on {key}")
    # Roles are allowed keys by their aliases.
    assert asked[0] == {"kms:ResourceAliases": ["alias/1"]}
    run = ended(start(api, Script(), SecurityConfiguration="none"))
    assert run["ErrorMessage"] == "The security configuration none does not exist."


def test_where_runs_log() -> None:
    assert group_names({}, "") == {"stdout": "/aws-glue/jobs/output", "stderr": "/aws-glue/jobs/error"}
    continuous = {"--enable-continuous-cloudwatch-log": "true", "--continuous-log-logGroup": "/own"}
    assert set(group_names(continuous, "keys").values()) == {"/own-keys"}


def test_lines_are_logged_once_they_are_whole(tmp_path) -> None:
    class Logs:
        class exceptions:
            ResourceAlreadyExistsException = KeyError

        sent, made = [], []

        def __getattr__(self, name: str):
            return lambda **arguments: self.made.append((name, arguments))

        def put_log_events(self, logEvents: list, **_: str) -> None:
            self.sent.extend(event["message"] for event in logEvents)

    file, client = tmp_path / "stdout", Logs()
    log = RunLog(client, file, "/own", "jr_1", "key")
    log.send()
    file.write_text("one\n\ntw")
    log.send()
    assert client.sent == ["one"]
    file.write_text("one\n\ntwo")
    log.send(last=True)
    assert client.sent == ["one", "two"]
    assert [name for name, _ in client.made] == ["create_log_group", "associate_kms_key", "create_log_stream"]
