"""The condition key aws:PrincipalArn: of a role's session, AWS compares the role and not the session.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-principalarn
"""

import re
from typing import Any

SESSION = re.compile(r"^arn:[^:]+:sts::(\d{12}):assumed-role/([^/]+)/")


def role_of(principal_arn: str) -> str:
    """The ARN of the role whose session this is; of any other principal, its own."""
    from ministack.services import iam

    session = SESSION.match(principal_arn)
    role = iam._roles.get_scoped(session.group(1), None, session.group(2)) if session else None
    return role["Arn"] if role else principal_arn


def install() -> None:
    """Has MiniStack's conditions see the role."""
    from ministack.core import iam_evaluator

    resolve = iam_evaluator._resolve_condition_key

    def resolve_condition_key(key: str, ctx: Any) -> Any:
        return role_of(ctx.principal_arn) if key.lower() == "aws:principalarn" else resolve(key, ctx)

    iam_evaluator._resolve_condition_key = resolve_condition_key
