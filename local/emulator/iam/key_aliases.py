"""How IAM sees a KMS key that is named by an alias.

KMS judges the key behind an alias, never the alias, and offers the key's aliases as `kms:ResourceAliases`:
https://docs.aws.amazon.com/kms/latest/developerguide/alias-authorization.html. MiniStack judges the alias itself and
knows no such condition key.
"""

from dataclasses import replace
from typing import Any

from iam.enforcement import Check, Enforce, account_of, surround


def aliases_of(key_id: str) -> list[str]:
    """The names (`alias/...`) of a key's aliases."""
    from ministack.services import kms

    return ["alias/" + arn.split(":alias/", 1)[1] for arn, target in kms._aliases.items() if target == key_id]


def judge_key(enforce: Enforce, check: Check) -> Any:
    """Asks about the key itself, with its aliases at hand."""
    from ministack.services import kms

    if not check.action.startswith("kms:"):
        return enforce(check)
    with account_of(check.resource):
        key = kms._resolve_key(check.resource)
        aliases = aliases_of(key["KeyId"]) if key else []
    if not key:
        return enforce(check)
    context = {**(check.context or {}), "kms:ResourceAliases": aliases}
    return enforce(replace(check, resource=key["Arn"], context=context))


def install() -> None:
    """Lets MiniStack's IAM enforcement judge keys as KMS does."""
    surround(judge_key)
