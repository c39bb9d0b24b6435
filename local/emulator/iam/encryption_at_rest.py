"""What a caller must be allowed on the KMS key of a bucket, a topic, a queue or a table that it uses.

AWS asks KMS with the caller's own permissions, which is what a role forgets; MiniStack doesn't ask.
https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingKMSEncryption.html
https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html
https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-key-management.html
https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/encryption.howitworks.html
"""

import contextvars
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from iam.enforcement import Check, Enforce, surround
from ministack.core import iam_actions

WRITE, READ = ("kms:GenerateDataKey", "kms:Decrypt"), ("kms:Decrypt",)

# The KMS denial that the answer to this request is about: the action and the key's ARN.
_denied: contextvars.ContextVar[tuple[str, str] | None] = contextvars.ContextVar("denied", default=None)


def key_of_bucket(arn: str) -> str:
    """The key that a bucket encrypts with by default, given the ARN of an object in it."""
    from ministack.services import s3

    headers = s3._bucket_default_sse_headers(arn.split(":::", 1)[-1].split("/", 1)[0])
    return headers.get("x-amz-server-side-encryption-aws-kms-key-id", "")


def key_of_topic(arn: str) -> str:
    """The key that a topic encrypts with."""
    from ministack.services import sns

    topic = sns._topic_by_arn_any_scope(arn) or {}
    return topic.get("attributes", {}).get("KmsMasterKeyId", "")


def key_of_queue(arn: str) -> str:
    """The key that a queue encrypts with."""
    from ministack.services import sqs

    queue = sqs._queue_by_arn(arn) or {}
    return queue.get("attributes", {}).get("KmsMasterKeyId", "")


def key_of_table(arn: str) -> str:
    """The key that a table encrypts with, given the ARN of the table or of one of its indexes."""
    from ministack.services import dynamodb

    table = dynamodb._tables.get(arn.split(":table/", 1)[-1].split("/", 1)[0]) or {}
    return (table.get("SSEDescription") or {}).get("KMSMasterKeyArn", "")


# What reads or writes items; DynamoDB decrypts the table's own key as the caller.
TABLE_ACTIONS = (
    *("BatchGetItem", "BatchWriteItem", "ConditionCheckItem", "DeleteItem", "GetItem", "PutItem", "Query", "Scan"),
    "UpdateItem",
)

# What an action does with the key of the resource that it acts on.
IMPLIED: dict[str, tuple[Callable[[str], str], tuple[str, ...]]] = {
    "s3:PutObject": (key_of_bucket, ("kms:GenerateDataKey",)),
    "s3:GetObject": (key_of_bucket, READ),
    "s3:GetObjectVersion": (key_of_bucket, READ),
    "sns:Publish": (key_of_topic, WRITE),
    "sqs:SendMessage": (key_of_queue, WRITE),
    "sqs:ReceiveMessage": (key_of_queue, READ),
    **{f"dynamodb:{name}": (key_of_table, READ) for name in TABLE_ACTIONS},
}


def key_arn(key: str) -> str:
    """The ARN of a key named by its id, ARN or alias; "" for AWS's own keys and for keys that do not exist."""
    from ministack.services import kms

    record = kms._resolve_key(key) if key else None
    return record["Arn"] if record else ""


def judge_with_key(enforce: Enforce, check: Check) -> Any:
    """Asks about the resource, and then about the key that it is encrypted with."""
    denied = enforce(check)
    key_of, actions = IMPLIED.get(check.action, (None, ()))
    key = key_arn(key_of(check.resource)) if key_of and not denied else ""
    via = {"kms:ViaService": f"{check.service}.{check.region}.amazonaws.com"}
    for action in actions if key else ():
        refused = enforce(replace(check, action=action, service="kms", resource=key, context=via))
        if refused:
            _denied.set((action, key))
            return refused
    return denied


def install() -> None:
    """Adds the KMS checks to MiniStack's IAM enforcement."""
    deny = iam_actions.access_denied_response

    def deny_with_resource(service: str, action: str, principal_arn: str, request_id: str, **about: Any) -> tuple:
        action, resource = _denied.get() or (action, about.get("resource_arn", "*"))
        if not about.get("message") and not about.get("error_code") and not about.get("resource_policy_arn"):
            explicit = about.get("explicit_deny", False)
            about["message"] = iam_actions.identity_denial_message(action, principal_arn, resource, explicit)
        return deny(service, action, principal_arn, request_id, **about)

    surround(judge_with_key)
    iam_actions.access_denied_response = deny_with_resource
