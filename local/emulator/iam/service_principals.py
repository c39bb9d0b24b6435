"""AWS services that act with a role: trust policies judged for a service principal, and credentials for it.

MiniStack judges trust policies for accounts, users and roles, and lets an account's root assume whatever trusts any
service. Here a service principal is judged as itself, with the condition keys that the service sends.
"""

import contextvars
import json
import secrets
import time
from dataclasses import dataclass
from typing import Any

from ministack.core import iam_evaluator
from ministack.core.responses import get_account_id, get_region

SESSION_SECONDS = 3600
# Set on sts:AssumeRole by the local stage's own servers when they act as an AWS service.
SERVICE_HEADER = "x-drivetrain-service"

_acting_service: contextvars.ContextVar[str] = contextvars.ContextVar("acting_service", default="")
_sessions: dict[tuple[str, str, str], "Credentials"] = {}


@dataclass(frozen=True)
class Credentials:
    """Temporary credentials of a role."""

    access_key: str
    secret_key: str
    session_token: str
    expires: float


def find_role(role_arn: str) -> dict[str, Any] | None:
    """The role's record, looked up in the account that its ARN names; None when there is no such role."""
    from ministack.services import iam

    parts = role_arn.split(":", 5)
    if len(parts) < 6 or not parts[5].startswith("role/"):
        return None
    return iam._roles.get_scoped(parts[4], None, parts[5].rsplit("/", 1)[-1])


def policy_allows(
    policy: str | dict | None,
    action: str,
    service: str,
    resource: str,
    context: dict[str, str] | None = None,
    sends_account: bool = True,
) -> bool:
    """Whether a resource policy, or a trust policy, lets a service principal perform an action.

    Args:
        policy: the policy document; a statement without a Resource, as in a trust policy, counts for every resource.
        context: condition keys besides aws:SourceAccount, e.g. `{"aws:SourceArn": "..."}`.
        sends_account: whether the service sends aws:SourceAccount.
    """
    document = json.loads(policy) if isinstance(policy, str) and policy else policy or {}
    statements = document.get("Statement", [])
    statements = [statements] if isinstance(statements, dict) else statements
    whole = [s if "Resource" in s or "NotResource" in s else {**s, "Resource": "*"} for s in statements]
    keys = {**({"aws:SourceAccount": get_account_id()} if sends_account else {}), **(context or {})}
    request = iam_evaluator.EvalContext(
        principal_arn="*",
        principal_type="Service",
        principal_account="",
        action=action,
        resource_arn=resource,
        region=get_region(),
        service_context={name.lower(): value for name, value in keys.items()},
    )
    return iam_evaluator.evaluate_resource_policy({"Statement": whole}, request, service=service).decision == "Allow"


def trusts(role_arn: str, service: str, context: dict[str, str] | None = None) -> bool:
    """Whether the role exists and its trust policy lets the service assume it."""
    role = find_role(role_arn)
    trust = role.get("AssumeRolePolicyDocument") if role else None
    return trust is not None and policy_allows(trust, "sts:AssumeRole", service, role_arn, context)


def assume(role_arn: str, service: str, context: dict[str, str] | None = None) -> Credentials:
    """Credentials of a role for a service; the same ones until shortly before they end.

    Raises:
        PermissionError: the role does not exist, or does not trust the service.
    """
    if not trusts(role_arn, service, context):
        raise PermissionError(f"The role {role_arn} does not exist or does not let {service} assume it.")
    key = (role_arn, service, (context or {}).get("aws:SourceArn", ""))
    known = _sessions.get(key)
    if known is None or known.expires < time.time() + 300:
        known = _sessions[key] = _open_session(role_arn)
    return known


def _open_session(role_arn: str) -> Credentials:
    from ministack.services import iam, sts

    account, role_name, session_name = role_arn.split(":")[4], role_arn.rsplit("/", 1)[-1], secrets.token_hex(16)
    credentials = Credentials(
        iam._gen_session_access_key(), iam._gen_secret(), iam._gen_session_token(), time.time() + SESSION_SECONDS
    )
    sts.register_session(
        credentials.access_key,
        {
            "Arn": f"arn:aws:sts::{account}:assumed-role/{role_name}/{session_name}",
            "UserId": f"{role_name}:{session_name}",
            "SecretAccessKey": credentials.secret_key,
            "SessionToken": credentials.session_token,
            "Expiration": credentials.expires,
            "AccountId": account,
            "PrincipalType": "AssumedRole",
        },
    )
    return credentials


def role_allows(
    role_arn: str,
    service: str,
    action: str,
    resource: str,
    context: dict[str, Any] | None = None,
    source: dict[str, str] | None = None,
) -> bool:
    """Whether a role that a service assumes may perform an action, its permissions boundary counted.

    Args:
        context: condition keys of the action.
        source: condition keys that the service sends when it assumes the role.
    """
    try:
        credentials = assume(role_arn, service, source)
    except PermissionError:
        return False
    principal = iam_evaluator.resolve_principal(credentials.access_key, role_arn.split(":")[4])
    request = iam_evaluator.EvalContext(
        principal_arn=principal.arn,
        principal_type=principal.type,
        principal_account=principal.account,
        action=action,
        resource_arn=resource,
        region=get_region(),
        service_context={name.lower(): value for name, value in (context or {}).items()},
        principal_keys=principal.keys,
    )
    return iam_evaluator.evaluate(request, principal.policies, *principal.limits).decision == "Allow"


def install() -> None:
    """Lets sts:AssumeRole be called as a service, with SERVICE_HEADER, and judges the trust policy accordingly."""
    from ministack import app

    judge_account = iam_evaluator.evaluate_trust_policy
    handle_sts = app.SERVICE_HANDLERS["sts"]

    def judge(trust_doc: str | dict, caller_arn: str, ctx: Any = None) -> bool:
        service = _acting_service.get()
        if service:
            return policy_allows(trust_doc, "sts:AssumeRole", service, "*")
        return judge_account(trust_doc, caller_arn, ctx)

    async def handle(method: str, path: str, headers: dict, body: bytes, query_params: dict) -> tuple:
        token = _acting_service.set(headers.get(SERVICE_HEADER, ""))
        try:
            return await handle_sts(method, path, headers, body, query_params)
        finally:
            _acting_service.reset(token)

    iam_evaluator.evaluate_trust_policy = judge
    app.SERVICE_HANDLERS["sts"] = handle
