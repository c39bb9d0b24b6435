"""Hyperparameters come as strings; here they get a type and a range, and unknown ones are refused.

The order of the checks and their wording are those of AWS's algorithm toolkit (aws/sagemaker-xgboost-container,
``sagemaker_algorithm_toolkit/hyperparameter_validation.py``).
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from contract import UserError


@dataclass(frozen=True)
class Range:
    """A range of numbers, each end closed, open, or without limit."""

    low: float | None = None
    high: float | None = None
    low_open: bool = False
    high_open: bool = False

    def __contains__(self, value):
        if self.low is not None and (value <= self.low if self.low_open else value < self.low):
            return False
        return self.high is None or not (value >= self.high if self.high_open else value > self.high)

    def __str__(self):
        low = "-inf" if self.low is None else self.low
        high = "+inf" if self.high is None else self.high
        return f"{'(' if self.low_open or self.low is None else '['}{low}, {high}" + (
            ")" if self.high_open or self.high is None else "]"
        )


@dataclass(frozen=True)
class Hyperparameter:
    """How a hyperparameter is read, and which values it takes."""

    parse: Callable[[str], Any]
    allowed: Any = None
    required: bool = False

    def check(self, name, value):
        for item in value if isinstance(value, list) else [value]:
            if self.allowed is not None and item not in self.allowed:
                raise UserError(f"Hyperparameter {name}: {item} is not in {_show(self.allowed)}")


def integer(low=None, high=None, required=False):
    return Hyperparameter(int, Range(low, high), required)


def number(low=None, high=None, low_open=False, high_open=False):
    return Hyperparameter(float, Range(low, high, low_open, high_open))


def choice(*values, required=False):
    return Hyperparameter(str, values, required)


def choices(*values):
    """A comma-separated list of values."""
    return Hyperparameter(lambda text: text.split(","), values)


def or_auto(hyperparameter):
    """The same hyperparameter, which may also be ``auto``."""

    class Allowed:
        def __contains__(self, value):
            return value == "auto" or hyperparameter.allowed is None or value in hyperparameter.allowed

        def __str__(self):
            return f"auto or {_show(hyperparameter.allowed)}"

    def parse(text):
        return text if text == "auto" else hyperparameter.parse(text)

    return Hyperparameter(parse, Allowed(), hyperparameter.required)


def validate(given, known, aliases=None):
    """The hyperparameters with their types.

    :param given: names and strings, as the job has them
    :param known: the algorithm's hyperparameters by name
    :param aliases: other names of some of them
    :raises UserError: for a missing, an unknown or a bad one
    """
    given = {(aliases or {}).get(name, name): value for name, value in given.items()}
    for name, hyperparameter in known.items():
        if hyperparameter.required and name not in given:
            raise UserError(f"Missing required hyperparameter: {name}")
    values = {}
    for name, text in given.items():
        if name not in known:
            raise UserError(f"Extraneous hyperparameter found: {name}")
        try:
            values[name] = known[name].parse(text)
        except ValueError as error:
            raise UserError(f"Hyperparameter {name}: could not parse value (caused by ValueError)") from error
    for name, value in values.items():
        known[name].check(name, value)
    return values


def _show(allowed):
    return list(allowed) if isinstance(allowed, tuple) else allowed
