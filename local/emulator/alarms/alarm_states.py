"""The state that its metric's data put an alarm in, as CloudWatch documents it.

https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/AlarmThatSendsEmail.html
"""

import operator
from typing import Any, NamedTuple

OK, ALARM, INSUFFICIENT = "OK", "ALARM", "INSUFFICIENT_DATA"
# CloudWatch looks at more periods than the alarm names, so that real data count before missing data are judged. How
# many more it doesn't say; its own tables show five periods for an alarm of three.
MORE_PERIODS = 2

COMPARISONS = {
    "GreaterThanThreshold": (operator.gt, "greater than"),
    "GreaterThanOrEqualToThreshold": (operator.ge, "greater than or equal to"),
    "LessThanThreshold": (operator.lt, "less than"),
    "LessThanOrEqualToThreshold": (operator.le, "less than or equal to"),
}


class Verdict(NamedTuple):
    """What an evaluation came to.

    Attributes:
        state: the alarm's state, or None where it keeps the one that it has.
        reason: why, in a sentence.
    """

    state: str | None
    reason: str


def periods(alarm: dict[str, Any], now: float) -> list[tuple[float, float]]:
    """The periods that count, as (start, end) in seconds since the epoch, the current one first."""
    length = int(alarm.get("Period") or 60)
    current = now - now % length
    count = int(alarm["EvaluationPeriods"]) + MORE_PERIODS
    return [(current - length * back, current - length * (back - 1)) for back in range(count + 1)]


def judge(alarm: dict[str, Any], values: list[float | None]) -> Verdict:
    """Judges an alarm on the statistic of each of its periods.

    Args:
        alarm: the alarm, as MiniStack holds it.
        values: for each of `periods`, None where there are no data. The current period, which is not over, counts only
            where it already breaches a limit from above, which no later data take back; so a breach shows at once, and
            what is still to come is never taken for missing.
    """
    comparison, words = COMPARISONS[alarm["ComparisonOperator"]]
    threshold = float(alarm["Threshold"])
    current, *complete = values
    early = words.startswith("greater") and current is not None and comparison(current, threshold)
    seen = [current, *complete[:-1]] if early else complete
    breaches = [None if value is None else comparison(value, threshold) for value in seen]
    state = _state(alarm, breaches)
    present = [value for value in seen if value is not None]
    return Verdict(state, _reason(alarm, state, present, f"{words} the threshold ({threshold})"))


def _state(alarm: dict[str, Any], breaches: list[bool | None]) -> str | None:
    of = int(alarm["EvaluationPeriods"])
    needed = int(alarm.get("DatapointsToAlarm") or of)
    missing = alarm.get("TreatMissingData") or "missing"
    present = [breach for breach in breaches if breach is not None]
    if len(present) >= of:
        return ALARM if sum(present[:of]) >= needed else OK
    if missing == "breaching":
        return ALARM if sum(present) + of - len(present) >= needed else OK
    if sum(present) >= needed:
        return ALARM
    if missing == "notBreaching" or not all(present):
        return OK
    if missing == "ignore":
        return None
    if not present:
        return INSUFFICIENT
    # Nothing but breaches and missing data: an alarm where the oldest breach is old enough, and else too early to say.
    oldest = max(index for index, breach in enumerate(breaches) if breach)
    return ALARM if oldest + 1 >= needed else None


def _reason(alarm: dict[str, Any], state: str | None, present: list[float], limit: str) -> str:
    count = int(alarm["EvaluationPeriods"])
    if state == INSUFFICIENT:
        return f"Insufficient Data: {_datapoints(count)} {'was' if count == 1 else 'were'} unknown."
    if not present:
        treated = alarm.get("TreatMissingData") or "missing"
        return (
            f"Threshold Crossed: no datapoints were received for {count} period{'' if count == 1 else 's'} and "
            f"{count} missing {'datapoint was' if count == 1 else 'datapoints were'} treated as "
            f"[{treated[0].upper()}{treated[1:]}]."
        )
    shown = present[:count]
    negation = "" if state == ALARM else "not "
    verb = "was" if len(shown) == 1 else "were"
    return f"Threshold Crossed: {_datapoints(len(shown))} {shown} {verb} {negation}{limit}."


def _datapoints(count: int) -> str:
    return f"{count} datapoint{'' if count == 1 else 's'}"
