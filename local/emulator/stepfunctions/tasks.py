"""Step Functions as AWS runs it, where MiniStack is kinder or lacks something.

MiniStack walks the state machine; the tasks' calls, the checks at creation, timeouts and status events are ours.
"""

import contextvars
import logging
import threading
from typing import Any

from iam import service_principals
from ministack.core.responses import get_region
from stepfunctions import definition_checks, executions
from stepfunctions.task_calls import Caller, TaskFailed, TaskStopped

PRINCIPAL = "states.amazonaws.com"
# Errors that no Retry or Catch sees, States.ALL included:
# https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html
UNCATCHABLE = {"States.Runtime", "States.DataLimitExceeded"}

# The execution and the name of the state whose task runs in this thread.
_task: contextvars.ContextVar[tuple[dict[str, Any], str] | None] = contextvars.ContextVar("task", default=None)
_timed_out: contextvars.ContextVar[threading.Event | None] = contextvars.ContextVar("timed_out", default=None)


def install(endpoint: str) -> None:
    """Changes MiniStack's Step Functions in place; tasks call the given address."""
    from ministack.services import stepfunctions

    caller = Caller(endpoint)
    execute_task, matches = stepfunctions._execute_task, stepfunctions._error_matches
    invoke_activity = stepfunctions._invoke_resource

    def execute(state_def: dict, raw_input: Any, execution: dict, ctx: dict) -> Any:
        token = _task.set((execution, ctx["State"]["Name"]))
        try:
            return execute_task(state_def, raw_input, execution, ctx)
        finally:
            _task.reset(token)

    def invoke(resource: str, arguments: Any) -> Any:
        if ":activity:" in resource or _task.get() is None:
            return invoke_activity(resource, arguments)
        execution, state = _task.get()
        if execution["status"] != "RUNNING":
            raise TaskStopped()
        try:
            return caller.invoke(resource, arguments, _credentials(execution), get_region(), state, _wanted(execution))
        except PermissionError as error:
            raise stepfunctions._ExecutionError("States.Permissions", str(error)) from None
        except TaskFailed as failure:
            raise stepfunctions._ExecutionError(failure.error, failure.cause) from None

    def invoke_with_timeout(resource: str, arguments: Any, timeout: float) -> Any:
        token = _timed_out.set(threading.Event())
        try:
            return _within(timeout, invoke, resource, arguments)
        except TimeoutError:
            _timed_out.get().set()
            raise stepfunctions._ExecutionError("States.Timeout", f"Task timed out after {timeout} seconds.") from None
        finally:
            _timed_out.reset(token)

    stepfunctions._execute_task = execute
    stepfunctions._invoke_resource = invoke
    stepfunctions._invoke_resource_with_timeout = invoke_with_timeout
    stepfunctions._error_matches = lambda names, error: error not in UNCATCHABLE and matches(names, error)
    definition_checks.install()
    executions.install()
    # A stopped execution ends its task by TaskStopped, which is no fault to log.
    stepfunctions.logger.addFilter(lambda record: not (record.exc_info and record.exc_info[0] is TaskStopped))
    logging.getLogger("botocore").setLevel(logging.WARNING)


def _credentials(execution: dict[str, Any]) -> service_principals.Credentials:
    from ministack.services import stepfunctions

    machine = stepfunctions._state_machines[execution["stateMachineArn"]]
    return service_principals.assume(machine["roleArn"], PRINCIPAL, {"aws:SourceArn": execution["stateMachineArn"]})


def _wanted(execution: dict[str, Any]) -> Any:
    expired = _timed_out.get()
    return lambda: execution["status"] == "RUNNING" and not (expired and expired.is_set())


def _within(seconds: float, work: Any, *arguments: Any) -> Any:
    """The work's result, or TimeoutError when it takes longer; the work then ends in a thread of its own."""
    outcome: list[Any] = []
    context = contextvars.copy_context()

    def run() -> None:
        try:
            outcome.extend((True, context.run(work, *arguments)))
        except BaseException as error:  # handed over to the waiting thread, whatever it is
            outcome.extend((False, error))

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    thread.join(seconds)
    if not outcome:
        raise TimeoutError
    if not outcome[0]:
        raise outcome[1]
    return outcome[1]
