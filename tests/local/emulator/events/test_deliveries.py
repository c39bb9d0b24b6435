"""What EventBridge says of itself where it delivers, and so which policies let it in."""

import pytest
from events import deliveries
from iam import encryption_at_rest
from ministack.core import iam_evaluator
from ministack.core.responses import get_account_id
from ministack.services import cloudwatch, eventbridge

RULE = "arn:aws:events:us-east-1:111111111111:rule/run-ended"
TOPIC = "arn:aws:sns:us-east-1:111111111111:notices"
QUEUE = "arn:aws:sqs:us-east-1:111111111111:undelivered"
KEY = "arn:aws:kms:us-east-1:111111111111:key/9a1b"


def policy(actions: list[str], condition: dict | None = None) -> dict:
    statement = {"Effect": "Allow", "Principal": {"Service": deliveries.EVENTS}, "Action": actions, "Resource": "*"}
    return {"Statement": [{**statement, **({"Condition": condition} if condition else {})}]}


def refusal(monkeypatch: pytest.MonkeyPatch, target: str, of_target: dict, of_key: dict) -> str | None:
    policies = {target: of_target, KEY: of_key}
    monkeypatch.setattr(iam_evaluator, "_resource_policy", lambda kind, arn: (policies[arn], ""))
    for name in ("key_of_topic", "key_of_queue"):
        monkeypatch.setattr(encryption_at_rest, name, lambda arn: KEY)
    monkeypatch.setattr(encryption_at_rest, "key_arn", lambda key: key)
    return deliveries.refusal({"Arn": target}, RULE)


PUBLISH, SEND, USE = ["sns:Publish"], ["sqs:SendMessage"], ["kms:Decrypt", "kms:GenerateDataKey"]
OF_ACCOUNT = {"StringEquals": {"aws:SourceAccount": get_account_id()}}
OF_RULE = {"ArnEquals": {"aws:SourceArn": RULE}}
FOR_QUEUE = {"ArnLike": {"kms:EncryptionContext:aws:sqs:arn": f"{QUEUE[:-3]}*"}}
FOR_TOPIC = {"StringEquals": {"kms:EncryptionContext:aws:sns:topicArn": TOPIC}}


def test_a_topic_and_its_key_are_told_the_topic_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    assert refusal(monkeypatch, TOPIC, policy(PUBLISH), policy(USE, FOR_TOPIC)) is None


@pytest.mark.parametrize("condition", [OF_ACCOUNT, OF_RULE])
def test_no_topic_is_told_whose_rule_it_is(monkeypatch: pytest.MonkeyPatch, condition: dict) -> None:
    key = refusal(monkeypatch, TOPIC, policy(PUBLISH), policy(USE, condition))
    assert key is not None and key.startswith(f"the key {KEY} of {TOPIC}")
    topic = refusal(monkeypatch, TOPIC, policy(PUBLISH, condition), policy(USE))
    assert topic is not None and topic.startswith(f"the policy of {TOPIC}")


def test_another_topic_is_not_the_key_s(monkeypatch: pytest.MonkeyPatch) -> None:
    other = {"StringEquals": {"kms:EncryptionContext:aws:sns:topicArn": f"{TOPIC}-of-others"}}
    assert refusal(monkeypatch, TOPIC, policy(PUBLISH), policy(USE, other)) is not None


def test_a_queue_is_told_whose_rule_it_is_and_its_key_the_queue_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    assert refusal(monkeypatch, QUEUE, policy(SEND, OF_RULE), policy(USE, FOR_QUEUE)) is None
    assert refusal(monkeypatch, QUEUE, policy(SEND, OF_RULE), policy(USE, OF_ACCOUNT)) is not None
    assert refusal(monkeypatch, QUEUE, policy(SEND, OF_RULE), policy(USE, FOR_TOPIC)) is not None


class Delivered:
    """EventBridge with one target that it may not reach."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, queue_allows: bool) -> None:
        self.sent: list[str] = []
        monkeypatch.setattr(eventbridge, "_invoke_target", lambda target, *_: self.sent.append(target["Arn"]))
        monkeypatch.setattr(deliveries, "refusal", lambda target, *_: None if self.may_get(target["Arn"]) else "no")
        self.queue_allows = queue_allows
        deliveries.install()
        target = {"Arn": TOPIC, "DeadLetterConfig": {"Arn": QUEUE}}
        eventbridge._invoke_target(target, {}, {"Name": "run-ended"})

    def may_get(self, arn: str) -> bool:
        return self.queue_allows and arn == QUEUE


def counted(metric: str) -> float:
    points = cloudwatch._metrics.get(("AWS/Events", metric, cloudwatch._dims_key({"RuleName": "run-ended"}))) or []
    return sum(point["Value"] for point in points)


def test_what_a_target_may_not_get_waits_in_the_dead_letter_queue(monkeypatch: pytest.MonkeyPatch) -> None:
    before = counted("InvocationsSentToDlq"), counted("InvocationsFailedToBeSentToDlq")
    assert Delivered(monkeypatch, queue_allows=True).sent == [QUEUE]
    after = counted("InvocationsSentToDlq"), counted("InvocationsFailedToBeSentToDlq")
    assert after == (before[0] + 1, before[1])


def test_what_the_queue_may_not_get_either_is_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    before = counted("InvocationsFailedToBeSentToDlq")
    assert Delivered(monkeypatch, queue_allows=False).sent == []
    assert counted("InvocationsFailedToBeSentToDlq") == before + 1
