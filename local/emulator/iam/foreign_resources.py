"""Policies of resources that belong to another account than the caller's.

Both must allow: the caller's own policies, and the resource's, which sees the caller as it is, a session of a role, and
not its account alone.
https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic-cross-account.html
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any
from urllib.parse import unquote

from iam.enforcement import account_of
from ministack.core import iam_evaluator
from ministack.core.responses import get_account_id, get_region, request_scope
from ministack.services import kms, s3


def bucket_of(arn: str) -> str:
    """The name of the bucket that an ARN of S3's names, or that its object is in."""
    return arn.split(":::", 1)[-1].split("/", 1)[0]


@contextmanager
def lent(bucket: str) -> Iterator[None]:
    """Has the caller's account see another one's bucket, while an object is copied out of it that it may read."""
    owner = s3._bucket_owner_account(bucket)
    if owner in (None, get_account_id()):
        yield
        return
    with request_scope(owner, get_region()):
        versions = {name: found for name, found in s3._object_versions.items() if name[0] == bucket}
    s3._buckets[bucket] = s3._buckets.get_scoped(owner, None, bucket)
    s3._object_versions.update(versions)
    try:
        yield
    finally:
        del s3._buckets[bucket]
        for name in versions:
            del s3._object_versions[name]


def copying(copy: Callable[..., tuple]) -> Callable[..., tuple]:
    """A copy of S3's, whose headers come last, that knows sources in other accounts."""

    def copied(*args: Any) -> tuple:
        source = unquote(args[-1].get("x-amz-copy-source", "")).lstrip("/")
        with lent(source.split("/", 1)[0]):
            return copy(*args)

    return copied


def install() -> None:
    """Has MiniStack find these policies, and judge by them who calls."""
    key_policy, bucket_policy = kms.key_policy_for_arn, s3.bucket_policy_for_arn
    evaluate = iam_evaluator.evaluate_resource_policy

    def key_policy_for_arn(arn: str) -> tuple[str, str] | None:
        with account_of(arn):
            return key_policy(arn)

    def bucket_policy_for_arn(arn: str) -> tuple[str, str] | None:
        owner = s3._bucket_owner_account(bucket_of(arn))
        if owner is None:
            return bucket_policy(arn)
        with request_scope(owner, get_region()):
            return bucket_policy(arn)

    def evaluate_resource_policy(doc: Any, ctx: iam_evaluator.EvalContext, *args: Any, **named: Any) -> Any:
        # S3 asks once more about another account's bucket, and names the caller's account alone.
        caller = iam_evaluator.caller_arn()
        if ctx.principal_type == "Root" and f":{ctx.principal_account}:" in caller:
            ctx = replace(ctx, principal_arn=caller)
        return evaluate(doc, ctx, *args, **named)

    kms.key_policy_for_arn = key_policy_for_arn
    s3.bucket_policy_for_arn = bucket_policy_for_arn
    iam_evaluator.evaluate_resource_policy = evaluate_resource_policy
    s3._copy_object, s3._upload_part_copy = copying(s3._copy_object), copying(s3._upload_part_copy)
