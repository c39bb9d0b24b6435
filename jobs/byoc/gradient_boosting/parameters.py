"""Hyperparameters: SageMaker gives every one as text; here they get a type, a range and a default."""

from dataclasses import dataclass
from typing import Any

from .contract import UserError


@dataclass(frozen=True)
class Parameter:
    """What a hyperparameter may be, both ends of its range included."""

    kind: type
    default: Any
    low: float
    high: float

    def read(self, name, text):
        """The value of the text. Raises UserError where it is no number, or out of range."""
        noun = "a whole number" if self.kind is int else "a number"
        try:
            value = self.kind(text)
        except (TypeError, ValueError):
            value = None
        # Not a number is in no range.
        if value is None or not self.low <= value <= self.high:
            raise UserError(f'The hyperparameter {name} is "{text}"; it must be {noun} from {self.low} to {self.high}.')
        return value


#: By name, as scikit-learn's HistGradientBoostingRegressor has them.
PARAMETERS = {
    "max_iter": Parameter(int, 200, 1, 10_000),
    "learning_rate": Parameter(float, 0.1, 1e-6, 1.0),
    "max_leaf_nodes": Parameter(int, 31, 2, 100_000),
    "max_depth": Parameter(int, 6, 1, 1_000),
    "min_samples_leaf": Parameter(int, 20, 1, 1_000_000),
    "l2_regularization": Parameter(float, 0.0, 0.0, 1e9),
    "max_features": Parameter(float, 1.0, 0.01, 1.0),
    "random_state": Parameter(int, 0, 0, 2**32 - 1),
}


def read(given):
    """The hyperparameters with their types, defaults filled in.

    :param given: names and text, as the job has them
    :raises UserError: which names every mistake
    """
    problems = [
        f"The hyperparameter {name} is unknown; there are {', '.join(PARAMETERS)}."
        for name in given
        if name not in PARAMETERS
    ]
    values = {name: parameter.default for name, parameter in PARAMETERS.items()}
    for name, text in given.items():
        try:
            if name in PARAMETERS:
                values[name] = PARAMETERS[name].read(name, text)
        except UserError as error:
            problems.append(str(error))
    if problems:
        raise UserError(" ".join(problems))
    return values
