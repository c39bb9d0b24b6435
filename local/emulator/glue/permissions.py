"""What callers of Glue's jobs and catalog must be allowed, by AWS's Service Authorization Reference.

https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsglue.html
"""

from typing import Any

from iam.dependent_actions import Checks
from ministack.core.responses import get_account_id, get_region

SERVICE = "glue"
PRINCIPAL = "glue.amazonaws.com"
# The member that names the job; operations that are not here act on no single resource.
JOB_OPERATIONS = {
    "CreateJob": "Name",
    **dict.fromkeys(
        ("UpdateJob", "DeleteJob", "GetJob", "StartJobRun", "GetJobRun", "GetJobRuns", "BatchStopJobRun"), "JobName"
    ),
}
TAG_OPERATIONS = ("TagResource", "UntagResource", "GetTags")
# The catalog's, with where the names of the database and of the table are; Glue asks for what is above them, too.
# https://docs.aws.amazon.com/glue/latest/dg/glue-specifying-resource-arns.html
CATALOG_OPERATIONS: dict[str, tuple[str, str]] = {
    "CreateDatabase": ("DatabaseInput.Name", ""),
    **dict.fromkeys(("GetDatabase", "UpdateDatabase", "DeleteDatabase"), ("Name", "")),
    "GetTables": ("DatabaseName", "*"),
    **dict.fromkeys(("CreateTable", "UpdateTable"), ("DatabaseName", "TableInput.Name")),
    **dict.fromkeys(("GetTable", "DeleteTable"), ("DatabaseName", "Name")),
}
UNBOUND_OPERATIONS = (
    *("GetJobs", "ListJobs", "ResetJobBookmark", "GetJobBookmark"),
    *("CreateSecurityConfiguration", "DeleteSecurityConfiguration", "GetSecurityConfiguration"),
    "GetSecurityConfigurations",
)


def resource_arn(operation: str, body: dict[str, Any]) -> str | None:
    """The ARN that IAM judges an operation on; None for operations that MiniStack judges."""
    if operation in JOB_OPERATIONS:
        return job_arn(str(body.get(JOB_OPERATIONS[operation], "")))
    if operation in TAG_OPERATIONS:
        return str(body.get("ResourceArn") or "*")
    if operation in CATALOG_OPERATIONS:
        return catalog_arns(*_named(operation, body))[-1]
    return "*" if operation in UNBOUND_OPERATIONS else None


def job_arn(name: str) -> str:
    """The ARN of a job of the request's account."""
    return f"arn:aws:glue:{get_region()}:{get_account_id()}:job/{name}"


def catalog_arns(database: str, table: str = "") -> list[str]:
    """The ARNs that Glue asks about for a database, or for a table of it, the one that is meant last."""
    names = ["catalog", f"database/{database}", *([f"table/{database}/{table}"] if table else [])]
    return [f"arn:aws:glue:{get_region()}:{get_account_id()}:{name}" for name in names]


def _named(operation: str, body: dict[str, Any]) -> tuple[str, str]:
    """The database, and the table, that an operation on the catalog names."""
    database, table = CATALOG_OPERATIONS[operation]
    return _member(body, database), table if table == "*" else _member(body, table)


def _member(body: dict[str, Any], path: str) -> str:
    value: Any = body
    for part in path.split(".") if path else []:
        value = value.get(part, "") if isinstance(value, dict) else ""
    return value if isinstance(value, str) else ""


def role_arn(role: str) -> str:
    """The ARN of a job's role, which may be given by its name."""
    return role if role.startswith("arn:") else f"arn:aws:iam::{get_account_id()}:role/{role}"


def dependent_actions(operation: str, body: dict[str, Any]) -> Checks:
    """What a caller must be allowed besides the operation: (action, resource ARN, condition keys)."""
    if operation in CATALOG_OPERATIONS:
        return [(f"glue:{operation}", arn, {}) for arn in catalog_arns(*_named(operation, body))[:-1]]
    job = body if operation == "CreateJob" else body.get("JobUpdate") if operation == "UpdateJob" else None
    if not isinstance(job, dict):
        return []
    checks: Checks = []
    if isinstance(job.get("Role"), str):
        checks.append(("iam:PassRole", role_arn(job["Role"]), {"iam:PassedToService": PRINCIPAL}))
    if operation == "CreateJob" and body.get("Tags"):
        checks.append(("glue:TagResource", job_arn(str(body.get("Name", ""))), {}))
    return checks
