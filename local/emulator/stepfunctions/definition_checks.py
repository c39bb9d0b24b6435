"""What CreateStateMachine and UpdateStateMachine refuse: unknown resources and fields, roles that cannot do the work.

https://docs.aws.amazon.com/step-functions/latest/apireference/API_CreateStateMachine.html
"""

import json
from collections.abc import Callable, Iterator
from typing import Any

from iam import service_principals
from ministack.core.responses import error_response_json, get_account_id, get_region
from stepfunctions import task_resources, task_values

PRINCIPAL = "states.amazonaws.com"
# What the role needs on the managed rule by which `.sync` follows jobs.
MANAGED_RULE_ACTIONS = ("events:PutTargets", "events:PutRule", "events:DescribeRule")
# What the role needs for logging, on any resource:
# https://docs.aws.amazon.com/step-functions/latest/dg/cw-logs.html#cloudwatch-iam-policy
LOG_DELIVERY_ACTIONS = (
    "logs:CreateLogDelivery",
    "logs:GetLogDelivery",
    "logs:UpdateLogDelivery",
    "logs:DeleteLogDelivery",
    "logs:ListLogDeliveries",
    "logs:PutResourcePolicy",
    "logs:DescribeResourcePolicies",
    "logs:DescribeLogGroups",
)


def install() -> None:
    """Checks state machines before MiniStack stores them, and keeps their tracing configuration."""
    from ministack.services import stepfunctions

    create, update = stepfunctions._create_state_machine, stepfunctions._update_state_machine

    def machine_arn(data: dict[str, Any]) -> str:
        named = f"arn:aws:states:{get_region()}:{get_account_id()}:stateMachine:{data.get('name')}"
        return data.get("stateMachineArn") or named

    def checked(store: Callable[[dict], tuple]) -> Callable[[dict], tuple]:
        def check_and_store(data: dict[str, Any]) -> tuple:
            existing = stepfunctions._state_machines.get(data.get("stateMachineArn", ""), {})
            refused = refusal({**existing, **data}, machine_arn(data))
            if refused:
                return error_response_json(*refused, 400)
            answer = store(data)
            stored = stepfunctions._state_machines.get(machine_arn(data))
            if answer[0] == 200 and stored is not None:
                stored["tracingConfiguration"] = data.get(
                    "tracingConfiguration", stored.get("tracingConfiguration", {"enabled": False})
                )
            return answer

        return check_and_store

    stepfunctions._create_state_machine = checked(create)
    stepfunctions._update_state_machine = checked(update)


def refusal(machine: dict[str, Any], arn: str) -> tuple[str, str] | None:
    """The error's name and message for a state machine that AWS would not store, or None."""
    try:
        definition = json.loads(machine.get("definition") or "")
        problems = list(definition_problems(definition))
    except (ValueError, AttributeError, TypeError):
        return "InvalidDefinition", "Invalid State Machine Definition: 'INVALID_JSON_DESCRIPTION'"
    if problems:
        return "InvalidDefinition", f"Invalid State Machine Definition: '{', '.join(problems)}'"
    return _role_refusal(machine, definition, arn)


def definition_problems(definition: dict[str, Any]) -> Iterator[str]:
    """What is wrong with the tasks of a definition."""
    for path, state in tasks(definition):
        if "Credentials" in state:
            yield f"SCHEMA_VALIDATION_FAILED: The local stage does not offer Credentials at {path}"
        for name in ("Retry", "Catch"):
            if state.get(name) == []:
                yield f"SCHEMA_VALIDATION_FAILED: The field '{name}' must not be empty at {path}/{name}"
        resource = state.get("Resource", "")
        if ":activity:" in resource:
            continue
        try:
            call = task_resources.parse(resource)
        except task_resources.UnknownResource as error:
            yield f"SCHEMA_VALIDATION_FAILED: {error} at {path}/Resource"
            continue
        if task_resources.FUNCTION.match(resource):
            continue
        field = "Arguments" if "Arguments" in state else "Parameters"
        allowed = call.optimized.fields if call.optimized else None
        for name in task_values.unsupported_fields(state.get(field, {}), call.input_shape, allowed):
            yield f'SCHEMA_VALIDATION_FAILED: The field "{name}" is not supported by Step Functions at {path}/{field}'


def tasks(machine: dict[str, Any], path: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    """Every Task state of a definition, those in branches and iterations included, with its path."""
    for name, state in machine.get("States", {}).items():
        here = f"{path}/States/{name}"
        if state.get("Type") == "Task":
            yield here, state
        for index, branch in enumerate(state.get("Branches", [])):
            yield from tasks(branch, f"{here}/Branches[{index}]")
        for inner in ("ItemProcessor", "Iterator"):
            yield from tasks(state.get(inner, {}), f"{here}/{inner}")


def _role_refusal(machine: dict[str, Any], definition: dict[str, Any], arn: str) -> tuple[str, str] | None:
    role, source = machine.get("roleArn", ""), {"aws:SourceArn": arn}

    def allows(action: str, resource: str) -> bool:
        return service_principals.role_allows(role, PRINCIPAL, action, resource, source=source)

    if not service_principals.trusts(role, PRINCIPAL, source):
        return "AccessDeniedException", (
            f"Neither the global service principal {PRINCIPAL}, nor the regional one is authorized to assume the "
            "provided role."
        )
    for rule in _managed_rules(definition):
        on = f"arn:aws:events:{get_region()}:{get_account_id()}:rule/{rule}"
        if not all(allows(action, on) for action in MANAGED_RULE_ACTIONS):
            return "AccessDeniedException", f"'{role}' is not authorized to create managed-rule."
    logging = machine.get("loggingConfiguration", {})
    if logging.get("level", "OFF") != "OFF" and not all(allows(action, "*") for action in LOG_DELIVERY_ACTIONS):
        return "AccessDeniedException", "The state machine IAM Role is not authorized to access the Log Destination"
    return None


def _managed_rules(definition: dict[str, Any]) -> set[str]:
    calls = [task_resources.parse(s["Resource"]) for _, s in tasks(definition) if ":activity:" not in s["Resource"]]
    return {call.optimized.job.rule for call in calls if call.sync} - {None}
