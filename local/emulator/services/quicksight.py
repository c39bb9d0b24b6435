"""QuickSight, and Cloud Control for its types, as services of the emulator.

QuickSight takes its requests by path. Which operation a path asks for, and which members stand in it, is in the service
model; the SageMaker server, which does the work, gets one object of each request. Actions and resources follow AWS's
Service Authorization Reference:
https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonquicksight.html
https://docs.aws.amazon.com/service-authorization/latest/reference/list_awscloudcontrolapi.html
"""

import asyncio
import functools
import json
import re
from typing import Any
from urllib.parse import unquote

import botocore.session
from bodies import parse
from iam.dependent_actions import Checks, denial
from ministack.core import iam_actions, router
from ministack.core.responses import get_account_id, get_region
from services import sagemaker

SERVICE = "quicksight"
PRINCIPAL = "quicksight.amazonaws.com"
CLOUD_CONTROL = "cloudcontrol"
TARGET = "CloudApiService."
# Where bundles are fetched by the URL that an export gives: whoever has it may.
BUNDLES = "/_bundles/"
MEMBER = re.compile(r"\{(\w+)\}")
# The members that name a resource, and the resource's kind in ARNs, the narrowest first.
RESOURCES = (
    ("IngestionId", "dataset/{DataSetId}/ingestion/{IngestionId}"),
    ("AssetBundleExportJobId", "asset-bundle-export-job/{AssetBundleExportJobId}"),
    ("AssetBundleImportJobId", "asset-bundle-import-job/{AssetBundleImportJobId}"),
    ("GroupName", "group/{Namespace}/{GroupName}"),
    ("DataSourceId", "datasource/{DataSourceId}"),
    ("DataSetId", "dataset/{DataSetId}"),
    ("AnalysisId", "analysis/{AnalysisId}"),
    ("DashboardId", "dashboard/{DashboardId}"),
)
# What Cloud Control calls of QuickSight for a caller.
TYPES = {"AWS::QuickSight::Analysis": "Analysis", "AWS::QuickSight::Dashboard": "Dashboard"}


@functools.cache
def _routes() -> tuple[tuple[str, re.Pattern, str], ...]:
    """Method, path and operation, of every operation of the service model."""
    model = botocore.session.get_session().get_service_model(SERVICE)
    routes = []
    for name in model.operation_names:
        http = model.operation_model(name).http
        pattern = MEMBER.sub(_pattern, http["requestUri"].split("?")[0])
        routes.append((http["method"], re.compile(f"^{pattern}/?$"), name))
    # A path that is fixed comes before one that has a member in its place.
    return tuple(sorted(routes, key=lambda route: route[1].pattern.count("?P<")))


def _pattern(member: re.Match) -> str:
    # An ARN has slashes of its own.
    return f"(?P<{member.group(1)}>{'.+' if member.group(1) == 'ResourceArn' else '[^/]+'})"


def operation_of(method: str, path: str) -> tuple[str, dict[str, str]] | None:
    """The operation that a request asks for, and the members in its path; None when it is none of this service's."""
    if not path.startswith(("/accounts/", "/resources/")):
        return None
    for wanted, pattern, name in _routes():
        found = pattern.match(path) if wanted == method else None
        if found:
            return name, {key: unquote(value) for key, value in found.groupdict().items()}
    return None


def resource_arn(request: dict[str, Any]) -> str:
    """The ARN that IAM judges an operation on; "*" for operations that act on no single resource."""
    if isinstance(request.get("ResourceArn"), str):
        return request["ResourceArn"]
    for member, kind in RESOURCES:
        if isinstance(request.get(member), str):
            return f"arn:aws:quicksight:{get_region()}:{get_account_id()}:{kind.format(**request)}"
    return "*"


def dependent_actions(operation: str, request: dict[str, Any]) -> Checks:
    """What a caller must be allowed besides the operation: (action, resource ARN, condition keys)."""
    checks: Checks = []
    text = json.dumps(request)
    if operation in ("CreateDataSet", "UpdateDataSet"):
        checks += [("quicksight:PassDataSource", arn, {}) for arn in _arns(text, "datasource")]
    if operation in ("CreateAnalysis", "UpdateAnalysis", "CreateDashboard", "UpdateDashboard"):
        checks += [("quicksight:PassDataSet", arn, {}) for arn in _arns(text, "dataset")]
    athena = (request.get("DataSourceParameters") or {}).get("AthenaParameters") or {}
    if athena.get("RoleArn"):
        checks.append(("iam:PassRole", athena["RoleArn"], {"iam:PassedToService": PRINCIPAL}))
    return checks


def _arns(text: str, kind: str) -> list[str]:
    return sorted(set(re.findall(rf"arn:aws:quicksight:[a-z0-9-]+:\d{{12}}:{kind}/[\w-]+", text)))


def _is_ours(request: dict[str, Any]) -> bool:
    """Whether a request of Cloud Control is about QuickSight; MiniStack keeps the others."""
    token = request.get("RequestToken", "")
    return request.get("TypeName", "").startswith("AWS::QuickSight::") or token.startswith("quicksight-")


def _behind(target: str, request: dict[str, Any]) -> Checks:
    """What Cloud Control does of QuickSight's in the name of the caller."""
    verb = {"CreateResource": "Create", "UpdateResource": "Update", "DeleteResource": "Delete"}.get(target)
    noun = TYPES.get(request.get("TypeName", ""))
    if verb is None or noun is None:
        return []
    state = parse(str(request.get("DesiredState", "")).encode())
    name = state.get(f"{noun}Id") or str(request.get("Identifier", "|")).rsplit("|", 1)[-1]
    arn = resource_arn({f"{noun}Id": name})
    return [(f"quicksight:{verb}{noun}", arn, {}), *dependent_actions(f"{verb}{noun}", state)]


def install(url: str) -> None:
    """Adds the service to MiniStack's router, IAM tables and handlers.

    Args:
        url: the address of the SageMaker server, or "" when there is none.
    """
    from ministack import app

    detect, action_of, arn_of = app.detect_service, iam_actions.extract_iam_action, iam_actions.extract_resource_arn

    def request_of(method: str, path: str, body: bytes) -> tuple[str, dict[str, Any]]:
        operation, members = operation_of(method, path) or ("", {})
        return operation, {**parse(body), **members}

    def detect_service(method: str, path: str, headers: dict, query_params: dict) -> str:
        return SERVICE if operation_of(method, path) else detect(method, path, headers, query_params)

    def extract_iam_action(service: str, method: str, path: str, headers: dict, body: bytes, query: dict) -> str | None:
        if service == SERVICE:
            return f"{SERVICE}:{request_of(method, path, body)[0]}"
        return action_of(service, method, path, headers, body, query)

    def extract_resource_arn(service: str, method: str, path: str, headers: dict, body: bytes, *rest: Any) -> str:
        if service == SERVICE:
            return resource_arn(request_of(method, path, body)[1])
        return arn_of(service, method, path, headers, body, *rest)

    async def ask(target: str, request: dict[str, Any]) -> tuple:
        headers = {"content-type": "application/x-amz-json-1.1", "x-amz-target": target}
        headers |= {"x-drivetrain-account": get_account_id(), "x-drivetrain-region": get_region()}
        return await asyncio.to_thread(sagemaker.forward, url, "POST", "/", headers, json.dumps(request).encode())

    async def handle(method: str, path: str, headers: dict, body: bytes, query_params: dict) -> tuple:
        operation, request = request_of(method, path, body)
        denied = denial(
            SERVICE, router.extract_access_key_id(headers, query_params), dependent_actions(operation, request)
        )
        if denied:
            return denied
        status, answered, content = await ask(f"QuickSight.{operation}", request)
        # What an export gives is fetched from the server that has it.
        if operation == "DescribeAssetBundleExportJob":
            content = content.replace(f'"{BUNDLES}'.encode(), f'"{url}{BUNDLES}'.encode())
        return status, answered, content

    keep = app.SERVICE_HANDLERS[CLOUD_CONTROL]

    async def handle_cloud_control(method: str, path: str, headers: dict, body: bytes, query_params: dict) -> tuple:
        target, request = headers.get("x-amz-target", ""), parse(body)
        if not _is_ours(request):
            return await keep(method, path, headers, body, query_params)
        denied = denial(
            SERVICE, router.extract_access_key_id(headers, query_params), _behind(target.removeprefix(TARGET), request)
        )
        return denied or await ask(target, request)

    app.SERVICE_HANDLERS[SERVICE] = handle
    app.SERVICE_HANDLERS[CLOUD_CONTROL] = handle_cloud_control
    app.detect_service = detect_service
    iam_actions.SERVICE_TO_IAM_NAMESPACE[SERVICE] = SERVICE
    iam_actions.extract_iam_action = extract_iam_action
    iam_actions.extract_resource_arn = extract_resource_arn
