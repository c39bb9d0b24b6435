"""Event buses of other accounts: their policies, and rules that send events to them.

MiniStack takes permissions one by one and delivers within one account. AWS takes a whole policy as well, and sends an
event on where the rule's role may put it and the bus's policy lets the account, but never one that came from elsewhere.
https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutPermission.html
https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-cross-account.html
"""

import json
import logging
from typing import Any

from ministack.core import iam_evaluator
from ministack.core.responses import error_response_json, get_account_id, get_region, json_response, request_scope

logger = logging.getLogger("events")
PUT = "events:PutEvents"


def install() -> None:
    """Lets PutPermission take a policy, and rules send to buses of other accounts."""
    from ministack.services import eventbridge

    put_one, dispatch = eventbridge._put_permission, eventbridge._dispatch_to_event_bus

    def put_permission(data: dict[str, Any]) -> tuple:
        if "Policy" not in data:
            return put_one(data)
        try:
            policy = json.loads(data["Policy"])
        except (TypeError, ValueError):
            return error_response_json("ValidationException", "The policy is not valid JSON.", 400)
        eventbridge._event_bus_policies[data.get("EventBusName", "default")] = policy
        return json_response({})

    def dispatch_there(spec: Any, event: dict, rule: dict, path: set, payload: Any = None) -> None:
        with request_scope(spec.account_id, spec.region):
            dispatch(spec, event, rule, path, payload)

    eventbridge._put_permission = put_permission
    eventbridge._dispatch_to_event_bus = dispatch_there


def refusal(bus_arn: str, role_arn: str, event: dict[str, Any]) -> str | None:
    """Why a bus may not get a rule's event, beside what the rule's role may do, in a sentence; None when it may."""
    from ministack.services import eventbridge

    account, name = bus_arn.split(":")[4], bus_arn.rsplit("event-bus/", 1)[-1]
    if account == get_account_id():
        return None
    if str(event.get("Account") or get_account_id()) != get_account_id():
        return "an event that came from another account is not sent on to a third one."
    told = {"events:source": event.get("Source", ""), "events:detail-type": event.get("DetailType", "")}
    session = f"arn:aws:sts::{get_account_id()}:assumed-role/{role_arn.rsplit('/', 1)[-1]}/events"
    request = iam_evaluator.EvalContext(
        principal_arn=session,
        principal_type="AssumedRole",
        principal_account=get_account_id(),
        action=PUT,
        resource_arn=bus_arn,
        region=get_region(),
        service_context={**told, "aws:principalarn": role_arn, "aws:principalaccount": get_account_id()},
    )
    policy = eventbridge._event_bus_policies.get_scoped(account, bus_arn.split(":")[3], name)
    allowed = iam_evaluator.evaluate_resource_policy(policy, request).decision == "Allow"
    return None if allowed else f"the policy of {bus_arn} does not let {role_arn} call {PUT}."
