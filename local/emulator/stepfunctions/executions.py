"""How executions end: time-outs, and one status-change event for each outcome.

Events carry what https://docs.aws.amazon.com/step-functions/latest/dg/eventbridge-integration.html documents.
"""

import contextvars
import json
import logging
import threading
from datetime import datetime
from typing import Any

logger = logging.getLogger("states")
# Input and output beyond this size are left out of the event.
PAYLOAD_BYTES = 248 * 1024
_ending = threading.Lock()


def install() -> None:
    """Gives MiniStack's executions the state machine's TimeoutSeconds and AWS's status-change events."""
    from ministack.services import stepfunctions

    run_execution = stepfunctions._run_execution

    def run(arn: str) -> None:
        watch = _watch(arn)
        try:
            run_execution(arn)
        finally:
            if watch:
                watch.cancel()

    stepfunctions._run_execution = run
    stepfunctions._fail_execution = lambda execution, error, cause: _end(execution, "FAILED", error, cause)
    stepfunctions._emit_execution_status_event = emit


def _watch(arn: str) -> threading.Timer | None:
    """Ends the execution when the state machine's TimeoutSeconds have passed; None for a machine without."""
    from ministack.services import stepfunctions

    execution = stepfunctions._executions[arn]
    machine = stepfunctions._state_machines.get(execution["stateMachineArn"])
    seconds = json.loads(machine["definition"]).get("TimeoutSeconds") if machine else None
    if not seconds:
        return None
    context = contextvars.copy_context()
    timer = threading.Timer(seconds, context.run, (_end, execution, "TIMED_OUT", None, None))
    timer.daemon = True
    timer.start()
    return timer


def _end(execution: dict[str, Any], status: str, error: str | None, cause: str | None) -> None:
    """Ends an execution that still runs, once."""
    from ministack.services import stepfunctions

    with _ending:
        if execution["status"] != "RUNNING":
            return
        execution |= {"status": status, "error": error, "cause": cause, "output": None}
        execution["stopDate"] = stepfunctions.now_iso()
    details = {"error": error, "cause": cause} if error else {}
    event = {"FAILED": "executionFailed", "TIMED_OUT": "executionTimedOut"}[status]
    stepfunctions._add_event(execution, event[0].upper() + event[1:], {f"{event}EventDetails": details})
    emit(execution)


def emit(execution: dict[str, Any]) -> None:
    """Puts the execution's status on the default event bus; synchronous executions emit none."""
    from ministack.services import eventbridge

    if execution.get("sync"):
        return
    entry = {
        "Source": "aws.states",
        "DetailType": "Step Functions Execution Status Change",
        "Detail": json.dumps(detail(execution)),
        "Resources": [execution["executionArn"]],
    }
    try:
        eventbridge._put_events({"Entries": [entry]}, allow_aws_source=True)
    except Exception:  # a listener's fault must not change the execution
        logger.exception("The status of %s was not published", execution["executionArn"])


def detail(execution: dict[str, Any]) -> dict[str, Any]:
    """The event's detail."""
    status = execution["status"]
    ended = status in ("FAILED", "TIMED_OUT", "ABORTED")
    given, given_details = _payload(execution.get("input"))
    output, output_details = _payload(execution.get("output") if status == "SUCCEEDED" else None)
    return {
        "executionArn": execution["executionArn"],
        "stateMachineArn": execution["stateMachineArn"],
        "name": execution["name"],
        "status": status,
        "startDate": _milliseconds(execution["startDate"]),
        "stopDate": _milliseconds(execution.get("stopDate")),
        "input": given,
        "inputDetails": given_details,
        "output": output,
        "outputDetails": output_details,
        "stateMachineVersionArn": None,
        "stateMachineAliasArn": None,
        "redriveCount": 0,
        "redriveDate": None,
        "redriveStatus": "REDRIVABLE" if ended else "NOT_REDRIVABLE",
        "redriveStatusReason": None if ended else f"Execution is {status} and cannot be redriven",
        "error": (execution.get("error") or None) if ended else None,
        "cause": (execution.get("cause") or None) if ended else None,
    }


def _payload(text: str | None) -> tuple[str | None, dict[str, bool] | None]:
    if text is None:
        return None, None
    return (text, {"included": True}) if len(text.encode()) <= PAYLOAD_BYTES else (None, {"included": False})


def _milliseconds(stamp: str | None) -> int | None:
    return int(datetime.fromisoformat(stamp.replace("Z", "+00:00")).timestamp() * 1000) if stamp else None
