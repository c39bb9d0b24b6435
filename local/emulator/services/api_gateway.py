"""API Gateway's requests: the account of those that nobody signed, the model that judges a body, the functions that
they may reach, and what they are answered where a function fails."""

import asyncio
import logging
from typing import Any

from events.deliveries import function_allows
from ministack.core.responses import get_account_id, get_region, set_request_account_id

logger = logging.getLogger("apigateway")
PRINCIPAL = "apigateway.amazonaws.com"
# What a caller gets where the function ran and returned an error, timed out or was killed; its words are not told.
# https://docs.aws.amazon.com/lambda/latest/dg/services-apigateway-errors.html
BAD_GATEWAY = 502


class _FunctionFailed(Exception):
    """A function that ran returned an error in place of a response."""


def install() -> None:
    """Finds REST APIs for unsigned requests, which then meet the API's own authorization; checks bodies by the model of
    their content type and integrations by the function's policy, and answers what fails by the gateway's responses."""
    from ministack import app
    from ministack.core import router
    from ministack.services import apigateway_v1

    handle, call_function = app._handle_execute_api_request, apigateway_v1._call_lambda_raw
    validate, invoke = apigateway_v1._check_request_validation, apigateway_v1._invoke_lambda_proxy_v1
    shape, render = apigateway_v1._lambda_proxy_response, apigateway_v1._gateway_error_response

    async def handle_in_account(host: str, path: str, method: str, headers: dict, *rest: Any, **more: Any) -> Any:
        parsed = app._parse_execute_api_url(host, path)
        if parsed and not router.extract_access_key_id(headers, rest[1]):
            for (account, _region, api), _record in apigateway_v1._rest_apis.all_items():
                if api == parsed[0]:
                    set_request_account_id(account)
        return await handle(host, path, method, headers, *rest, **more)

    async def call_if_allowed(function: str, event: dict, **scope: Any) -> tuple:
        problem = _refusal(function, event)
        if problem:
            logger.warning(problem)
            return None, problem
        return await call_function(function, event, **scope)

    def validate_by_content_type(method: dict, api_id: str, request: Any, headers: dict, *rest: Any) -> Any:
        return validate({**method, "requestModels": _models_for(method, headers)}, api_id, request, headers, *rest)

    def shape_or_fail(result: dict) -> tuple:
        response, problem = shape(result)
        if problem:
            raise _FunctionFailed(problem)
        return response, None

    async def invoke_in_time(integration: dict, *rest: Any, **more: Any) -> Any:
        seconds = int(integration.get("timeoutInMillis") or 29_000) / 1000
        # The function goes on when the gateway no longer waits for it.
        answer = asyncio.ensure_future(invoke(integration, *rest, **more))
        await asyncio.wait({answer}, timeout=seconds)
        if not answer.done():
            answer.add_done_callback(lambda late: late.exception())
            return apigateway_v1._gw_error("INTEGRATION_TIMEOUT", "Endpoint request timed out")
        try:
            return answer.result()
        except _FunctionFailed as failure:
            logger.warning("Lambda execution failed with status 200 due to customer function error: %s", failure)
            error = apigateway_v1._gw_error("DEFAULT_5XX", "Internal server error")
            error.status = BAD_GATEWAY
            return error

    def render_with_status(error: Any, request: dict) -> tuple:
        status, headers, body = render(error, request)
        # 500 is what a type without a status of its own is rendered with.
        return (getattr(error, "status", status) if status == 500 else status), headers, body

    app._handle_execute_api_request = handle_in_account
    apigateway_v1._lambda_proxy_response = shape_or_fail
    apigateway_v1._invoke_lambda_proxy_v1 = invoke_in_time
    apigateway_v1._gateway_error_response = render_with_status
    apigateway_v1._check_request_validation = validate_by_content_type
    apigateway_v1._call_lambda_raw = call_if_allowed


def _models_for(method: dict, headers: dict) -> dict[str, str]:
    """The model of a request's content type, else that of `$default`; without either the body is not validated.

    https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-method-request-validation.html
    """
    given = next((value for name, value in headers.items() if name.lower() == "content-type"), "application/json")
    content_type = given.split(";", 1)[0].strip()
    models = method.get("requestModels") or {}
    model = models.get(content_type) or models.get("$default")
    return {content_type: model} if model else {}


def _refusal(function: str, event: Any) -> str | None:
    """Why API Gateway may not invoke a function for a request; AWS logs it and answers 500."""
    context = event.get("requestContext", {}) if isinstance(event, dict) else {}
    if not context.get("apiId"):
        return None
    source = (
        f"arn:aws:execute-api:{get_region()}:{get_account_id()}:{context['apiId']}/{context.get('stage')}/"
        f"{context.get('httpMethod')}{context.get('resourcePath', '')}"
    )
    if function_allows(function, PRINCIPAL, source):
        return None
    return f"Invalid permissions on Lambda function: the policy of {function} does not let {source} invoke it."
