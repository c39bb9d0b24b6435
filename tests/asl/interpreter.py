"""Walks state machines with MiniStack's Step Functions interpreter; every task's result is a stand-in.

Reads one JSON object from standard input and writes one to standard output; `walks.ts` describes both. There is no
server and no wait: the interpreter runs in this process, and `SFN_WAIT_SCALE=0` skips Wait states and retry intervals.
"""

import contextvars
import json
import os
import re
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any

os.environ["SFN_WAIT_SCALE"] = "0"
os.environ["LOGLEVEL"] = "ERROR"
sys.path.insert(0, str(Path(__file__).parents[2] / "local" / "emulator"))

from botocore.validate import ParamValidator
from ministack.services import stepfunctions
from stepfunctions import definition_checks, expressions, task_resources, task_values

ROLE = "arn:aws:iam::111111111111:role/states"
DEADLINE_SECONDS = 60

# The walk and the state that run in this thread.
_walk: contextvars.ContextVar["Walk"] = contextvars.ContextVar("walk")
_state: contextvars.ContextVar[str] = contextvars.ContextVar("state")
# The rule of a Choice, or the catcher of a Task, Map or Parallel, that was taken last.
_taken: contextvars.ContextVar[dict[str, Any] | None] = contextvars.ContextVar("taken", default=None)


class Walk:
    """One execution: what its tasks answer, and what it did."""

    def __init__(self, answers: dict[str, list[dict[str, Any]]]):
        self._answers = answers
        self._asked: Counter[str] = Counter()
        self.calls: list[dict[str, Any]] = []
        self.trace: list[str] = []
        self.problems: list[str] = []

    def answer(self, resource: str, arguments: Any) -> Any:
        """The state's next answer; the last one stands for all that follow."""
        state = _state.get()
        self.calls.append({"state": state, "resource": resource, "arguments": arguments})
        self.problems += [f"{state}: {problem}" for problem in wrong_arguments(resource, arguments)]
        answers = self._answers.get(state)
        if not answers:
            self.problems.append(f"{state}: the walk has no answer for it.")
            raise stepfunctions._ExecutionError("NoAnswer", state)
        index = min(self._asked[state], len(answers) - 1)
        self._asked[state] += 1
        answer = answers[index]
        if "error" in answer:
            raise stepfunctions._ExecutionError(answer["error"], answer.get("cause", ""))
        return self._filled(answer["result"])

    def _filled(self, value: Any) -> Any:
        """A result in which `<state.field>` stands for an argument of that state's last call."""
        if isinstance(value, dict):
            return {key: self._filled(item) for key, item in value.items()}
        if isinstance(value, list):
            return [self._filled(item) for item in value]
        reference = re.fullmatch(r"<(.+)\.(\w+)>", value) if isinstance(value, str) else None
        if reference is None:
            return value
        state, field = reference.groups()
        return [call for call in self.calls if call["state"] == state][-1]["arguments"][field]


def wrong_arguments(resource: str, arguments: Any) -> list[str]:
    """What the API's model finds wrong in a call's evaluated arguments."""
    call = task_resources.parse(resource)
    if call.operation == "Invoke":
        return []
    request = task_values.to_request(arguments, call.input_shape, call.service)
    allowed = call.optimized.fields if call.optimized else None
    unknown = task_values.unsupported_fields(arguments, call.input_shape, allowed)
    report = ParamValidator().validate(request, call.input_shape)
    return [f"{name} is not a field" for name in unknown] + ([report.generate_report()] if report.has_errors() else [])


def install() -> None:
    """Makes the interpreter ask the walk instead of AWS, and note which way it goes."""
    matching_retrier, matching_catcher = stepfunctions._find_matching_retrier, stepfunctions._find_matching_catcher
    evaluate_rule = stepfunctions._evaluate_jsonata_choice_rule

    def retrier(retriers: list, error: str, counts: dict) -> tuple:
        found, index = matching_retrier(retriers, error, counts)
        if found is not None:
            _walk.get().trace.append(f"{_state.get()}: Retry[{index}]")
        return found, index

    def catcher(catchers: list, error: str) -> Any:
        _taken.set(matching_catcher(catchers, error))
        return _taken.get()

    def rule(candidate: dict, *arguments: Any) -> bool:
        holds = evaluate_rule(candidate, *arguments)
        if holds:
            _taken.set(candidate)
        return holds

    stepfunctions._find_matching_retrier = retrier
    stepfunctions._find_matching_catcher = catcher
    stepfunctions._evaluate_jsonata_choice_rule = rule
    stepfunctions._invoke_resource = lambda resource, arguments: _walk.get().answer(resource, arguments)
    for kind in ("pass", "task", "choice", "wait", "map", "parallel"):
        setattr(stepfunctions, f"_execute_{kind}", traced(getattr(stepfunctions, f"_execute_{kind}")))
    fail = stepfunctions._fail_state_error
    stepfunctions._fail_state_error = lambda state, given, ctx: (
        _walk.get().trace.append(ctx["State"]["Name"]) or fail(state, given, ctx)
    )


def traced(execute: Any) -> Any:
    """A state's execution that leaves its name, and the branch that led out of it, in the walk's trace."""

    def run(definition: dict, given: Any, *rest: Any) -> Any:
        walk, name = _walk.get(), rest[-1]["State"]["Name"]
        walk.trace.append(name)
        state, taken = _state.set(name), _taken.set(None)
        try:
            output, following = execute(definition, given, *rest)
            walk.trace.append(f"{name}: {branch(definition)}")
            return output, following
        finally:
            _taken.reset(taken)
            _state.reset(state)

    return run


def branch(definition: dict[str, Any]) -> str:
    """The way out of a state that was just taken: Choices[i], Catch[i], Default, Next or End."""
    for field in ("Choices", "Catch"):
        for index, candidate in enumerate(definition.get(field, [])):
            if candidate is _taken.get():
                return f"{field}[{index}]"
    return "Default" if "Choices" in definition else "End" if definition.get("End") else "Next"


def start(name: str, definition: str, request: dict[str, Any], walk: Walk) -> str:
    """Starts an execution of its own state machine, by the name that the walk gives it, and returns its ARN."""
    context = contextvars.copy_context()
    context.run(_walk.set, walk)
    machine = context.run(
        stepfunctions._create_state_machine, {"name": name, "definition": definition, "roleArn": ROLE}
    )
    arn = accepted(machine)["stateMachineArn"]
    execution = context.run(
        stepfunctions._start_execution,
        {"stateMachineArn": arn, "name": request.get("name", "walk"), "input": json.dumps(request["input"])},
    )
    return accepted(execution)["executionArn"]


def accepted(response: tuple[int, Any, bytes]) -> dict[str, Any]:
    """The body of a response that is no error."""
    status, _, body = response
    if status != 200:
        raise SystemExit(f"The state machine was refused: {body.decode()}")
    return json.loads(body)


def outcome(arn: str, walk: Walk, deadline: float) -> dict[str, Any]:
    """What became of an execution, once it has ended."""
    execution = stepfunctions._executions[arn]
    while execution["status"] == "RUNNING":
        if time.monotonic() > deadline:
            raise SystemExit(f"{arn} did not end within {DEADLINE_SECONDS} seconds; its states: {walk.trace[-20:]}")
        time.sleep(0.01)
    succeeded = execution["status"] == "SUCCEEDED"
    return {
        "status": execution["status"],
        "output": json.loads(execution["output"]) if succeeded else None,
        "error": execution.get("error"),
        "cause": execution.get("cause"),
        "calls": walk.calls,
        "trace": walk.trace,
        "problems": walk.problems,
    }


def main() -> None:
    """Walks everything that it is given, at once."""
    request = json.load(sys.stdin)
    definition = json.dumps(request["definition"])
    problems = list(definition_checks.definition_problems(request["definition"]))
    expressions.install()
    install()
    walks = {name: Walk(walk["answers"]) for name, walk in request["walks"].items()}
    arns = {
        name: start(f"walk-{index}", definition, request["walks"][name], walk)
        for index, (name, walk) in enumerate(walks.items())
    }
    deadline = time.monotonic() + DEADLINE_SECONDS
    outcomes = {name: outcome(arn, walks[name], deadline) for name, arn in arns.items()}
    json.dump({"problems": problems, "outcomes": outcomes}, sys.stdout)


if __name__ == "__main__":
    main()
