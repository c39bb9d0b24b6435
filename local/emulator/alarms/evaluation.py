"""CloudWatch's alarms: judged on their own metric, and acting where they may.

MiniStack judges an alarm on every metric of its name, whatever the dimensions, over one stretch of time, and only when
data come in. Here each alarm is judged on the series that it names, period by period, and also as time goes by.
"""

import logging
import threading
import time
from typing import Any

from alarms import alarm_states
from events import deliveries
from iam import encryption_at_rest
from ministack.core.responses import get_account_id, request_scope

logger = logging.getLogger("alarms")
SERVICE = "cloudwatch.amazonaws.com"
TICK_SECONDS = 1.0
# A state that was set by hand is seen by whoever asks every second, even while data come in.
HOLD_SECONDS = 3.0
# Who is told of a state.
ACTIONS = {
    alarm_states.ALARM: "AlarmActions",
    alarm_states.OK: "OKActions",
    alarm_states.INSUFFICIENT: "InsufficientDataActions",
}

_lock = threading.RLock()
# Alarms whose state was set by hand, by ARN: the alarm, and when.
_set_by_hand: dict[str, tuple[dict[str, Any], float]] = {}


def install() -> None:
    """Replaces MiniStack's evaluation, and evaluates whenever alarms are described and once a second."""
    from ministack.services import cloudwatch

    act, describe, put, set_state = (
        cloudwatch._dispatch_alarm_actions,
        cloudwatch._describe_alarms,
        cloudwatch._put_metric_alarm,
        cloudwatch._set_alarm_state,
    )

    def act_if_allowed(alarm: dict, old_state: str, new_state: str, reason: str) -> None:
        act(without_refused(alarm, new_state), old_state, new_state, reason)

    def describe_current(*request: Any) -> tuple:
        cloudwatch._evaluate_all_alarms()
        return describe(*request)

    def put_one_statistic(params: dict, body: dict, *rest: Any) -> tuple:
        answer = put(params, body, *rest)
        alarm = cloudwatch._alarms.get(body.get("AlarmName") or cloudwatch._p(params, "AlarmName"))
        if alarm and alarm.get("ExtendedStatistic"):
            alarm.pop("Statistic", None)
        return answer

    def set_state_for_a_while(params: dict, body: dict, *rest: Any) -> tuple:
        alarm = cloudwatch._alarms.get(body.get("AlarmName") or cloudwatch._p(params, "AlarmName"))
        if alarm:
            _set_by_hand[alarm["AlarmArn"]] = (alarm, time.time())
        return set_state(params, body, *rest)

    cloudwatch._evaluate_alarm = evaluate
    cloudwatch._dispatch_alarm_actions = act_if_allowed
    cloudwatch._describe_alarms = describe_current
    cloudwatch._put_metric_alarm = put_one_statistic
    cloudwatch._set_alarm_state = set_state_for_a_while
    threading.Thread(target=_tick, name="alarms", daemon=True).start()


def evaluate(alarm: dict[str, Any]) -> None:
    """Brings an alarm into the state that its data put it in; what is no alarm on one metric stays as it is."""
    from ministack.services import cloudwatch

    if not alarm.get("MetricName") or alarm.get("ComparisonOperator") not in alarm_states.COMPARISONS:
        return
    dimensions = cloudwatch._dims_key(cloudwatch._dims_from_list(alarm.get("Dimensions") or []))
    points = list(cloudwatch._metrics.get((alarm["Namespace"], alarm["MetricName"], dimensions)) or [])
    unit = alarm.get("Unit")
    points = [point for point in points if not unit or point["Unit"] == unit]
    now = time.time()
    with _lock:
        if _holds(alarm, points, now):
            return
        values = [_statistic(alarm, points, *period) for period in alarm_states.periods(alarm, now)]
        verdict = alarm_states.judge(alarm, values)
        if verdict.state is None or verdict.state == alarm["StateValue"]:
            return
        old_state = alarm["StateValue"]
        at = int(now)
        alarm.update(StateValue=verdict.state, StateReason=verdict.reason, StateUpdatedTimestamp=at)
        alarm["StateTransitionedTimestamp"] = at
        cloudwatch._record_history(alarm["AlarmName"], old_state, verdict.state, verdict.reason)
        cloudwatch._dispatch_alarm_actions(alarm, old_state, verdict.state, verdict.reason)
        cloudwatch._evaluate_parent_alarms(alarm)


def _holds(alarm: dict[str, Any], points: list[dict[str, Any]], now: float) -> bool:
    """Whether a state that was set by hand still holds: until there are data that came after it."""
    held, since = _set_by_hand.get(alarm.get("AlarmArn", ""), (None, 0.0))
    if held is not alarm:
        return False
    if now < since + HOLD_SECONDS or not any(point["Timestamp"] > since for point in points):
        return True
    del _set_by_hand[alarm["AlarmArn"]]
    return False


def _statistic(alarm: dict[str, Any], points: list[dict[str, Any]], start: float, end: float) -> float | None:
    from ministack.services import cloudwatch

    within = [point for point in points if start <= point["Timestamp"] < end]
    statistics = cloudwatch._calc_stats(within)
    name = alarm.get("ExtendedStatistic") or alarm.get("Statistic") or "Average"
    return cloudwatch._stat_value(statistics, name, within) if statistics else None


def without_refused(alarm: dict[str, Any], new_state: str) -> dict[str, Any]:
    """The alarm without those topics that don't let it publish its new state to them."""
    kind = ACTIONS[new_state]
    return {**alarm, kind: [arn for arn in alarm.get(kind) or [] if _may_act(alarm["AlarmArn"], arn)]}


def _may_act(alarm_arn: str, action: str) -> bool:
    if not action.startswith("arn:aws:sns:"):
        return True
    # What CloudWatch tells SNS of itself, and by which a new topic's own policy knows its account.
    source = {"aws:SourceArn": alarm_arn, "aws:SourceOwner": get_account_id()}
    key = encryption_at_rest.key_of_topic(action)
    problem = deliveries.refusal_of_encrypted(SERVICE, action, "sns", "sns:Publish", key, source)
    if problem:
        logger.warning("CloudWatch dropped a notice of %s: %s", alarm_arn, problem)
    return problem is None


def _tick() -> None:
    """Evaluates every alarm of every account as time goes by: periods end, and data grow old."""
    from ministack.services import cloudwatch

    while True:
        time.sleep(TICK_SECONDS)
        for account, region in {scope[:2] for scope in list(cloudwatch._alarms._data)}:
            with request_scope(account, region):
                cloudwatch._evaluate_all_alarms()
