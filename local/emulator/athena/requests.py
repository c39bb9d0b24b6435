"""What Athena refuses: of a request by its API's model, and of a query once it runs."""

from typing import Any

from parameters import complaint


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


def check_parameters(operation: str, data: Any) -> None:
    """Raises Refused for what the API's model does not take: unknown, missing or wrong members."""
    wrong = complaint("athena", operation, data)
    if wrong:
        raise Refused(wrong)
