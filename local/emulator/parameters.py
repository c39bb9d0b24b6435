"""Requests' parameters, held against the service models."""

from functools import cache
from typing import Any

import botocore.session
from botocore.validate import ParamValidator


@cache
def _service(name: str) -> Any:
    return botocore.session.get_session().get_service_model(name)


def complaint(service: str, operation: str, data: Any) -> str | None:
    """What the API's model does not take of a request, unknown, missing or wrong members; None where it takes all."""
    report = ParamValidator().validate(data, _service(service).operation_model(operation).input_shape)
    return report.generate_report() if report.has_errors() else None
