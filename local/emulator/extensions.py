"""Installs what this project adds to MiniStack, each in a module of its own."""

import importlib

from alarms import evaluation
from athena import api as athena
from events import deliveries, object_events, other_accounts
from glue import jobs
from iam import (
    alarm_names,
    encryption_at_rest,
    foreign_resources,
    key_aliases,
    leading_keys,
    metric_namespace,
    parameter_names,
    permissions_boundary,
    principal_arn,
    secure_transport,
    service_principals,
    version_policies,
)
from services import (
    api_gateway,
    application_auto_scaling,
    function_errors,
    function_keys,
    function_limits,
    log_groups,
    object_names,
    quicksight,
    sagemaker,
    security_group_rules,
)
from stepfunctions import expressions, tasks

MODULES = (
    "ministack.app",
    "ministack.services.apigateway_v1",
    "ministack.services.athena",
    "ministack.services.cloudwatch",
    "ministack.services.cloudwatch_logs",
    "ministack.services.ec2",
    "ministack.services.eventbridge",
    "ministack.services.glue",
    "ministack.services.s3",
    "ministack.services.stepfunctions",
)


def load() -> None:
    """Imports the parts of MiniStack that are changed; the slow part, done while the other servers start."""
    for name in MODULES:
        importlib.import_module(name)


def install(endpoint: str, sagemaker_url: str) -> None:
    """Changes MiniStack in place.

    Args:
        endpoint: the emulator's own address, at which it calls itself.
        sagemaker_url: the address of the SageMaker server, or "" when there is none.
    """
    secure_transport.install()
    service_principals.install()
    key_aliases.install()
    parameter_names.install()
    leading_keys.install()
    metric_namespace.install()
    permissions_boundary.install()
    encryption_at_rest.install()
    foreign_resources.install()
    principal_arn.install()
    version_policies.install()
    object_events.install()
    other_accounts.install()
    deliveries.install()
    alarm_names.install()
    evaluation.install()
    api_gateway.install()
    function_limits.install()
    function_errors.install()
    function_keys.install()
    log_groups.install()
    object_names.install()
    security_group_rules.install()
    sagemaker.install(sagemaker_url)
    application_auto_scaling.install(sagemaker_url)
    athena.install()
    quicksight.install(sagemaker_url)
    jobs.install(endpoint)
    expressions.install()
    tasks.install(endpoint)
