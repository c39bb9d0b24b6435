"""What IAM judges SageMaker's requests on."""

import pytest
from services import sagemaker

PREFIX = "arn:aws:sagemaker:us-east-1:111111111111:"
ROLE = "arn:aws:iam::111111111111:role/job"


@pytest.mark.parametrize(
    ("operation", "body", "resource"),
    [
        ("CreateTrainingJob", {"TrainingJobName": "Cars-1"}, PREFIX + "training-job/cars-1"),
        (
            "StopHyperParameterTuningJob",
            {"HyperParameterTuningJobName": "Tune"},
            PREFIX + "hyper-parameter-tuning-job/tune",
        ),
        (
            "ListTrainingJobsForHyperParameterTuningJob",
            {"HyperParameterTuningJobName": "Tune"},
            PREFIX + "hyper-parameter-tuning-job/tune",
        ),
        ("StopProcessingJob", {"ProcessingJobName": "p"}, PREFIX + "processing-job/p"),
        ("UpdateEndpointWeightsAndCapacities", {"EndpointName": "e"}, PREFIX + "endpoint/e"),
        ("DeleteEndpointConfig", {"EndpointConfigName": "c"}, PREFIX + "endpoint-config/c"),
        ("DescribeModelPackage", {"ModelPackageName": PREFIX + "model-package/g/1"}, PREFIX + "model-package/g/1"),
        ("DescribeModelPackage", {"ModelPackageName": "G/1"}, PREFIX + "model-package/g/1"),
        ("UpdateModelPackage", {"ModelPackageArn": PREFIX + "model-package/g/1"}, PREFIX + "model-package/g/1"),
        ("CreateModelPackage", {"ModelPackageGroupName": "Cars"}, PREFIX + "model-package/cars/*"),
        ("CreateModelPackageGroup", {"ModelPackageGroupName": "Cars"}, PREFIX + "model-package-group/cars"),
        ("ListModelPackages", {"ModelPackageGroupName": "Cars"}, "*"),
        ("CreateTransformJob", {"TransformJobName": "T", "ModelName": "m"}, PREFIX + "transform-job/t"),
        ("AddTags", {"ResourceArn": PREFIX + "model/m"}, PREFIX + "model/m"),
        ("ListTrainingJobs", {}, "*"),
        ("CreateTrainingJob", {}, "*"),
    ],
)
def test_resource(operation: str, body: dict, resource: str) -> None:
    assert sagemaker.resource_arn(operation, "/", body, "us-east-1", "111111111111") == resource


def test_resource_of_an_invocation() -> None:
    path = "/endpoints/Used-Cars/invocations"
    assert sagemaker.operation_of("POST", path, {}) == "InvokeEndpoint"
    resource = sagemaker.resource_arn("InvokeEndpoint", path, {}, "us-east-1", "111111111111")
    assert resource == PREFIX + "endpoint/used-cars"


def test_an_endpoint_is_made_of_a_configuration_with_tags_and_roles() -> None:
    body = {"EndpointName": "e", "EndpointConfigName": "C", "Tags": [{"Key": "a", "Value": "b"}], "RoleArn": ROLE}
    passed = {"iam:PassedToService": "sagemaker.amazonaws.com", "iam:AssociatedResourceArn": PREFIX + "endpoint/e"}
    assert sagemaker.dependent_actions("CreateEndpoint", body, PREFIX + "endpoint/e") == [
        ("sagemaker:CreateEndpoint", PREFIX + "endpoint-config/c", {}),
        ("sagemaker:AddTags", PREFIX + "endpoint/e", {}),
        ("iam:PassRole", ROLE, passed),
    ]


@pytest.mark.parametrize("group", ["Cars", PREFIX + "model-package-group/cars"])
def test_a_version_is_authorised_on_its_group_too(group: str) -> None:
    body = {"ModelPackageGroupName": group, "InferenceSpecification": {}}
    resource = sagemaker.resource_arn("CreateModelPackage", "/", body, "us-east-1", "111111111111")
    assert resource == PREFIX + "model-package/cars/*"
    assert sagemaker.dependent_actions("CreateModelPackage", body, resource) == [
        ("sagemaker:CreateModelPackage", PREFIX + "model-package-group/cars", {}),
    ]


def test_a_tuning_job_passes_the_role_of_its_training_jobs() -> None:
    body = {"HyperParameterTuningJobName": "tune", "TrainingJobDefinition": {"RoleArn": ROLE}}
    resource = PREFIX + "hyper-parameter-tuning-job/tune"
    passed = {"iam:PassedToService": "sagemaker.amazonaws.com", "iam:AssociatedResourceArn": resource}
    checks = sagemaker.dependent_actions("CreateHyperParameterTuningJob", body, resource)
    assert checks == [("iam:PassRole", ROLE, passed)]


def test_a_deployment_reads_its_alarms() -> None:
    deployment = {"AutoRollbackConfiguration": {"Alarms": [{"AlarmName": "Cars-5xx"}, {"AlarmName": "Cars-slow"}]}}
    body = {"EndpointName": "Cars", "DeploymentConfig": deployment}
    prefix = PREFIX.replace("sagemaker", "cloudwatch") + "alarm:"
    assert sagemaker.dependent_actions("UpdateEndpoint", body, PREFIX + "endpoint/cars") == [
        ("cloudwatch:DescribeAlarms", prefix + "Cars-5xx", {}),
        ("cloudwatch:DescribeAlarms", prefix + "Cars-slow", {}),
    ]


def test_other_requests_are_none_of_sagemakers() -> None:
    assert sagemaker.operation_of("POST", "/", {"x-amz-target": "AmazonSSM.GetParameter"}) is None
    assert sagemaker.operation_of("GET", "/endpoints/e/invocations", {}) is None
