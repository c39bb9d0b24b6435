"""What a caller must be allowed besides the operation that it calls."""

import uuid

from ministack.core import iam_actions, iam_evaluator
from ministack.core.responses import get_region

# An action, the ARN that it is on, and condition keys of it.
Checks = list[tuple[str, str, dict[str, str]]]


def denial(service: str, access_key: str, checks: Checks) -> tuple | None:
    """The answer of a service to a caller that may not do all of that, or None."""
    for action, on, context in checks:
        denied = iam_evaluator.enforce(
            access_key, action, service, get_region(), resource_arn=on, service_context=context
        )
        if denied:
            explicit = denied.decision == "Deny"
            message = iam_actions.identity_denial_message(action, denied.principal_arn, on, explicit)
            return iam_actions.access_denied_response(
                service, action, denied.principal_arn, str(uuid.uuid4()), message=message
            )
    return None
