"""Application Auto Scaling as a service of the emulator; the SageMaker server, which has the endpoints, does the work.

Actions and resources follow AWS's Service Authorization Reference, and what a caller must be allowed besides is what
the user guides of Application Auto Scaling and SageMaker say:
https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsapplicationautoscaling.html
https://docs.aws.amazon.com/autoscaling/application/userguide/security_iam_id-based-policy-examples.html
https://docs.aws.amazon.com/autoscaling/application/userguide/security_iam_permission_validation.html
https://docs.aws.amazon.com/sagemaker/latest/dg/endpoint-auto-scaling-prerequisites.html
"""

import asyncio
import json
import re
from typing import Any

from bodies import parse
from iam.dependent_actions import Checks, denial
from ministack.core import iam_actions, iam_evaluator, router
from ministack.core.responses import error_response_json, get_account_id, get_region
from services import sagemaker

SERVICE = "application-autoscaling"
TARGET = "AnyScaleFrontendService."
# The role by which the service acts on endpoints, made by the first call that needs it.
LINKED_SERVICE = "sagemaker.application-autoscaling.amazonaws.com"
LINKED_ROLE = "AWSServiceRoleForApplicationAutoScaling_SageMakerEndpoint"
VARIANT = re.compile(r"^endpoint/([^/]+)/variant/[^/]+$")
# Of these operations a target's owner may be asked; the others act on no single target.
ON_TARGETS = {"RegisterScalableTarget", "DeregisterScalableTarget", "PutScalingPolicy", "DeleteScalingPolicy"}
CONDITIONS = {"ServiceNamespace": "service-namespace", "ScalableDimension": "scalable-dimension"}


def operation_of(headers: dict[str, str]) -> str | None:
    """The operation that a request asks for, or None when it is none of this service's."""
    target = headers.get("x-amz-target", "")
    return target.removeprefix(TARGET) if target.startswith(TARGET) else None


def resource_arn(operation: str) -> str:
    """The ARN that IAM judges an operation on. A target's id is not known before it is registered: a policy must allow
    all of them, and can tell them apart by condition keys.
    """
    every = f"arn:aws:{SERVICE}:{get_region()}:{get_account_id()}:scalable-target/*"
    return every if operation in ON_TARGETS else "*"


def condition_keys(body: dict[str, Any]) -> dict[str, str]:
    """The condition keys that the service sends."""
    return {f"{SERVICE}:{key}": body[name] for name, key in CONDITIONS.items() if isinstance(body.get(name), str)}


def dependent_actions(
    operation: str, body: dict[str, Any], region: str, account: str, config: str | None, linked: bool
) -> Checks:
    """What a caller must be allowed besides the operation.

    Args:
        config: the name of the endpoint's configuration; None where there is no such endpoint.
        linked: whether the service-linked role is there.
    """
    name = str(body.get("ResourceId", ""))
    endpoint = VARIANT.match(name)
    alarm = f"arn:aws:cloudwatch:{region}:{account}:alarm:TargetTracking-{name}-*"
    # Whether the caller may see alarms is probed without the name of one.
    probe = ("cloudwatch:DescribeAlarms", f"arn:aws:cloudwatch:{region}:{account}:alarm:*", {})
    if operation == "PutScalingPolicy":
        return [probe, ("cloudwatch:PutMetricAlarm", alarm, {})]
    if operation in ("DeleteScalingPolicy", "DeregisterScalableTarget"):
        return [probe, ("cloudwatch:DeleteAlarms", alarm, {})]
    if operation != "RegisterScalableTarget" or not endpoint:
        return []
    prefix = f"arn:aws:sagemaker:{region}:{account}"
    on = f"{prefix}:endpoint/{endpoint.group(1).lower()}"
    checks: Checks = [
        probe,
        ("sagemaker:DescribeEndpoint", on, {}),
        ("sagemaker:UpdateEndpointWeightsAndCapacities", on, {}),
    ]
    if config:
        checks.append(("sagemaker:DescribeEndpointConfig", f"{prefix}:endpoint-config/{config.lower()}", {}))
    if not linked:
        role = f"arn:aws:iam::{account}:role/aws-service-role/{LINKED_SERVICE}/{LINKED_ROLE}"
        checks.append(("iam:CreateServiceLinkedRole", role, {"iam:AWSServiceName": LINKED_SERVICE}))
    return checks


def _link_role() -> None:
    """Makes the service-linked role, as the first registration does."""
    from ministack.services import iam

    before = set(iam._roles)
    iam._create_service_linked_role({"AWSServiceName": [LINKED_SERVICE]})
    # MiniStack names the role after the first part of the service's name.
    for name in set(iam._roles) - before:
        record = iam._roles[name]
        del iam._roles[name]
        arn = record["Arn"].replace(name, LINKED_ROLE)
        iam._roles[LINKED_ROLE] = {**record, "RoleName": LINKED_ROLE, "Arn": arn}


class Endpoints:
    """What the SageMaker server knows of the endpoints of the request's account; its calls block."""

    def __init__(self, url: str) -> None:
        self._url = url

    def ask(self, target: str, body: bytes) -> tuple:
        """Sends a request on, as the request's account."""
        headers = {"content-type": "application/x-amz-json-1.1", "x-amz-target": target}
        headers |= {"x-drivetrain-account": get_account_id(), "x-drivetrain-region": get_region()}
        return sagemaker.forward(self._url, "POST", "/", headers, body)

    def config_of(self, resource_id: str) -> str | None:
        """The name of the configuration of a scalable target's endpoint; None where there is no such endpoint."""
        endpoint = VARIANT.match(resource_id)
        if not endpoint:
            return None
        answer = self.ask("SageMaker.DescribeEndpoint", json.dumps({"EndpointName": endpoint.group(1)}).encode())
        return parse(answer[2]).get("EndpointConfigName") if answer[0] == 200 else None

    def scales(self, endpoint: str) -> bool:
        """Whether a variant of the endpoint is registered."""
        answer = self.ask(f"{TARGET}DescribeScalableTargets", b'{"ServiceNamespace":"sagemaker"}')
        targets = parse(answer[2]).get("ScalableTargets", [])
        return any(target["ResourceId"].startswith(f"endpoint/{endpoint}/") for target in targets)


async def _handle(endpoints: Endpoints, headers: dict, body: bytes, query_params: dict) -> tuple:
    """Answers a request of the service."""
    from ministack.services import iam

    operation, request = operation_of(headers) or "", parse(body)
    registers, linked = operation == "RegisterScalableTarget", LINKED_ROLE in iam._roles
    resource = str(request.get("ResourceId", ""))
    config = await asyncio.to_thread(endpoints.config_of, resource) if registers else None
    checks = dependent_actions(operation, request, get_region(), get_account_id(), config, linked)
    denied = denial(SERVICE, router.extract_access_key_id(headers, query_params), checks)
    if denied:
        return denied
    answer = await asyncio.to_thread(endpoints.ask, headers["x-amz-target"], body)
    if registers and not linked and answer[0] == 200:
        _link_role()
    return answer


async def _refuse_deletion(endpoints: Endpoints, headers: dict, body: bytes, query_params: dict) -> tuple | None:
    """Deleting an endpoint deregisters its variants, which the caller must be allowed; the answer where it is not."""
    name = str(parse(body).get("EndpointName", ""))
    if not await asyncio.to_thread(endpoints.scales, name):
        return None
    action, arn = f"{SERVICE}:DeregisterScalableTarget", resource_arn("DeregisterScalableTarget")
    place = {"ServiceNamespace": "sagemaker", "ScalableDimension": "sagemaker:variant:DesiredInstanceCount"}
    context = condition_keys(place)
    access_key = router.extract_access_key_id(headers, query_params)
    if not iam_evaluator.enforce(access_key, action, SERVICE, get_region(), resource_arn=arn, service_context=context):
        return None
    return error_response_json(
        "ValidationException",
        "An Application AutoScaling scalable target exists for a variant being deleted, and the IAM identity used to "
        f"invoke DeleteEndpoint does not have {action} permission to deregister the scalable target.",
        400,
    )


def install(url: str) -> None:
    """Adds the service to MiniStack's router, IAM tables and handlers.

    Args:
        url: the address of the SageMaker server, or "" when there is none.
    """
    from ministack import app

    detect, action_of, arn_of = app.detect_service, iam_actions.extract_iam_action, iam_actions.extract_resource_arn
    context_of, handle_sagemaker = iam_actions.request_tag_context, app.SERVICE_HANDLERS[sagemaker.SERVICE]
    endpoints = Endpoints(url)

    def detect_service(method: str, path: str, headers: dict, query_params: dict) -> str:
        return SERVICE if operation_of(headers) else detect(method, path, headers, query_params)

    def extract_iam_action(service: str, method: str, path: str, headers: dict, *rest: Any) -> str | None:
        if service == SERVICE:
            return f"{SERVICE}:{operation_of(headers)}"
        return action_of(service, method, path, headers, *rest)

    def extract_resource_arn(service: str, method: str, path: str, headers: dict, *rest: Any) -> str:
        if service == SERVICE:
            return resource_arn(operation_of(headers) or "")
        return arn_of(service, method, path, headers, *rest)

    def request_context(service: str, action: str, body: bytes, params: dict) -> dict:
        context = context_of(service, action, body, params)
        return {**context, **condition_keys(parse(body))} if service == SERVICE else context

    async def handle(method: str, path: str, headers: dict, body: bytes, query_params: dict) -> tuple:
        return await _handle(endpoints, headers, body, query_params)

    async def handle_endpoints(method: str, path: str, headers: dict, body: bytes, query_params: dict) -> tuple:
        deletes = url and sagemaker.operation_of(method, path, headers) == "DeleteEndpoint"
        refused = await _refuse_deletion(endpoints, headers, body, query_params) if deletes else None
        return refused or await handle_sagemaker(method, path, headers, body, query_params)

    app.SERVICE_HANDLERS[SERVICE] = handle
    app.SERVICE_HANDLERS[sagemaker.SERVICE] = handle_endpoints
    app.detect_service = detect_service
    iam_actions.SERVICE_TO_IAM_NAMESPACE[SERVICE] = SERVICE
    iam_actions.extract_iam_action = extract_iam_action
    iam_actions.extract_resource_arn = extract_resource_arn
    iam_actions.request_tag_context = request_context
