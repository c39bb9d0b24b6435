"""What Glue refuses of a request: by the API's model, by its guide, and what the local stage does not offer.

https://docs.aws.amazon.com/glue/latest/dg/aws-glue-api-jobs-job.html
https://docs.aws.amazon.com/glue/latest/dg/aws-glue-programming-etl-glue-arguments.html
"""

from typing import Any

from parameters import complaint

GLUE_VERSION = "5.0"
# Data processing units of a worker.
WORKERS = {"G.1X": 1, "G.2X": 2, "G.4X": 4, "G.8X": 8}
# Minutes that a run may take where the job does not say ("Job timeout" of Glue 5.0).
TIMEOUT = 480
BOOKMARK_OPTIONS = ("job-bookmark-enable", "job-bookmark-disable", "job-bookmark-pause")

# Members of a job that would change what a run does, and that nothing here acts on.
UNSUPPORTED = (
    "AllocatedCapacity",
    "CodeGenConfigurationNodes",
    "Connections",
    "MaxCapacity",
    "SourceControlDetails",
)
# Of the arguments that Glue itself acts on, those that the local stage acts on or that change no result.
ARGUMENTS = {
    "--TempDir",
    "--continuous-log-logGroup",
    "--enable-continuous-cloudwatch-log",
    "--enable-job-insights",
    "--enable-metrics",
    "--enable-observability-metrics",
    "--extra-py-files",
    "--job-bookmark-option",
    "--job-language",
}
# And the others.
FOREIGN_ARGUMENTS = {
    "--additional-python-modules",
    "--class",
    "--conf",
    "--continuous-log-conversionPattern",
    "--continuous-log-logStreamPrefix",
    "--customer-driver-env-vars",
    "--customer-executor-env-vars",
    "--datalake-formats",
    "--disable-proxy-v2",
    "--enable-auto-scaling",
    "--enable-glue-datacatalog",
    "--enable-rename-algorithm-v2",
    "--enable-s3-parquet-optimized-committer",
    "--enable-spark-ui",
    "--executor-cores",
    "--extra-files",
    "--extra-jars",
    "--job-bookmark-from",
    "--job-bookmark-to",
    "--python-modules-installer-option",
    "--scriptLocation",
    "--spark-event-logs-path",
    "--use-postgres-driver",
    "--user-jars-first",
    "--write-shuffle-files-to-s3",
    "--write-shuffle-spills-to-s3",
}
# Arguments that Glue gives to a script by itself.
RESERVED_ARGUMENTS = {"--JOB_NAME", "--JOB_RUN_ID", "--JOB_ID", "--debug", "--mode"}


class Refused(Exception):
    """A request that Glue does not take: the name of the error, and a sentence."""

    def __init__(self, name: str, message: str):
        super().__init__(message)
        self.name = name
        self.message = message


def check_parameters(operation: str, data: Any) -> None:
    """Raises Refused for what the API's model does not take: unknown, missing or wrong members."""
    wrong = complaint("glue", operation, data)
    if wrong:
        raise Refused("ValidationException", wrong)


def check_job(job: dict[str, Any]) -> None:
    """Raises Refused for a job that Glue, or the local stage, does not take."""
    command = job["Command"]
    for name in UNSUPPORTED:
        if job.get(name):
            raise _not_offered(f"{name} of a job")
    if command.get("Name") != "glueetl":
        raise _not_offered(f"the command {command.get('Name')!r}; it offers glueetl")
    if not str(command.get("ScriptLocation", "")).startswith("s3://"):
        raise Refused("InvalidInputException", "Script location is not valid.")
    if command.get("PythonVersion") != "3":
        raise Refused("InvalidInputException", "Python version is not valid for the Glue version of the job.")
    if job.get("GlueVersion") != GLUE_VERSION:
        raise _not_offered(f"GlueVersion {job.get('GlueVersion', '0.9')}; it offers {GLUE_VERSION}")
    if job.get("MaxRetries"):
        raise _not_offered("MaxRetries of a job")
    if job.get("ExecutionClass", "STANDARD") != "STANDARD":
        raise _not_offered(f"ExecutionClass {job['ExecutionClass']}")
    if job.get("JobMode", "SCRIPT") != "SCRIPT":
        raise _not_offered(f"JobMode {job['JobMode']}")
    check_capacity(job)
    check_arguments({**job.get("DefaultArguments", {}), **job.get("NonOverridableArguments", {})})


def check_capacity(machines: dict[str, Any]) -> None:
    """Raises Refused for workers that Spark jobs do not have."""
    if machines.get("WorkerType") not in WORKERS:
        raise _not_offered(f"the worker type {machines.get('WorkerType')!r}; it offers {', '.join(WORKERS)}")
    if machines.get("NumberOfWorkers", 0) < 2:
        raise Refused("InvalidInputException", "The number of workers must be at least 2.")
    if machines.get("Timeout", TIMEOUT) < 1:
        raise Refused("InvalidInputException", "Timeout must be at least 1.")


def check_arguments(arguments: dict[str, str]) -> None:
    """Raises Refused for arguments that would do something else on AWS."""
    for name in arguments:
        if name in FOREIGN_ARGUMENTS:
            raise _not_offered(f"the job argument {name}; of Glue's own it offers {', '.join(sorted(ARGUMENTS))}")
        if name in RESERVED_ARGUMENTS:
            raise Refused("InvalidInputException", f"The job argument {name} is used by AWS Glue and must not be set.")
    option = arguments.get("--job-bookmark-option", BOOKMARK_OPTIONS[1])
    if option not in BOOKMARK_OPTIONS:
        raise Refused("InvalidInputException", f"The job bookmark option {option} is not valid.")
    if arguments.get("--job-language", "python") != "python":
        raise _not_offered(f"the job language {arguments['--job-language']}; it offers python")


def _not_offered(what: str) -> Refused:
    return Refused("InvalidInputException", f"The local stage does not offer {what}.")
