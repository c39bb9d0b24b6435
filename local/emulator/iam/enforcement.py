"""Where this project's IAM checks join MiniStack's."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from ministack.core import iam_evaluator
from ministack.core.responses import get_account_id, get_region, request_scope


@dataclass(frozen=True)
class Check:
    """What MiniStack's IAM enforcement is asked: may this caller do that?

    Attributes:
        access_key_id: the caller's.
        action: e.g. `s3:GetObject`.
        service: the service that was called, e.g. `s3`.
        region: the request's region.
        resource: the ARN that the action is on, or "*".
        context: condition keys of the request.
    """

    access_key_id: str
    action: str
    service: str
    region: str
    resource: str = "*"
    context: dict[str, Any] | None = field(default=None)


# Answers a check: None where the call is allowed, else MiniStack's denial.
Enforce = Callable[[Check], Any]


@contextmanager
def account_of(arn: str) -> Iterator[None]:
    """Looks at what an ARN names in the account that it is in; at anything else in the caller's."""
    parts = arn.split(":", 5)
    account = parts[4] if len(parts) > 5 and parts[4].isdigit() else get_account_id()
    with request_scope(account, get_region()):
        yield


def surround(judge: Callable[[Enforce, Check], Any]) -> None:
    """Puts a judge around MiniStack's enforcement: it is given the enforcement so far, and the check."""
    before = iam_evaluator.enforce

    def enforce(check: Check) -> Any:
        return before(check.access_key_id, check.action, check.service, check.region, check.resource, check.context)

    def judged(
        access_key_id: str,
        iam_action: str,
        service: str,
        region: str,
        resource_arn: str = "*",
        service_context: dict[str, Any] | None = None,
    ) -> Any:
        return judge(enforce, Check(access_key_id, iam_action, service, region, resource_arn, service_context))

    iam_evaluator.enforce = judged
