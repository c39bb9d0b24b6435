"""What Athena refuses: of a request by its API's model, and of a query once it runs."""

from functools import cache
from typing import Any

import botocore.session
from botocore.validate import ParamValidator


class Refused(Exception):
    """A request that Athena does not take: the name of the error, and a sentence."""

    def __init__(self, message: str, name: str = "InvalidRequestException"):
        super().__init__(message)
        self.name = name
        self.message = message


class Unusable(Exception):
    """A query that fails, and why, in Athena's words as far as they are known."""


class TooMuch(Exception):
    """A query that would read more than its workgroup allows."""


@cache
def _service() -> Any:
    return botocore.session.get_session().get_service_model("athena")


def check_parameters(operation: str, data: Any) -> None:
    """Raises Refused for what the API's model does not take: unknown, missing or wrong members."""
    report = ParamValidator().validate(data, _service().operation_model(operation).input_shape)
    if report.has_errors():
        raise Refused(report.generate_report())
