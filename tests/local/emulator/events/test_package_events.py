"""The events of model packages."""

from events import package_events

ARN = "arn:aws:sagemaker:us-east-1:111111111111:model-package/cars/2"
DESCRIBED = {
    "ModelPackageGroupName": "cars",
    "ModelPackageVersion": 2,
    "ModelPackageArn": ARN,
    "CreationTime": 1760000000.25,
    "ModelApprovalStatus": "Approved",
    "ModelPackageStatusDetails": {"ValidationStatuses": []},
    "CustomerMetadataProperties": {"run": "r"},
    "CreatedBy": {},
}


def test_a_new_version_has_the_documented_members_only() -> None:
    assert package_events.detail("CreateModelPackage", {"ModelApprovalStatus": "Approved"}, DESCRIBED) == {
        "ModelPackageGroupName": "cars",
        "ModelPackageVersion": 2,
        "ModelPackageArn": ARN,
        "CreationTime": "2025-10-09T08:53:20Z",
        "ModelApprovalStatus": "Approved",
        "ModelPackageStatusDetails": {"ValidationStatuses": []},
        "LastModifiedTime": "2025-10-09T08:53:20Z",
    }


def test_an_update_names_what_it_updated() -> None:
    request = {"ModelPackageArn": ARN, "ModelApprovalStatus": "Approved", "CustomerMetadataPropertiesToRemove": ["a"]}
    sent = package_events.detail("UpdateModelPackage", request, {**DESCRIBED, "LastModifiedTime": 1760000060})
    assert sent["UpdatedModelPackageFields"] == ["CustomerMetadataProperties", "ModelApprovalStatus"]
    assert sent["LastModifiedTime"] == "2025-10-09T08:54:20Z"
