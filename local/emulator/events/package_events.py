"""SageMaker's events about model packages, on the account's default event bus.

Customers cannot send events of the source `aws.sagemaker`, so they are sent from inside the emulator, after the call
that changed the package has succeeded.

https://docs.aws.amazon.com/sagemaker/latest/dg/automating-sagemaker-with-eventbridge.html
"""

import json
import logging
from datetime import UTC, datetime
from typing import Any

logger = logging.getLogger(__name__)

#: The operations that change a package; each answers with its ARN.
OPERATIONS = {"CreateModelPackage", "UpdateModelPackage"}

# The members of a package's description that the documented event has; metadata of the customer's own is not among
# them and has to be asked for.
DESCRIBED = (
    "ModelPackageGroupName",
    "ModelPackageVersion",
    "ModelPackageArn",
    "ModelPackageDescription",
    "CreationTime",
    "InferenceSpecification",
    "ModelPackageStatus",
    "ModelPackageStatusDetails",
    "CertifyForMarketplace",
    "ModelApprovalStatus",
    "MetadataProperties",
    "ModelMetrics",
    "LastModifiedTime",
)
# The fields that an event of an update can name as updated, by the parameter that updates them.
UPDATED = {
    "ModelApprovalStatus": "ModelApprovalStatus",
    "ApprovalDescription": "ApprovalDescription",
    "CustomerMetadataProperties": "CustomerMetadataProperties",
    "CustomerMetadataPropertiesToRemove": "CustomerMetadataProperties",
}


def detail(operation: str, request: dict[str, Any], described: dict[str, Any]) -> dict[str, Any]:
    """The event's detail.

    Args:
        request: what the operation was called with.
        described: DescribeModelPackage's answer, with times in seconds since the epoch.
    """
    kept = {name: described[name] for name in DESCRIBED if name in described}
    kept.setdefault("LastModifiedTime", described["CreationTime"])
    for name in ("CreationTime", "LastModifiedTime"):
        kept[name] = datetime.fromtimestamp(kept[name], UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    if operation == "UpdateModelPackage":
        kept["UpdatedModelPackageFields"] = sorted({field for name, field in UPDATED.items() if name in request})
    return kept


def emit(operation: str, request: dict[str, Any], described: dict[str, Any]) -> None:
    """Puts the change of a package on the default event bus."""
    from ministack.services import eventbridge

    entry = {
        "Source": "aws.sagemaker",
        "DetailType": "SageMaker Model Package State Change",
        "Detail": json.dumps(detail(operation, request, described)),
        "Resources": [described["ModelPackageArn"]],
    }
    try:
        eventbridge._put_events({"Entries": [entry]}, allow_aws_source=True)
    except Exception:  # a listener's fault must not change the answer
        logger.exception("The change of %s was not published", described["ModelPackageArn"])
