"""How IAM sees a KMS key that is named by an alias.

KMS judges the key behind an alias, never the alias, and offers the key's aliases as `kms:ResourceAliases`:
https://docs.aws.amazon.com/kms/latest/developerguide/alias-authorization.html. MiniStack judges the alias itself and
knows no such condition key.
"""

from typing import Any

from ministack.core import iam_evaluator


def aliases_of(key_id: str) -> list[str]:
    """The names (`alias/...`) of a key's aliases."""
    from ministack.services import kms

    return ["alias/" + arn.split(":alias/", 1)[1] for arn, target in kms._aliases.items() if target == key_id]


def install() -> None:
    """Lets MiniStack's IAM enforcement judge keys as KMS does."""
    from ministack.services import kms

    enforce = iam_evaluator.enforce

    def enforce_on_key(
        access_key_id: str,
        iam_action: str,
        service: str,
        region: str,
        resource_arn: str = "*",
        service_context: Any = None,
    ) -> Any:
        key = kms._resolve_key(resource_arn) if iam_action.startswith("kms:") else None
        if key:
            resource_arn = key["Arn"]
            service_context = {**(service_context or {}), "kms:ResourceAliases": aliases_of(key["KeyId"])}
        return enforce(access_key_id, iam_action, service, region, resource_arn, service_context)

    iam_evaluator.enforce = enforce_on_key
