"""IAM checks of CloudWatch's calls on alarms: on each alarm that a call names, and on all where it names none.

MiniStack asks once, for `*`, which no least role holds. That AWS asks for each alarm is read from two of its guides:
DescribeAlarms may be allowed with "a narrower scope" than `*`, and deployments want it "on the auto-rollback alarms".
https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_DescribeAlarms.html
https://docs.aws.amazon.com/sagemaker/latest/dg/deployment-guardrails-configuration.html
"""

import contextvars
import json
from dataclasses import replace
from typing import Any

from iam.enforcement import Check, Enforce, surround
from ministack.core import iam_actions

# By action, whether the caller names one alarm or several.
ACTIONS = {
    "cloudwatch:DescribeAlarms": "AlarmNames",
    "cloudwatch:DeleteAlarms": "AlarmNames",
    "cloudwatch:PutMetricAlarm": "AlarmName",
    "cloudwatch:SetAlarmState": "AlarmName",
}

# The names in the request that is being judged.
_names: contextvars.ContextVar[dict[str, tuple[str, ...]] | None] = contextvars.ContextVar("alarm_names", default=None)


def names_in(body: bytes) -> dict[str, tuple[str, ...]]:
    """The alarms that a request names, by the member that names them; none where the body cannot be read."""
    try:
        request = json.loads(body or b"{}")
        named = {member: request.get(member) or [] for member in set(ACTIONS.values())}
    except (ValueError, AttributeError):
        return {}
    return {member: (value,) if isinstance(value, str) else tuple(value) for member, value in named.items()}


def judge_each(enforce: Enforce, check: Check) -> Any:
    """Asks about every alarm that the request names."""
    member = ACTIONS.get(check.action) if check.service == "monitoring" else None
    if member is None:
        return enforce(check)
    prefix = check.resource.removesuffix("*")
    answers = (enforce(replace(check, resource=prefix + name)) for name in (_names.get() or {}).get(member) or ("*",))
    return next((denied for denied in answers if denied), None)


def install() -> None:
    """Lets MiniStack's IAM enforcement ask for each alarm."""
    resource_of = iam_actions.extract_resource_arn

    def remember_names(
        service: str, method: str, path: str, headers: dict, body: bytes, params: dict, region: str, account: str
    ) -> str:
        if service != "monitoring":
            return resource_of(service, method, path, headers, body, params, region, account)
        _names.set(names_in(body))
        action = iam_actions.extract_iam_action(service, method, path, headers, body, params)
        every = f"arn:aws:cloudwatch:{region}:{account}:alarm:*"
        return (
            every if action in ACTIONS else resource_of(service, method, path, headers, body, params, region, account)
        )

    iam_actions.extract_resource_arn = remember_names
    surround(judge_each)
