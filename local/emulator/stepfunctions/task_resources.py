"""What the Resource of a Task state names: a service, an operation, and the pattern in which it is called."""

import re
from dataclasses import dataclass
from functools import cache
from typing import Any

import botocore.session
from stepfunctions.optimized_integrations import OPTIMIZED, Optimized

# AWS SDK integrations are named after the Java SDK's packages, which are the service ids of the API models in lower
# case: https://docs.aws.amazon.com/step-functions/latest/dg/supported-services-awssdk.html
# Each with botocore's name and the name of the Java client, which the names of its errors begin with.
SDK_SERVICES = {
    "applicationautoscaling": ("application-autoscaling", "ApplicationAutoScaling"),
    "athena": ("athena", "Athena"),
    "cloudwatch": ("cloudwatch", "CloudWatch"),
    "cloudwatchlogs": ("logs", "CloudWatchLogs"),
    "dynamodb": ("dynamodb", "DynamoDb"),
    "eventbridge": ("events", "EventBridge"),
    "glue": ("glue", "Glue"),
    "kms": ("kms", "Kms"),
    "lambda": ("lambda", "Lambda"),
    "quicksight": ("quicksight", "QuickSight"),
    "s3": ("s3", "S3"),
    "sagemaker": ("sagemaker", "SageMaker"),
    "sagemakerruntime": ("sagemaker-runtime", "SageMakerRuntime"),
    "secretsmanager": ("secretsmanager", "SecretsManager"),
    "sfn": ("stepfunctions", "Sfn"),
    "sns": ("sns", "Sns"),
    "sqs": ("sqs", "Sqs"),
    "ssm": ("ssm", "Ssm"),
    "sts": ("sts", "Sts"),
}
PATTERN = re.compile(
    r"^arn:aws[a-z-]*:states:::(aws-sdk:)?([a-z0-9-]+):([A-Za-z0-9]+)(\.sync(?::2)?|\.waitForTaskToken)?$"
)
FUNCTION = re.compile(r"^arn:aws[a-z-]*:lambda:[a-z0-9-]+:\d{12}:function:.+$")


class UnknownResource(ValueError):
    """A Resource that names nothing that the local stage can call."""


@dataclass(frozen=True)
class Call:
    """A call that a Task state makes.

    Attributes:
        service: botocore's name of the service.
        operation: the API's operation, e.g. `PutParameter`.
        optimized: the optimized integration, or None for an AWS SDK integration.
        sync: whether the state waits for the job that the call starts.
        errors: what the names of its errors begin with.
        parsed: whether an execution's output is given as JSON rather than as text (`.sync:2`).
    """

    service: str
    operation: str
    optimized: Optimized | None
    sync: bool
    errors: str
    parsed: bool = False

    @property
    def input_shape(self) -> Any:
        """The API model's shape of the request."""
        return operation_model(self.service, self.operation).input_shape


@cache
def loader() -> botocore.session.Session:
    """The one botocore session, whose API models are read once."""
    return botocore.session.get_session()


@cache
def operation_model(service: str, operation: str) -> Any:
    """The API model of an operation."""
    return loader().get_service_model(service).operation_model(operation)


@cache
def parse(resource: str) -> Call:
    """Reads a Task's Resource.

    Raises:
        UnknownResource: with a sentence that names the resource.
    """
    if FUNCTION.match(resource):
        return Call("lambda", "Invoke", OPTIMIZED["lambda:invoke"], False, "Lambda")
    found = PATTERN.match(resource)
    if not found:
        raise UnknownResource(f"The resource provided {resource} is not recognized.")
    sdk, service, action, pattern = found.groups()
    if pattern == ".waitForTaskToken":
        raise UnknownResource(f"The local stage does not offer {resource}: it knows no task tokens.")
    if sdk:
        return _sdk_call(resource, service, action, pattern)
    optimized = OPTIMIZED.get(f"{service}:{action}")
    if optimized is None:
        raise UnknownResource(f"The local stage does not offer {resource}; it offers {', '.join(sorted(OPTIMIZED))}.")
    if pattern and (optimized.job is None or (pattern == ".sync:2" and not optimized.job.parsed)):
        raise UnknownResource(
            f"The resource provided {resource} is not recognized: {service}:{action} has no {pattern}."
        )
    return Call(
        optimized.service, optimized.operation, optimized, bool(pattern), optimized.errors, pattern == ".sync:2"
    )


def _sdk_call(resource: str, service: str, action: str, pattern: str | None) -> Call:
    if service not in SDK_SERVICES:
        raise UnknownResource(
            f"The local stage does not offer {resource}; it offers aws-sdk:{{{','.join(sorted(SDK_SERVICES))}}}."
        )
    name, errors = SDK_SERVICES[service]
    operation = action[:1].upper() + action[1:]
    if pattern or operation not in loader().get_service_model(name).operation_names:
        raise UnknownResource(f"The resource provided {resource} is not recognized.")
    return Call(name, operation, None, False, errors)
