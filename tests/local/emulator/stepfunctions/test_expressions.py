"""How long an expression may take."""

import jsonata
import pytest
from jsonata.jexception import JException
from jsonata.timebox import Timebox
from stepfunctions import expressions


@pytest.fixture(autouse=True)
def installed(monkeypatch):
    """The change of the library, undone afterwards."""
    from jsonata.parser import Parser

    for owner, name in ((Timebox, "__init__"), (Timebox, "check_runaway"), (Parser, "parse")):
        monkeypatch.setattr(owner, name, getattr(owner, name))
    expressions.install()


def test_waiting_for_a_processor_is_not_evaluating(monkeypatch):
    times = iter(range(0, 10**9, 60_000))
    monkeypatch.setattr(Timebox, "current_milli_time", staticmethod(lambda: next(times)))
    assert jsonata.Jsonata.jsonata("$sum([1..100])", timeout=1000).evaluate(None) == 5050


def test_an_expression_without_an_end_is_ended():
    endless = jsonata.Jsonata.jsonata("($f := function($n) { $f($n + 1) }; $f(0))", timeout=200)
    with pytest.raises(JException, match="timeout after 200"):
        endless.evaluate(None)
