"""IAM checks of the Parameter Store calls that name several parameters.

AWS asks for each parameter; MiniStack asks once, for `*`, which no least role holds.
https://docs.aws.amazon.com/service-authorization/latest/reference/list_awssystemsmanager.html
"""

import contextvars
import json
from dataclasses import replace
from typing import Any

from iam.enforcement import Check, Enforce, surround
from ministack.core import iam_actions

ACTIONS = ("ssm:GetParameters", "ssm:DeleteParameters")

# The names in the request that is being judged.
_names: contextvars.ContextVar[tuple[str, ...]] = contextvars.ContextVar("names", default=())


def names_in(body: bytes) -> list[str]:
    """The parameters that a request names; a body that cannot be read names none, and the service refuses it."""
    try:
        names = json.loads(body or b"{}").get("Names") or []
    except (ValueError, AttributeError):
        return []
    return [name for name in names if isinstance(name, str)]


def judge_each(enforce: Enforce, check: Check) -> Any:
    """Asks about every parameter that the request names."""
    resources = (_names.get() if check.action in ACTIONS else ()) or (check.resource,)
    answers = (enforce(replace(check, resource=resource)) for resource in resources)
    return next((denied for denied in answers if denied), None)


def install() -> None:
    """Lets MiniStack's IAM enforcement ask for each parameter."""
    resource_of = iam_actions.extract_resource_arn

    def remember_names(
        service: str, method: str, path: str, headers: dict, body: bytes, params: dict, region: str, account: str
    ) -> str:
        if service == "ssm":
            prefix = f"arn:aws:ssm:{region}:{account}:parameter/"
            _names.set(tuple(prefix + name.removeprefix("/") for name in names_in(body)))
        return resource_of(service, method, path, headers, body, params, region, account)

    iam_actions.extract_resource_arn = remember_names
    surround(judge_each)
