"""Installs what this project adds to MiniStack, each in a module of its own."""

import importlib

import api_gateway
import deliveries
import encryption_at_rest
import function_errors
import key_aliases
import object_events
import parameter_names
import sagemaker_service
import secure_transport
import service_principals
import step_functions

MODULES = (
    "ministack.app",
    "ministack.services.apigateway_v1",
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
    encryption_at_rest.install()
    object_events.install()
    deliveries.install()
    api_gateway.install()
    function_errors.install()
    sagemaker_service.install(sagemaker_url)
    step_functions.install(endpoint)
