"""What Task states name, send, receive and fail with."""

import datetime
import io

import pytest
from botocore.exceptions import ClientError, ParamValidationError
from stepfunctions import task_errors, task_resources, task_values
from stepfunctions.optimized_integrations import OPTIMIZED


def refused(service: str, code: str, status: int = 400) -> ClientError:
    meta = {"HTTPStatusCode": status, "RequestId": "id"}
    return ClientError({"Error": {"Code": code, "Message": "no"}, "ResponseMetadata": meta}, service)


@pytest.mark.parametrize("name", sorted(OPTIMIZED))
def test_every_documented_field_is_one_of_the_api(name: str) -> None:
    integration = OPTIMIZED[name]
    shape = task_resources.operation_model(integration.service, integration.operation).input_shape
    assert integration.fields <= {task_values.capital(name) for name in shape.members}
    assert {task_values.capital(name) for name in shape.required_members} <= integration.fields
    if integration.job:
        job = integration.job
        described = task_resources.operation_model(integration.service, job.describe[0]).output_shape
        assert job.status in (described.members[job.member] if job.member else described).members
        started = task_resources.operation_model(integration.service, integration.operation).output_shape
        for operation, parameters in (job.describe, job.stop):
            assert set(parameters) == set(
                task_resources.operation_model(integration.service, operation).input_shape.required_members
            )
            for member in parameters.values():
                named = member[0] if isinstance(member, list) else member
                assert named in integration.fields | set(started.members)


def test_resources_are_read() -> None:
    call = task_resources.parse("arn:aws:states:::sagemaker:createTrainingJob.sync")
    assert (call.service, call.operation, call.sync) == ("sagemaker", "CreateTrainingJob", True)
    call = task_resources.parse("arn:aws:states:::states:startExecution.sync:2")
    assert (call.service, call.operation, call.sync, call.parsed) == ("stepfunctions", "StartExecution", True, True)
    assert not task_resources.parse("arn:aws:states:::states:startExecution.sync").parsed
    call = task_resources.parse("arn:aws:states:::glue:startJobRun.sync")
    assert (call.service, call.operation, call.sync, call.optimized.job.rule) == ("glue", "StartJobRun", True, None)
    call = task_resources.parse("arn:aws:states:::aws-sdk:sfn:startExecution")
    assert (call.service, call.operation, call.optimized) == ("stepfunctions", "StartExecution", None)


@pytest.mark.parametrize(
    "resource",
    [
        "arn:aws:states:::aws-sdk:ssm:putParameters",
        "arn:aws:states:::aws-sdk:ssm:putParameter.sync",
        "arn:aws:states:::sagemaker:createTrainingJob.sync:2",
        "arn:aws:states:::glue:startJobRun.sync:2",
        "arn:aws:states:::sagemaker:createModel.sync",
        "arn:aws:states:::sagemaker:createTuningJob",
        "arn:aws:states:::sqs:sendMessage.waitForTaskToken",
        "lambda",
    ],
)
def test_what_cannot_be_called_is_refused_by_name(resource: str) -> None:
    with pytest.raises(task_resources.UnknownResource, match=resource):
        task_resources.parse(resource)


def test_unsupported_fields_are_found_at_any_depth() -> None:
    call = task_resources.parse("arn:aws:states:::sagemaker:createTrainingJob")
    arguments = {
        "TrainingJobName": "{% $name %}",
        "HyperParameters": {"anything": "1"},
        "InputDataConfig": [{"ChannelName": "train", "Atttributes": 1}],
        "EnableInterContainerTrafficEncryption": True,
        "RoleArn.$": "$.role",
    }
    found = task_values.unsupported_fields(arguments, call.input_shape, call.optimized.fields)
    assert found == ["Atttributes", "EnableInterContainerTrafficEncryption"]


def test_values_become_those_of_the_api_and_back() -> None:
    shape = task_resources.parse("arn:aws:states:::aws-sdk:sfn:startExecution").input_shape
    assert task_values.to_request({"StateMachineArn": "arn", "Input": "{}"}, shape, "stepfunctions") == {
        "stateMachineArn": "arn",
        "input": "{}",
    }
    shape = task_resources.parse("arn:aws:states:::sns:publish").input_shape
    assert task_values.to_request({"Message": {"a": 1.0}}, shape, "sns") == {"Message": '{"a":1.0}'}
    shape = task_resources.parse("arn:aws:states:::sqs:sendMessage").input_shape
    assert task_values.to_request({"DelaySeconds": 3.0}, shape, "sqs") == {"DelaySeconds": 3}
    shape = task_resources.parse("arn:aws:states:::aws-sdk:s3:putObject").input_shape
    for body, written in (({"a": ["ä", 1.5]}, '{"a":["ä",1.5]}'), ("text", '"text"')):
        assert task_values.to_request({"Body": body}, shape, "s3") == {"Body": written.encode()}
    at = datetime.datetime(2026, 1, 2, 3, 4, 5, 678000, tzinfo=datetime.UTC)
    assert task_values.from_response([at]) == ["2026-01-02T03:04:05.678Z"]
    assert task_values.from_response({"At": at}, epoch=True) == {"At": 1767323045678}
    assert task_values.from_response({"Body": io.BytesIO(b"text")}) == {"Body": "text"}


@pytest.mark.parametrize(
    ("resource", "code", "name"),
    [
        ("aws-sdk:ssm:getParameter", "ParameterNotFound", "Ssm.ParameterNotFoundException"),
        ("aws-sdk:ssm:getParameter", "AccessDeniedException", "Ssm.SsmException"),
        ("aws-sdk:s3:getObject", "NoSuchKey", "S3.NoSuchKeyException"),
        ("aws-sdk:sagemaker:describeModelCard", "ResourceNotFound", "SageMaker.ResourceNotFoundException"),
        ("aws-sdk:sagemaker:describeEndpoint", "ValidationException", "SageMaker.SageMakerException"),
        ("sagemaker:createTrainingJob", "ResourceInUse", "SageMaker.ResourceInUseException"),
        ("sagemaker:createTrainingJob", "ThrottlingException", "SageMaker.AmazonSageMakerException"),
        ("sagemaker:createTrainingJob", "ResourceLimitExceeded", "SageMaker.ResourceLimitExceededException"),
        ("aws-sdk:sagemaker:createTrainingJob", "ThrottlingException", "SageMaker.SageMakerException"),
        ("aws-sdk:sagemaker:createTrainingJob", "ResourceLimitExceeded", "SageMaker.ResourceLimitExceededException"),
        (
            "aws-sdk:sagemaker:describeHyperParameterTuningJob",
            "ResourceNotFound",
            "SageMaker.ResourceNotFoundException",
        ),
        ("dynamodb:putItem", "ConditionalCheckFailedException", "DynamoDB.ConditionalCheckFailedException"),
        ("dynamodb:updateItem", "AccessDeniedException", "DynamoDB.AmazonDynamoDBException"),
        ("aws-sdk:dynamodb:putItem", "ConditionalCheckFailedException", "DynamoDb.ConditionalCheckFailedException"),
        ("aws-sdk:sfn:describeExecution", "ExecutionDoesNotExist", "Sfn.ExecutionDoesNotExistException"),
        ("lambda:invoke", "TooManyRequestsException", "Lambda.TooManyRequestsException"),
        ("lambda:invoke", "AccessDeniedException", "Lambda.AWSLambdaException"),
    ],
)
def test_errors_have_step_functions_names(resource: str, code: str, name: str) -> None:
    call = task_resources.parse(f"arn:aws:states:::{resource}")
    error, cause = task_errors.refusal(call, refused(call.service, code))
    assert error == name
    assert cause.startswith("no (Service: ")


def test_missing_fields_are_named_as_step_functions_names_them() -> None:
    report = 'Missing required parameter in input: "RoleArn"\nInvalid type for parameter A'
    problems = task_errors.parameter_problems(ParamValidationError(report=report))
    assert problems == ['The field "RoleArn" is required but was missing', "Invalid type for parameter A"]
