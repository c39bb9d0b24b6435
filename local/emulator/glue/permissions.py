"""What callers of Glue's jobs must be allowed, by AWS's Service Authorization Reference.

https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsglue.html
"""

import uuid
from typing import Any

from ministack.core import iam_actions, iam_evaluator
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
    return "*" if operation in UNBOUND_OPERATIONS else None


def job_arn(name: str) -> str:
    """The ARN of a job of the request's account."""
    return f"arn:aws:glue:{get_region()}:{get_account_id()}:job/{name}"


def role_arn(role: str) -> str:
    """The ARN of a job's role, which may be given by its name."""
    return role if role.startswith("arn:") else f"arn:aws:iam::{get_account_id()}:role/{role}"


def denial(access_key: str, operation: str, body: dict[str, Any]) -> tuple | None:
    """The answer to a caller that may not do all that the operation implies, or None."""
    for action, on, context in dependent_actions(operation, body):
        denied = iam_evaluator.enforce(
            access_key, action, SERVICE, get_region(), resource_arn=on, service_context=context
        )
        if denied:
            explicit = denied.decision == "Deny"
            message = iam_actions.identity_denial_message(action, denied.principal_arn, on, explicit)
            return iam_actions.access_denied_response(
                SERVICE, action, denied.principal_arn, str(uuid.uuid4()), message=message
            )
    return None


def dependent_actions(operation: str, body: dict[str, Any]) -> list[tuple[str, str, dict[str, str]]]:
    """What a caller must be allowed besides the operation: (action, resource ARN, condition keys)."""
    job = body if operation == "CreateJob" else body.get("JobUpdate") if operation == "UpdateJob" else None
    if not isinstance(job, dict):
        return []
    checks: list[tuple[str, str, dict[str, str]]] = []
    if isinstance(job.get("Role"), str):
        checks.append(("iam:PassRole", role_arn(job["Role"]), {"iam:PassedToService": PRINCIPAL}))
    if operation == "CreateJob" and body.get("Tags"):
        checks.append(("glue:TagResource", job_arn(str(body.get("Name", ""))), {}))
    return checks
