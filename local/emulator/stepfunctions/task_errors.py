"""The names and causes that Step Functions gives to what a service refuses.

AWS SDK integrations name errors after the Java SDK 2's classes: `Ssm.ParameterNotFoundException` for an error that
the API declares, `Ssm.SsmException` for any other, such as a denial or throttling. Optimized integrations name them
after the Java SDK 1's: `SageMaker.ResourceInUseException`, else `SageMaker.AmazonSageMakerException`.
https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html
"""

import re

from botocore.exceptions import BotoCoreError, ClientError, ParamValidationError
from stepfunctions.task_resources import Call, operation_model

MISSING = re.compile(r"^Missing required parameter in [^:]+: (.+)$")
SDK1_SERVICE_NAMES = {
    "sagemaker": "AmazonSageMaker",
    "lambda": "AWSLambda",
    "sns": "AmazonSNS",
    "sqs": "AmazonSQS",
    "dynamodb": "AmazonDynamoDBv2",
    "events": "AmazonEventBridge",
    "glue": "AWSGlue",
    "stepfunctions": "AWSStepFunctions",
}


def refusal(call: Call, error: ClientError) -> tuple[str, str]:
    """The error's name and cause for an answer with an error code."""
    code, message = error.response["Error"]["Code"], error.response["Error"].get("Message", "")
    meta = error.response.get("ResponseMetadata", {})
    status, request = meta.get("HTTPStatusCode", 400), meta.get("RequestId", "")
    if call.optimized is None:
        name = exception_name(code) if _declared(call, code) else f"{call.errors}Exception"
        return f"{call.errors}.{name}", (
            f"{message} (Service: {call.errors}, Status Code: {status}, Request ID: {request})"
        )
    if call.service == "lambda" and status >= 500:
        name = "ServiceException"
    else:
        name = exception_name(code) if _declared(call, code) else call.optimized.generic
    return f"{call.errors}.{name}", (
        f"{message} (Service: {SDK1_SERVICE_NAMES[call.service]}; Status Code: {status}; Error Code: {code}; "
        f"Request ID: {request}; Proxy: null)"
    )


def unreachable(call: Call, error: BotoCoreError) -> tuple[str, str]:
    """The error's name and cause for a call that got no answer."""
    return f"{call.errors}.SdkClientException", str(error)


def exception_name(code: str) -> str:
    """The name of the Java SDK's class for an error code, e.g. `NoSuchKeyException` for NoSuchKey."""
    if code.endswith("Fault"):
        code = code.removesuffix("Fault")
    return code if code.endswith("Exception") else f"{code}Exception"


def _declared(call: Call, code: str) -> bool:
    shapes = operation_model(call.service, call.operation).error_shapes
    return code in {name for shape in shapes for name in (shape.name, shape.error_code)}


def invalid_parameters(problems: list[str], parameters: str, state: str) -> tuple[str, str]:
    """The error's name and cause for arguments that no request can be made of."""
    return "States.Runtime", (
        f"An error occurred while executing the state '{state}'. The Parameters '{parameters}' could not be used to "
        f"start the Task: [{', '.join(problems)}]"
    )


def parameter_problems(error: ParamValidationError) -> list[str]:
    """What botocore found wrong with the parameters, a sentence each."""
    lines = str(error.kwargs.get("report", error)).splitlines()
    return [MISSING.sub(r"The field \1 is required but was missing", line) for line in lines]
