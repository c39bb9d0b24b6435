"""What a caller must be allowed on the KMS key of an object, a topic, a queue or a table that it uses.

AWS asks KMS with the caller's own permissions, which is what a role forgets; MiniStack doesn't ask.
https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingKMSEncryption.html
https://docs.aws.amazon.com/AmazonS3/latest/userguide/mpuAndPermissions.html
https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html
https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-key-management.html
https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/encryption.howitworks.html
"""

import contextvars
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from iam.enforcement import Check, Enforce, account_of, surround
from ministack.core import iam_actions
from ministack.core.responses import get_account_id, get_region, request_scope

WRITE, READ = ("kms:GenerateDataKey", "kms:Decrypt"), ("kms:Decrypt",)

# The KMS denial that the answer to this request is about: the action and the key's ARN.
_denied: contextvars.ContextVar[tuple[str, str] | None] = contextvars.ContextVar("denied", default=None)


def denied() -> tuple[str, str] | None:
    """The KMS denial of this request: the action and the key's ARN; None where no key was denied."""
    return _denied.get()


def forget_denial() -> None:
    """Begins anew, where one request stands for many."""
    _denied.set(None)


def write_with(headers: dict) -> None:
    """Has objects judged as if the request that writes them had these headers."""
    _request.set((headers, {}))


# Headers and query of the S3 request that is being judged.
_request: contextvars.ContextVar[tuple[dict, dict]] = contextvars.ContextVar("s3_request", default=({}, {}))
KEY_HEADER = "x-amz-server-side-encryption-aws-kms-key-id"


def key_of_new_object(arn: str) -> str:
    """The key that an object is written with: the one that the request names, or the upload's, or the bucket's."""
    from ministack.services import s3

    headers, query = _request.get()
    upload = s3._multipart_uploads.get(_first(query, "uploadId"))
    if upload:
        return s3._stored_sse_headers(upload).get(KEY_HEADER, "")
    written, _ = s3._resolve_sse_write_headers(headers, arn.split(":::", 1)[-1].split("/", 1)[0])
    return (written or {}).get(KEY_HEADER, "")


def key_of_object(arn: str) -> str:
    """The key that an object, or the version that the request names, was written with."""
    from ministack.core import iam_actions
    from ministack.services import s3

    headers, query = _request.get()
    bucket, _, name = arn.split(":::", 1)[-1].partition("/")
    source = iam_actions._s3_source_object(headers)
    version = source[1] if source and source[0] == arn else _first(query, "versionId")
    # A bucket's name is known in all accounts.
    with request_scope(s3._bucket_owner_account(bucket) or get_account_id(), get_region()):
        if version:
            versions = s3._object_versions.get((bucket, name), [])
            found = next((one for one in versions if one["version_id"] == version), None)
        else:
            found = (s3._buckets.get(bucket) or {}).get("objects", {}).get(name)
        return key_arn(s3._stored_sse_headers(found).get(KEY_HEADER, "")) if found else ""


def of_new_object() -> tuple[str, ...]:
    """What writing needs: S3 reads the parts of an upload again when it puts them together."""
    _, query = _request.get()
    return WRITE if {"uploads", "uploadId"} & set(query) else ("kms:GenerateDataKey",)


def _first(query: dict, name: str) -> str:
    value = query.get(name) or ""
    return str(value[0] if isinstance(value, list) else value)


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
IMPLIED: dict[str, tuple[Callable[[str], str], tuple[str, ...] | Callable[[], tuple[str, ...]]]] = {
    "s3:PutObject": (key_of_new_object, of_new_object),
    "s3:GetObject": (key_of_object, READ),
    "s3:GetObjectVersion": (key_of_object, READ),
    "sns:Publish": (key_of_topic, WRITE),
    "sqs:SendMessage": (key_of_queue, WRITE),
    "sqs:ReceiveMessage": (key_of_queue, READ),
    **{f"dynamodb:{name}": (key_of_table, READ) for name in TABLE_ACTIONS},
}


def key_arn(key: str) -> str:
    """The ARN of a key named by its id, ARN or alias; "" for AWS's own keys and for keys that do not exist."""
    from ministack.services import kms

    with account_of(key):
        record = kms._resolve_key(key) if key else None
    return record["Arn"] if record else ""


def judge_with_key(enforce: Enforce, check: Check) -> Any:
    """Asks about the resource, and then about the key that it is encrypted with."""
    denied = enforce(check)
    key_of, actions = IMPLIED.get(check.action, (None, ()))
    key = key_arn(key_of(check.resource)) if key_of and not denied else ""
    via = {"kms:ViaService": f"{check.service}.{check.region}.amazonaws.com"}
    for action in (actions() if callable(actions) else actions) if key else ():
        refused = enforce(replace(check, action=action, service="kms", resource=key, context=via))
        if refused:
            _denied.set((action, key))
            return refused
    return denied


def install() -> None:
    """Adds the KMS checks to MiniStack's IAM enforcement."""
    deny, resource_of = iam_actions.access_denied_response, iam_actions.extract_resource_arn

    def remember_request(
        service: str, method: str, path: str, headers: dict, body: bytes, params: dict, region: str, account: str
    ) -> str:
        if service == "s3":
            _request.set((headers, params))
        return resource_of(service, method, path, headers, body, params, region, account)

    def deny_with_resource(service: str, action: str, principal_arn: str, request_id: str, **about: Any) -> tuple:
        action, resource = _denied.get() or (action, about.get("resource_arn", "*"))
        if not about.get("message") and not about.get("error_code") and not about.get("resource_policy_arn"):
            explicit = about.get("explicit_deny", False)
            about["message"] = iam_actions.identity_denial_message(action, principal_arn, resource, explicit)
        return deny(service, action, principal_arn, request_id, **about)

    iam_actions.extract_resource_arn = remember_request
    surround(judge_with_key)
    iam_actions.access_denied_response = deny_with_resource
