"""The calls that Task states make: by botocore, at the emulator's own address, with the state machine's role.

So the API models validate every parameter, and IAM judges what a state machine does as it judges anybody else.
"""

import json
import threading
import time
from collections.abc import Callable
from typing import Any

import botocore.client
from botocore.exceptions import BotoCoreError, ClientError, ParamValidationError
from botocore.handlers import handle_copy_source_param
from iam.service_principals import Credentials
from stepfunctions import task_errors, task_resources, task_values
from stepfunctions.optimized_integrations import Job

POLL_SECONDS = (0.3, 1.0)
CONFIG = botocore.client.Config(
    retries={"total_max_attempts": 1}, read_timeout=910, s3={"addressing_style": "path"}, max_pool_connections=20
)
# A cause is cut where Step Functions cuts it.
CAUSE_LENGTH = 32768


class TaskFailed(Exception):
    """A task's failure, with the name and the cause that Retry, Catch and the execution see."""

    def __init__(self, error: str, cause: str):
        super().__init__(f"{error}: {cause}")
        self.error = error
        self.cause = cause[:CAUSE_LENGTH]


class TaskStopped(Exception):
    """The task is no longer wanted: its execution was stopped or has timed out."""


class Caller:
    """Calls AWS APIs at one address."""

    def __init__(self, endpoint: str):
        self._endpoint = endpoint
        self._clients: dict[tuple[str, str, str], Any] = {}
        self._lock = threading.Lock()

    def invoke(
        self,
        resource: str,
        arguments: Any,
        credentials: Credentials,
        region: str,
        state: str,
        wanted: Callable[[], bool],
    ) -> Any:
        """Performs a task.

        Args:
            resource: the Task's Resource.
            arguments: its evaluated Arguments or Parameters.
            state: the state's name, for the message about wrong arguments.
            wanted: whether the task's result is still wanted; asked while a job runs.

        Raises:
            TaskFailed: the task failed.
            TaskStopped: the task was not wanted any more; the job that it followed is stopped.
        """
        try:
            call = task_resources.parse(resource)
        except task_resources.UnknownResource as error:
            raise TaskFailed("States.Runtime", str(error)) from None
        client = self._client(call.service, credentials, region)
        if task_resources.FUNCTION.match(resource):
            return self._invoke_function(client, call, {"FunctionName": resource, "Payload": arguments}, state)[0]
        if call.service == "lambda" and call.optimized:
            payload, answer = self._invoke_function(client, call, arguments, state)
            return _with_metadata({**_kept(answer, "ExecutedVersion", "StatusCode"), "Payload": payload}, answer)
        answer = self._send(client, call, arguments, state)
        if call.sync:
            return _follow(client, call, call.optimized.job, {**arguments, **answer}, wanted)
        if call.operation == "PutEvents" and call.optimized and answer.get("FailedEntryCount"):
            raise TaskFailed("EventBridge.FailedEntry", task_values.compact(answer["Entries"]))
        return _result(call, answer)

    def _client(self, service: str, credentials: Credentials, region: str) -> Any:
        key = (service, credentials.access_key, region)
        with self._lock:
            if key not in self._clients:
                client = task_resources.loader().create_client(
                    service,
                    region_name=region,
                    endpoint_url=self._endpoint,
                    aws_access_key_id=credentials.access_key,
                    aws_secret_access_key=credentials.secret_key,
                    aws_session_token=credentials.session_token,
                    config=CONFIG,
                )
                # botocore would encode a CopySource; Step Functions' own SDK sends it as it is written.
                client.meta.events.unregister("before-parameter-build.s3.CopyObject", handle_copy_source_param)
                self._clients[key] = client
            return self._clients[key]

    def _send(self, client: Any, call: task_resources.Call, arguments: Any, state: str) -> dict[str, Any]:
        shape = call.input_shape
        arguments = arguments if isinstance(arguments, dict) else {}
        allowed = call.optimized.fields if call.optimized else None
        unknown = task_values.unsupported_fields(arguments, shape, allowed)
        if unknown:
            problems = [f'The field "{name}" is not supported by Step Functions' for name in unknown]
            raise TaskFailed(*task_errors.invalid_parameters(problems, task_values.compact(arguments), state))
        request = task_values.to_request(arguments, shape, call.service) if shape else {}
        try:
            return client._make_api_call(call.operation, request)
        except ParamValidationError as error:
            problems = task_errors.parameter_problems(error)
            raise TaskFailed(*task_errors.invalid_parameters(problems, task_values.compact(arguments), state)) from None
        except ClientError as error:
            raise TaskFailed(*task_errors.refusal(call, error)) from None
        except BotoCoreError as error:
            raise TaskFailed(*task_errors.unreachable(call, error)) from None

    def _invoke_function(self, client: Any, call: task_resources.Call, arguments: Any, state: str) -> tuple[Any, dict]:
        """Invokes a function; an error that its handler throws is the task's error, by the name the handler gave."""
        answer = self._send(client, call, arguments, state)
        payload = _json(answer["Payload"].read())
        if answer.get("FunctionError"):
            name = payload.get("errorType") if isinstance(payload, dict) else None
            raise TaskFailed(name or "Lambda.Unknown", task_values.compact(payload))
        return payload, answer


def _follow(client: Any, call: task_resources.Call, job: Job, named: Any, wanted: Callable[[], bool]) -> Any:
    """Waits until a job ends, as the `.sync` pattern does, and gives its description.

    Args:
        named: the request and the answer, one of which names the job.
    """
    (operation, parameters), pause = job.describe, POLL_SECONDS[0]
    name = _named(parameters, named)
    while True:
        try:
            described = client._make_api_call(operation, name)
        except ClientError as error:
            raise TaskFailed(*task_errors.refusal(call, error)) from None
        except BotoCoreError as error:
            raise TaskFailed(*task_errors.unreachable(call, error)) from None
        result = _result(call, described, operation)
        if job.member is not None:
            described, result = described[job.member], result[job.member]
        # Step Functions is not documented to return the final metrics: they are asked for by DescribeTrainingJob.
        result.pop("FinalMetricDataList", None)
        if described[job.status] == job.succeeded:
            return {**result, "Output": _json(result["Output"])} if call.parsed else result
        if described[job.status] in job.failed:
            raise TaskFailed("States.TaskFailed", task_values.compact(result))
        if not wanted():
            _stop(client, job, named)
            raise TaskStopped()
        time.sleep(pause)
        pause = min(pause * 1.3, POLL_SECONDS[1])


def _named(parameters: dict[str, str | list[str]], named: Any) -> dict[str, Any]:
    """The parameters that name a job, of the members that name it."""
    return {
        name: [named[one] for one in member] if isinstance(member, list) else named[member]
        for name, member in parameters.items()
    }


def _stop(client: Any, job: Job, named: Any) -> None:
    """Stops a job; one that has just ended, or that the role may not stop, is left alone."""
    operation, parameters = job.stop
    try:
        client._make_api_call(operation, _named(parameters, named))
    except (ClientError, BotoCoreError):
        pass


def _result(call: task_resources.Call, answer: dict[str, Any], operation: str | None = None) -> Any:
    body = {name: value for name, value in answer.items() if name != "ResponseMetadata"}
    shape = task_resources.operation_model(call.service, operation or call.operation).output_shape
    result = task_values.from_response(task_values.capitalized(body, shape), epoch=call.optimized is not None)
    return _with_metadata(result, answer) if call.optimized and not call.sync else result


def _with_metadata(result: dict[str, Any], answer: dict[str, Any]) -> dict[str, Any]:
    meta = answer.get("ResponseMetadata", {})
    return {
        **result,
        "SdkHttpMetadata": {"HttpStatusCode": meta.get("HTTPStatusCode")},
        "SdkResponseMetadata": {"RequestId": meta.get("RequestId")},
    }


def _kept(answer: dict[str, Any], *names: str) -> dict[str, Any]:
    return {name: answer[name] for name in names if name in answer}


def _json(content: bytes) -> Any:
    """A function's answer: JSON, or nothing from an asynchronous invocation."""
    return json.loads(content) if content else None
