"""Hyperparameters get a type and a range; what is wrong is told in the words of AWS's algorithm toolkit."""

import pytest
from contract import UserError
from hyperparameters import choice, choices, integer, number, or_auto, validate

KNOWN = {
    "rounds": integer(1, required=True),
    "rate": number(0, 1, low_open=True),
    "mode": choice("a", "b"),
    "metrics": choices("x", "y"),
    "size": or_auto(integer(1)),
}


def test_types_and_aliases():
    given = {"rounds": "3", "speed": "0.5", "mode": "a", "metrics": "x,y", "size": "auto"}
    assert validate(given, KNOWN, {"speed": "rate"}) == {
        "rounds": 3,
        "rate": 0.5,
        "mode": "a",
        "metrics": ["x", "y"],
        "size": "auto",
    }


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({}, "Missing required hyperparameter: rounds"),
        ({"rounds": "1", "depth": "2"}, "Extraneous hyperparameter found: depth"),
        ({"rounds": "many"}, "Hyperparameter rounds: could not parse value (caused by ValueError)"),
        ({"rounds": "0"}, "Hyperparameter rounds: 0 is not in [1, +inf)"),
        ({"rounds": "1", "rate": "0"}, "Hyperparameter rate: 0.0 is not in (0, 1]"),
        ({"rounds": "1", "mode": "c"}, "Hyperparameter mode: c is not in ['a', 'b']"),
        ({"rounds": "1", "metrics": "x,z"}, "Hyperparameter metrics: z is not in ['x', 'y']"),
        ({"rounds": "1", "size": "0"}, "Hyperparameter size: 0 is not in auto or [1, +inf)"),
    ],
)
def test_refusals(given, message):
    with pytest.raises(UserError) as refused:
        validate(given, KNOWN)
    assert str(refused.value) == message
