"""The condition key `cloudwatch:namespace`, which MiniStack does not know: where a call puts its metrics.

https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/iam-cw-condition-keys-namespace.html
"""

import contextvars
import json
from dataclasses import replace
from typing import Any

from iam.enforcement import Check, Enforce, surround
from ministack.core import iam_actions

_namespace: contextvars.ContextVar[str | None] = contextvars.ContextVar("metric_namespace", default=None)


def with_namespace(enforce: Enforce, check: Check) -> Any:
    """Tells the conditions of a statement where metrics are put."""
    namespace = _namespace.get()
    if check.action != "cloudwatch:PutMetricData" or namespace is None:
        return enforce(check)
    return enforce(replace(check, context={**(check.context or {}), "cloudwatch:namespace": namespace}))


def install() -> None:
    """Lets MiniStack's IAM enforcement know the namespace of a request."""
    resource_of = iam_actions.extract_resource_arn

    def remember_namespace(service: str, method: str, path: str, headers: dict, body: bytes, *rest: Any) -> str:
        if service == "monitoring":
            try:
                _namespace.set(json.loads(body or b"{}").get("Namespace"))
            except (ValueError, AttributeError):
                _namespace.set(None)
        return resource_of(service, method, path, headers, body, *rest)

    iam_actions.extract_resource_arn = remember_namespace
    surround(with_namespace)
