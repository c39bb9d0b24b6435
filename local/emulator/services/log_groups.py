"""The keys of CloudWatch's log groups: what is given one must be allowed to use it, and a group's key may change.

CloudWatch Logs uses a key by itself, so the key's policy must let it, for the group: the "encryption context".
MiniStack takes any key, and knows no call that changes it.
https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html
"""

import json
from typing import Any

from iam import encryption_at_rest, service_principals
from ministack.core.responses import error_response_json, get_region, json_response

# What the guide's policy allows: `kms:ReEncrypt*` and `kms:GenerateDataKey*` are two actions each.
NEEDED = (
    *("kms:Encrypt", "kms:Decrypt", "kms:ReEncryptFrom", "kms:ReEncryptTo"),
    *("kms:GenerateDataKey", "kms:GenerateDataKeyWithoutPlaintext", "kms:DescribeKey"),
)


def refusal(group_arn: str, key: str) -> tuple | None:
    """The answer where CloudWatch Logs may not use a key for a group; None where it may."""
    from ministack.core import iam_evaluator

    arn = encryption_at_rest.key_arn(key)
    policy = (iam_evaluator._resource_policy("kms", arn) or (None, ""))[0] if arn else None
    principal = f"logs.{get_region()}.amazonaws.com"
    context = {"kms:EncryptionContext:aws:logs:arn": group_arn}
    # CloudWatch Logs does not say on whose behalf it comes.
    if arn and all(
        service_principals.policy_allows(policy, action, principal, arn, context, sends_account=False)
        for action in NEEDED
    ):
        return None
    message = f"The specified KMS key does not exist or is not allowed to be used with LogGroup '{group_arn}'"
    return error_response_json("InvalidParameterException", message, 400)


def change_key(action: str, data: dict[str, Any]) -> tuple:
    """Answers AssociateKmsKey and DisassociateKmsKey."""
    from ministack.services import cloudwatch_logs

    name = data.get("logGroupName") or str(data.get("resourceIdentifier", "")).split(":log-group:", 1)[-1]
    group = cloudwatch_logs._log_groups.get(name)
    if group is None:
        return error_response_json("ResourceNotFoundException", "The specified log group does not exist.", 400)
    key = data.get("kmsKeyId") if action == "AssociateKmsKey" else None
    refused = refusal(cloudwatch_logs._make_group_arn_no_star(name), key or "") if action == "AssociateKmsKey" else None
    if refused is None:
        group["kmsKeyId"] = key
    return refused or json_response({})


def install() -> None:
    """Adds the calls to MiniStack's service, and checks the key of a new group."""
    from ministack import app
    from ministack.services import cloudwatch_logs

    create, handle = cloudwatch_logs._create_log_group, app.SERVICE_HANDLERS["logs"]

    def create_if_allowed(data: dict[str, Any]) -> tuple:
        name, key = data.get("logGroupName"), data.get("kmsKeyId")
        new = bool(name and key) and name not in cloudwatch_logs._log_groups
        return (refusal(cloudwatch_logs._make_group_arn_no_star(name), key) if new else None) or create(data)

    async def handle_keys(method: str, path: str, headers: dict, body: bytes, query_params: dict) -> tuple:
        action = headers.get("x-amz-target", "").rpartition(".")[2]
        if action in ("AssociateKmsKey", "DisassociateKmsKey"):
            try:
                return change_key(action, json.loads(body or b"{}"))
            except ValueError:
                return error_response_json("SerializationException", "Invalid JSON", 400)
        return await handle(method, path, headers, body, query_params)

    cloudwatch_logs._create_log_group = create_if_allowed
    app.SERVICE_HANDLERS["logs"] = handle_keys
