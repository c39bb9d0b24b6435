"""How alarms are judged: the tables of CloudWatch's user guide, and the current period."""

import pytest
from alarms import alarm_states

X, O = 5.0, 0.0  # noqa: E741 - the guide's own letters: a breach, and no breach


def alarm(of: int, needed: int | None = None, missing: str = "missing", **more: object) -> dict:
    return {
        "Period": 60,
        "EvaluationPeriods": of,
        "DatapointsToAlarm": needed,
        "TreatMissingData": missing,
        "Threshold": 1.0,
        "ComparisonOperator": "GreaterThanThreshold",
        **more,
    }


def states(of: int, needed: int, complete: str) -> list[str | None]:
    """The state for each treatment of missing data; `complete` holds the periods, the oldest first, as in the guide."""
    values = [{"0": O, "X": X, "-": None}[letter] for letter in complete][::-1]
    kinds = ("missing", "ignore", "breaching", "notBreaching")
    return [alarm_states.judge(alarm(of, needed, kind), [None, *values]).state for kind in kinds]


@pytest.mark.parametrize(
    ("needed", "complete", "expected"),
    [
        (3, "0-X-X", ["OK"] * 4),
        (3, "----0", ["OK"] * 4),
        (3, "-----", ["INSUFFICIENT_DATA", None, "ALARM", "OK"]),
        (3, "0XX-X", ["ALARM"] * 4),
        (3, "--X--", ["ALARM", None, "ALARM", "OK"]),
        (2, "0-X-X", ["ALARM"] * 4),
        (2, "00X0X", ["ALARM"] * 4),
        (2, "0-X--", ["OK", "OK", "ALARM", "OK"]),
        (2, "----0", ["OK", "OK", "ALARM", "OK"]),
        (2, "---X-", ["ALARM", None, "ALARM", "OK"]),
        (3, "----X", [None, None, "ALARM", "OK"]),
    ],
)
def test_the_guides_tables(needed: int, complete: str, expected: list[str | None]) -> None:
    assert states(3, needed, complete) == expected


def test_the_current_period_counts_once_it_breaches_from_above() -> None:
    assert alarm_states.judge(alarm(1), [X, O, O, None]).state == "ALARM"
    # What is below a limit now may still come to be above it, and the other way round.
    assert alarm_states.judge(alarm(1), [O, X, None, None]).state == "ALARM"
    below = alarm(1, ComparisonOperator="LessThanThreshold")
    assert alarm_states.judge(below, [O, X, None, None]).state == "OK"
    assert alarm_states.judge(alarm(1), [O, None, None, None]).state == "INSUFFICIENT_DATA"


def test_periods_end_on_whole_multiples() -> None:
    assert alarm_states.periods(alarm(1), 130.0) == [(120, 180), (60, 120), (0, 60), (-60, 0)]


def test_reasons_are_sentences() -> None:
    def reason(of: int, missing: str, values: list[float | None]) -> str:
        return alarm_states.judge(alarm(of, missing=missing), values).reason

    assert reason(1, "missing", [X, O, O, O]) == (
        "Threshold Crossed: 1 datapoint [5.0] was greater than the threshold (1.0)."
    )
    assert reason(2, "missing", [None, O, O, X, X]) == (
        "Threshold Crossed: 2 datapoints [0.0, 0.0] were not greater than the threshold (1.0)."
    )
    assert reason(1, "missing", [None] * 4) == "Insufficient Data: 1 datapoint was unknown."
    assert reason(1, "notBreaching", [None] * 4) == (
        "Threshold Crossed: no datapoints were received for 1 period and 1 missing datapoint was treated as "
        "[NotBreaching]."
    )
