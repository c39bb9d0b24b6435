"""SageMaker and SageMaker Runtime as services of the emulator.

Requests pass the emulator's authentication and IAM with SageMaker's own actions and resource ARNs, and are then
forwarded to the SageMaker server. Actions, resources and dependent actions follow AWS's Service Authorization
Reference, https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonsagemaker.html
"""

import asyncio
import http.client
import json
import re
from typing import Any
from urllib.parse import urlsplit

from bodies import parse
from events import package_events
from iam import service_principals, version_policies
from iam.dependent_actions import Checks, denial

SERVICE = "sagemaker"
PRINCIPAL = "sagemaker.amazonaws.com"
# SageMaker Runtime answers within 60 seconds; starting a job copies nothing and answers at once.
TIMEOUT_SECONDS = 75
INVOCATION = re.compile(r"^/endpoints/([^/]+)/invocations$")

# The kinds of resource and the parameter that names one. Names are lower-case in SageMaker's ARNs.
RESOURCES = {
    "TrainingJob": ("training-job", "TrainingJobName"),
    "HyperParameterTuningJob": ("hyper-parameter-tuning-job", "HyperParameterTuningJobName"),
    "ProcessingJob": ("processing-job", "ProcessingJobName"),
    "TransformJob": ("transform-job", "TransformJobName"),
    "Model": ("model", "ModelName"),
    "EndpointConfig": ("endpoint-config", "EndpointConfigName"),
    "Endpoint": ("endpoint", "EndpointName"),
    "EndpointWeightsAndCapacities": ("endpoint", "EndpointName"),
    "ModelPackageGroup": ("model-package-group", "ModelPackageGroupName"),
    "ModelPackageGroupPolicy": ("model-package-group", "ModelPackageGroupName"),
    "ModelPackage": ("model-package", "ModelPackageName"),
}
MODEL_PACKAGE_GROUP = RESOURCES["ModelPackageGroup"]
OPERATION = re.compile(r"^(?:Create|Describe|Stop|Delete|Update|Get|Put|ListTrainingJobsFor)(\w+)$")
# What other accounts may be let to call, on a version of one's own.
ACROSS_ACCOUNTS = {"DescribeModelPackage"}
# Operations that are authorised on a second resource as well.
ALSO_ON_ENDPOINT_CONFIG = {"CreateEndpoint", "UpdateEndpoint"}
ROLE_PARAMETERS = ("RoleArn", "ExecutionRoleArn")
REQUEST_HEADERS = ("content-type", "accept", "x-amz-target")
RUNTIME_HEADERS = "x-amzn-sagemaker-"
HOP_BY_HOP = {"connection", "keep-alive", "transfer-encoding", "content-length", "date"}


def operation_of(method: str, path: str, headers: dict) -> str | None:
    """The SageMaker operation that a request asks for, or None when it is none of SageMaker's."""
    target = headers.get("x-amz-target", "")
    if target.startswith("SageMaker."):
        return target.split(".", 1)[1]
    if method == "POST" and INVOCATION.match(path):
        return "InvokeEndpoint"
    return None


def resource_arn(operation: str, path: str, body: dict[str, Any], region: str, account: str) -> str:
    """The ARN that IAM judges an operation on; "*" for operations that act on no single resource."""
    if operation == "InvokeEndpoint":
        return f"arn:aws:sagemaker:{region}:{account}:endpoint/{INVOCATION.match(path).group(1).lower()}"
    if operation in ("AddTags", "ListTags", "DeleteTags"):
        return str(body.get("ResourceArn") or "*")
    if operation == "UpdateModelPackage":
        return str(body.get("ModelPackageArn") or "*")
    if operation == "CreateModelPackage" and body.get("ModelPackageGroupName"):
        # The version's number is not known yet.
        return f"arn:aws:sagemaker:{region}:{account}:model-package/{group_of(body)}/*"
    kind = OPERATION.match(operation)
    resource = RESOURCES.get(kind.group(1)) if kind else None
    name = str(body.get(resource[1], "")) if resource else ""
    if not name:
        return "*"
    return name if name.startswith("arn:") else f"arn:aws:sagemaker:{region}:{account}:{resource[0]}/{name.lower()}"


def group_of(body: dict[str, Any]) -> str:
    """The name of the model package group in ARNs; a request may name the group by its ARN."""
    return str(body[MODEL_PACKAGE_GROUP[1]]).rsplit("/", 1)[-1].lower()


def dependent_actions(operation: str, body: dict[str, Any], resource: str) -> Checks:
    """What a caller must be allowed besides the operation: (action, resource ARN, condition keys)."""
    checks: Checks = []
    if operation in ALSO_ON_ENDPOINT_CONFIG and body.get("EndpointConfigName"):
        prefix = resource.rsplit(":", 1)[0]
        checks.append((f"sagemaker:{operation}", f"{prefix}:endpoint-config/{body['EndpointConfigName'].lower()}", {}))
    if operation == "CreateModelPackage" and body.get("ModelPackageGroupName"):
        prefix = resource.rsplit(":", 1)[0]
        checks.append((f"sagemaker:{operation}", f"{prefix}:{MODEL_PACKAGE_GROUP[0]}/{group_of(body)}", {}))
    if operation.startswith("Create") and body.get("Tags"):
        checks.append(("sagemaker:AddTags", resource, {}))
    for alarm in alarms_of(body):
        # "on the auto-rollback alarms you specify", says the guide; CloudWatch's ARNs begin as the endpoint's does.
        prefix = resource.replace(":sagemaker:", ":cloudwatch:").rsplit(":", 1)[0]
        checks.append(("cloudwatch:DescribeAlarms", f"{prefix}:alarm:{alarm}", {}))
    for role in roles_of(body):
        checks.append(("iam:PassRole", role, {"iam:PassedToService": PRINCIPAL, "iam:AssociatedResourceArn": resource}))
    return checks


def alarms_of(body: dict[str, Any]) -> list[str]:
    """The alarms that a deployment is to be taken back by."""
    rollback = (body.get("DeploymentConfig") or {}).get("AutoRollbackConfiguration") or {}
    return [alarm["AlarmName"] for alarm in rollback.get("Alarms") or [] if "AlarmName" in alarm]


def roles_of(body: dict[str, Any]) -> list[str]:
    """The roles that a request passes to SageMaker."""
    # A tuning job's role stands in the definition of its training jobs.
    definition = body.get("TrainingJobDefinition")
    holders = [body, definition] if isinstance(definition, dict) else [body]
    return [holder[name] for holder in holders for name in ROLE_PARAMETERS if isinstance(holder.get(name), str)]


def _denial(method: str, path: str, headers: dict, body: bytes, query_params: dict) -> tuple | None:
    """The answer to a caller that may not do all that the operation implies, or None."""
    from ministack.core import router
    from ministack.core.responses import error_response_json, get_account_id, get_region

    operation = operation_of(method, path, headers)
    if operation is None or operation == "InvokeEndpoint":
        return None
    request = parse(body)
    access_key = router.extract_access_key_id(headers, query_params)
    resource = resource_arn(operation, path, request, get_region(), get_account_id())
    denied = denial(SERVICE, access_key, dependent_actions(operation, request, resource))
    if denied:
        return denied
    for role in roles_of(request):
        if not service_principals.trusts(role, PRINCIPAL):
            return error_response_json(
                "ValidationException",
                f"Could not assume role {role}. Please ensure that the role exists and allows principal "
                f"'{PRINCIPAL}' to assume the role.",
                400,
            )
    return None


def forward(url: str, method: str, path: str, headers: dict, body: bytes) -> tuple:
    """Sends a request on to the SageMaker server; a blocking call."""
    from ministack.core.responses import error_response_json

    address = urlsplit(url)
    connection = http.client.HTTPConnection(address.hostname, address.port, timeout=TIMEOUT_SECONDS)
    try:
        connection.request(method, path, body=body, headers=headers)
        response = connection.getresponse()
        answered = {name: value for name, value in response.getheaders() if name.lower() not in HOP_BY_HOP}
        return response.status, answered, response.read()
    except (OSError, http.client.HTTPException) as error:
        return error_response_json("InternalFailure", f"The local SageMaker server does not answer: {error}.", 500)
    finally:
        connection.close()


def _publish_package(url: str, operation: str, headers: dict, body: bytes, answer: bytes) -> None:
    """Sends the event of a model package that was created or updated; a blocking call."""
    name = json.dumps({"ModelPackageName": parse(answer)["ModelPackageArn"]}).encode()
    asked = {**headers, "x-amz-target": "SageMaker.DescribeModelPackage"}
    status, _, described = forward(url, "POST", "/", asked, name)
    if status == 200:
        package_events.emit(operation, parse(body), parse(described))


def install(url: str) -> None:
    """Adds the service to MiniStack's router, IAM tables and handlers.

    Args:
        url: the address of the SageMaker server, or "" when there is none.
    """
    from ministack import app
    from ministack.core import iam_actions
    from ministack.core.responses import error_response_json, get_account_id, get_region

    detect, action_of, arn_of = app.detect_service, iam_actions.extract_iam_action, iam_actions.extract_resource_arn

    def detect_service(method: str, path: str, headers: dict, query_params: dict) -> str:
        return SERVICE if operation_of(method, path, headers) else detect(method, path, headers, query_params)

    def extract_iam_action(service: str, method: str, path: str, headers: dict, body: bytes, query: dict) -> str | None:
        if service == SERVICE:
            return f"{SERVICE}:{operation_of(method, path, headers)}"
        return action_of(service, method, path, headers, body, query)

    def extract_resource_arn(service: str, method: str, path: str, headers: dict, body: bytes, *rest: Any) -> str:
        if service == SERVICE:
            operation = operation_of(method, path, headers) or ""
            return resource_arn(operation, path, parse(body), get_region(), get_account_id())
        return arn_of(service, method, path, headers, body, *rest)

    async def handle(method: str, path: str, headers: dict, body: bytes, query_params: dict) -> tuple:
        denied = _denial(method, path, headers, body, query_params)
        if denied is not None:
            return denied
        if not url:
            return error_response_json("InternalFailure", "This stage was started without a SageMaker server.", 500)
        kept = {n: v for n, v in headers.items() if n in REQUEST_HEADERS or n.startswith(RUNTIME_HEADERS)}
        operation = operation_of(method, path, headers) or ""
        resource = resource_arn(operation, path, parse(body), get_region(), get_account_id())
        owner = version_policies.owner_of(resource) if operation in ACROSS_ACCOUNTS else None
        kept |= {"x-drivetrain-account": owner or get_account_id(), "x-drivetrain-region": get_region()}
        answer = await asyncio.to_thread(forward, url, method, path, kept, body)
        if answer[0] == 200 and operation == "PutModelPackageGroupPolicy":
            version_policies.put(resource, parse(body)["ResourcePolicy"])
        if answer[0] == 200 and operation in ("DeleteModelPackageGroupPolicy", "DeleteModelPackageGroup"):
            version_policies.delete(resource)
        if answer[0] == 200 and operation in package_events.OPERATIONS:
            await asyncio.to_thread(_publish_package, url, operation, kept, body, answer[2])
        return answer

    app.SERVICE_HANDLERS[SERVICE] = handle
    app.detect_service = detect_service
    iam_actions.SERVICE_TO_IAM_NAMESPACE[SERVICE] = SERVICE
    iam_actions.extract_iam_action = extract_iam_action
    iam_actions.extract_resource_arn = extract_resource_arn
