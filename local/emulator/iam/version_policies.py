"""Policies of SageMaker's model package groups, which let other accounts read the versions in them.

https://docs.aws.amazon.com/sagemaker/latest/dg/model-registry-ram.html
"""

import re
from typing import Any

# By ARN of the group, its policy as JSON.
_policies: dict[str, str] = {}
VERSION = re.compile(r"^(arn:aws:sagemaker:[^:]*:(\d{12}):)model-package(?:-group)?/([^/]+)(?:/.*)?$")


def put(group_arn: str, policy: str) -> None:
    """Remembers a group's policy."""
    _policies[group_arn] = policy


def delete(group_arn: str) -> None:
    """Forgets it."""
    _policies.pop(group_arn, None)


def owner_of(arn: str) -> str | None:
    """The account whose group, or version, an ARN names; None where it names something else."""
    named = VERSION.match(arn)
    return named.group(2) if named else None


def policy_of(arn: str) -> tuple[str | None, str] | None:
    """The policy that rules a group or a version, and its owner's account; None for anything else."""
    named = VERSION.match(arn)
    return (_policies.get(f"{named.group(1)}model-package-group/{named.group(3)}"), named.group(2)) if named else None


def install() -> None:
    """Has MiniStack's IAM look at these policies."""
    from ministack.core import iam_evaluator

    others = iam_evaluator._resource_policy

    def resource_policy(service: str, resource_arn: str) -> tuple[Any, ...] | None:
        return policy_of(resource_arn) if service == "sagemaker" else others(service, resource_arn)

    iam_evaluator._resource_policy = resource_policy
