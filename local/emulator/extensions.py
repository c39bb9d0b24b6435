"""Installs what this project adds to MiniStack, each in a module of its own."""

import importlib

import alarm_names
import alarms
import api_gateway
import application_auto_scaling
import deliveries
import encryption_at_rest
import function_errors
import key_aliases
import leading_keys
import object_events
import parameter_names
import sagemaker_service
import secure_transport
import service_principals
import step_functions

MODULES = (
    "ministack.app",
    "ministack.services.apigateway_v1",
    "ministack.services.cloudwatch",
    "ministack.services.eventbridge",
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
    encryption_at_rest.install()
    object_events.install()
    deliveries.install()
    alarm_names.install()
    alarms.install()
    api_gateway.install()
    function_errors.install()
    sagemaker_service.install(sagemaker_url)
    application_auto_scaling.install(sagemaker_url)
    step_functions.install(endpoint)
