"""The condition key `iam:PermissionsBoundary`, which MiniStack does not know: the boundary of the role that is changed.

A call that sets a boundary tells it; any other change of a role is judged by the boundary that the role has.
https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsidentityandaccessmanagementiam.html
"""

import contextvars
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qs

from iam.enforcement import Check, Enforce, surround
from ministack.core import iam_actions
from ministack.services import iam

_request: contextvars.ContextVar[dict[str, str] | None] = contextvars.ContextVar("iam_request", default=None)

# Calls that say the boundary themselves, and those that are about a role's own.
_telling = {"iam:CreateRole", "iam:PutRolePermissionsBoundary"}
_about = {
    "iam:AttachRolePolicy",
    "iam:DeleteRolePermissionsBoundary",
    "iam:DeleteRolePolicy",
    "iam:DetachRolePolicy",
    "iam:PutRolePolicy",
}


def with_boundary(enforce: Enforce, check: Check) -> Any:
    """Tells the conditions of a statement the boundary of the role that a call is about."""
    request = _request.get()
    if request is None or check.action not in _telling | _about:
        return enforce(check)
    boundary = request.get("PermissionsBoundary") if check.action in _telling else _boundary_of(request.get("RoleName"))
    # Where a role has none the key is missing, so that no equality holds.
    if not boundary:
        return enforce(check)
    return enforce(replace(check, context={**(check.context or {}), "iam:PermissionsBoundary": boundary}))


def _boundary_of(role: str | None) -> str | None:
    found = iam._roles.get(role) if role else None
    return found.get("PermissionsBoundary") if found else None


def install() -> None:
    """Lets MiniStack's IAM enforcement know the boundaries of roles."""
    resource_of = iam_actions.extract_resource_arn

    def remember_request(service: str, method: str, path: str, headers: dict, body: bytes, *rest: Any) -> str:
        if service == "iam":
            form = parse_qs((body or b"").decode("utf-8", errors="replace"))
            _request.set({name: values[0] for name, values in form.items()})
        return resource_of(service, method, path, headers, body, *rest)

    iam_actions.extract_resource_arn = remember_request
    surround(with_boundary)
