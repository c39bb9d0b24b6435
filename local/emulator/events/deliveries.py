"""EventBridge's deliveries to the targets of its rules.

MiniStack delivers whatever is configured. AWS delivers where the target's role, the function's policy, or the
topic's or queue's policy and key allow it. Where they do not, the event goes to the target's dead-letter queue, without
another try, and where that does not take it either, a metric counts it. To a topic and to keys EventBridge does not say
whose rule it is: a policy that asks for that allows nothing.
https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-resource-based.html
https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-dlq.html
https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-monitoring.html
https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html
"""

import logging
from typing import Any

from events import other_accounts
from iam import encryption_at_rest, service_principals
from ministack.core.responses import get_account_id, get_region

logger = logging.getLogger("events")
EVENTS = "events.amazonaws.com"


def install() -> None:
    """Checks deliveries before MiniStack makes them."""
    from ministack.services import eventbridge

    deliver = eventbridge._invoke_target

    def deliver_if_allowed(target: dict, event: dict, rule: dict, view: Any = None) -> None:
        arn = eventbridge._rule_arn(rule["Name"], rule.get("EventBusName", "default"))
        problem = refusal(target, arn, event)
        if not problem:
            deliver(target, event, rule, view)
            return
        logger.warning("EventBridge did not deliver an event of rule %s: %s", rule["Name"], problem)
        count("FailedInvocations", rule["Name"])
        queue = (target.get("DeadLetterConfig") or {}).get("Arn")
        lost = refusal({"Arn": queue}, arn) if queue else None
        if lost:
            logger.warning("EventBridge lost an event of rule %s: %s", rule["Name"], lost)
            count("InvocationsFailedToBeSentToDlq", rule["Name"])
        elif queue:
            deliver({"Arn": queue}, event, rule, view)
            count("InvocationsSentToDlq", rule["Name"])

    eventbridge._invoke_target = deliver_if_allowed


def count(metric: str, rule_name: str) -> None:
    """Adds one to a metric of a rule."""
    from ministack.services import cloudwatch

    dimensions = [{"Name": "RuleName", "Value": rule_name}]
    datum = {"MetricName": metric, "Value": 1, "Unit": "Count", "Dimensions": dimensions}
    cloudwatch._put_metric_data({}, {"Namespace": "AWS/Events", "MetricData": [datum]}, False, is_json=True)


def refusal(target: dict[str, Any], rule_arn: str, event: dict[str, Any] | None = None) -> str | None:
    """Why a rule's target may not get its events, in a sentence; None when it may."""
    arn, source = target.get("Arn", ""), {"aws:SourceArn": rule_arn}
    service = arn.split(":")[2] if arn.count(":") > 4 else ""
    if service == "states":
        role = target.get("RoleArn", "")
        if not service_principals.role_allows(role, EVENTS, "states:StartExecution", arn, source=source):
            return f"{EVENTS} may not assume the target's role {role}, or that role may not start {arn}."
    if service == "events" and ":event-bus/" in arn:
        role = target.get("RoleArn", "")
        if role and not service_principals.role_allows(role, EVENTS, other_accounts.PUT, arn, source=source):
            return f"{EVENTS} may not assume the target's role {role}, or that role may not put events on {arn}."
        return other_accounts.refusal(arn, role, event or {})
    if service == "lambda" and not function_allows(arn, EVENTS, rule_arn):
        return f"the policy of {arn} does not let {EVENTS} invoke it for {rule_arn}."
    if service == "sns":
        return refusal_of_encrypted(EVENTS, arn, "sns", "sns:Publish", encryption_at_rest.key_of_topic(arn), None)
    if service == "sqs":
        return refusal_of_encrypted(EVENTS, arn, "sqs", "sqs:SendMessage", encryption_at_rest.key_of_queue(arn), source)
    return None


def function_allows(function: str, service: str, source: str) -> bool:
    """Whether a function's resource policy lets a service invoke it for a source."""
    from ministack.services import lambda_svc

    if not function.startswith("arn:"):
        function = f"arn:aws:lambda:{get_region()}:{get_account_id()}:function:{function}"
    policy = (lambda_svc.function_policy_for_arn(function) or (None, ""))[0]
    return service_principals.policy_allows(
        policy, "lambda:InvokeFunction", service, function, {"aws:SourceArn": source}
    )


def refusal_of_encrypted(
    service: str, arn: str, kind: str, action: str, key: str, source: dict[str, str] | None
) -> str | None:
    """Why a topic or a queue does not take a service's message, in a sentence; None when it does.

    Args:
        service: the principal that sends, e.g. `events.amazonaws.com`.
        kind: `sns` or `sqs`.
        action: what it does there, e.g. `sns:Publish`.
        key: what the topic or queue is encrypted with, or "".
        source: condition keys that say for whom the service sends; None where it says nothing.
    """
    from ministack.core import iam_evaluator

    def allows(
        policy: str | dict | None, action: str, resource: str, told: dict[str, str] | None, context: dict[str, str]
    ) -> bool:
        keys = {**(told or {}), **context}
        return service_principals.policy_allows(policy, action, service, resource, keys, told is not None)

    policy = (iam_evaluator._resource_policy(kind, arn) or (None, ""))[0]
    if not allows(policy, action, arn, source, {}):
        return f"the policy of {arn} does not let {service} call {action}."
    key_arn = encryption_at_rest.key_arn(key)
    key_policy = (iam_evaluator._resource_policy("kms", key_arn) or (None, ""))[0] if key_arn else None
    # What a message is encrypted for: SNS and SQS name the topic or the queue in it.
    encrypted = {f"kms:EncryptionContext:aws:{kind}:{'topicArn' if kind == 'sns' else 'arn'}": arn}
    # No page says that EventBridge tells a key more.
    told = None if service == EVENTS else source
    for needed in encryption_at_rest.WRITE if key_arn else ():
        if not allows(key_policy, needed, key_arn, told, encrypted):
            return f"the key {key_arn} of {arn} does not let {service} call {needed}."
    return None
