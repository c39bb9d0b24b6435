"""What IAM judges SageMaker's requests on."""

import pytest
import sagemaker_service

PREFIX = "arn:aws:sagemaker:us-east-1:111111111111:"
ROLE = "arn:aws:iam::111111111111:role/job"


@pytest.mark.parametrize(
    ("operation", "body", "resource"),
    [
        ("CreateTrainingJob", {"TrainingJobName": "Cars-1"}, PREFIX + "training-job/cars-1"),
        ("StopProcessingJob", {"ProcessingJobName": "p"}, PREFIX + "processing-job/p"),
        ("UpdateEndpointWeightsAndCapacities", {"EndpointName": "e"}, PREFIX + "endpoint/e"),
        ("DeleteEndpointConfig", {"EndpointConfigName": "c"}, PREFIX + "endpoint-config/c"),
        ("DescribeModelPackage", {"ModelPackageName": PREFIX + "model-package/g/1"}, PREFIX + "model-package/g/1"),
        ("AddTags", {"ResourceArn": PREFIX + "model/m"}, PREFIX + "model/m"),
        ("ListTrainingJobs", {}, "*"),
        ("CreateTrainingJob", {}, "*"),
    ],
)
def test_resource(operation: str, body: dict, resource: str) -> None:
    assert sagemaker_service.resource_arn(operation, "/", body, "us-east-1", "111111111111") == resource


def test_resource_of_an_invocation() -> None:
    path = "/endpoints/Used-Cars/invocations"
    assert sagemaker_service.operation_of("POST", path, {}) == "InvokeEndpoint"
    resource = sagemaker_service.resource_arn("InvokeEndpoint", path, {}, "us-east-1", "111111111111")
    assert resource == PREFIX + "endpoint/used-cars"


def test_an_endpoint_is_made_of_a_configuration_with_tags_and_roles() -> None:
    body = {"EndpointName": "e", "EndpointConfigName": "C", "Tags": [{"Key": "a", "Value": "b"}], "RoleArn": ROLE}
    passed = {"iam:PassedToService": "sagemaker.amazonaws.com", "iam:AssociatedResourceArn": PREFIX + "endpoint/e"}
    assert sagemaker_service.dependent_actions("CreateEndpoint", body, PREFIX + "endpoint/e") == [
        ("sagemaker:CreateEndpoint", PREFIX + "endpoint-config/c", {}),
        ("sagemaker:AddTags", PREFIX + "endpoint/e", {}),
        ("iam:PassRole", ROLE, passed),
    ]


def test_other_requests_are_none_of_sagemakers() -> None:
    assert sagemaker_service.operation_of("POST", "/", {"x-amz-target": "AmazonSSM.GetParameter"}) is None
    assert sagemaker_service.operation_of("GET", "/endpoints/e/invocations", {}) is None
