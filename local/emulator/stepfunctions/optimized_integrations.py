"""The optimized integrations of Step Functions that the local stage offers, and the fields that each accepts.

Step Functions refuses any other field, though the service's API has it: `The field "X" is not supported by Step
Functions` (aws/aws-cdk#10014, aws/aws-step-functions-data-science-sdk-python#15 and #200). The lists are those that
the developer guide gave under "Supported parameters" (repository awsdocs/aws-step-functions-developer-guide,
doc_source/connect-{sagemaker,glue,sns,sqs,ddb,eventbridge,lambda}.md, 2023); today's pages name the APIs only:
https://docs.aws.amazon.com/step-functions/latest/dg/connect-sagemaker.html. CreateTrainingJob has gained
EnableNetworkIsolation and Environment since (aws/aws-cdk#16792 and #18976 send them). CreateEndpointConfig has no
DataCaptureConfig there, so captures need the integration `aws-sdk:sagemaker:createEndpointConfig`. StartJobRun has
gained WorkerType and NumberOfWorkers (aws/aws-cdk, GlueStartJobRun's workerConfiguration sends them).
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Job:
    """How the `.sync` pattern follows a job.

    Attributes:
        describe: the operation that tells the job's status, with its parameters: each with the member of the request
            or of the answer that it takes.
        stop: the operation that stops the job, likewise; a list takes that member alone.
        rule: the managed EventBridge rule that Step Functions makes to follow such jobs; None where it asks for the
            status instead.
        status: the member of the description that holds the job's status.
        succeeded: the status of a job that did its work.
        failed: the statuses of one that did not.
        member: the member of the answer that is the description; None where it is the whole answer.
        parsed: whether there is the pattern `.sync:2`, which gives the job's output as JSON.
    """

    describe: tuple[str, dict[str, str]]
    stop: tuple[str, dict[str, str | list[str]]]
    rule: str | None
    status: str
    succeeded: str
    failed: frozenset[str]
    member: str | None = None
    parsed: bool = False


@dataclass(frozen=True)
class Optimized:
    """One optimized integration.

    Attributes:
        service: botocore's name of the service.
        operation: the API's operation.
        errors: what the names of its errors begin with.
        generic: the error's name for what the service's API does not declare.
        fields: the parameters that Step Functions accepts.
        job: for integrations that know the `.sync` pattern.
    """

    service: str
    operation: str
    errors: str
    generic: str
    fields: frozenset[str]
    job: Job | None = None


def _sagemaker(operation: str, fields: str, job: Job | None = None) -> Optimized:
    return Optimized("sagemaker", operation, "SageMaker", "AmazonSageMakerException", frozenset(fields.split()), job)


def _dynamodb(operation: str, fields: str) -> Optimized:
    return Optimized("dynamodb", operation, "DynamoDB", "AmazonDynamoDBException", frozenset(fields.split()))


def _job(kind: str, rule: str) -> Job:
    name = {f"{kind}Name": f"{kind}Name"}
    managed = f"StepFunctionsGetEventsForSageMaker{rule}Rule"
    failed = frozenset({"Failed", "Stopped"})
    return Job((f"Describe{kind}", name), (f"Stop{kind}", name), managed, f"{kind}Status", "Completed", failed)


OPTIMIZED = {
    "sagemaker:createProcessingJob": _sagemaker(
        "CreateProcessingJob",
        "AppSpecification Environment ExperimentConfig NetworkConfig ProcessingInputs ProcessingJobName "
        "ProcessingOutputConfig ProcessingResources RoleArn StoppingCondition Tags",
        _job("ProcessingJob", "ProcessingJobs"),
    ),
    "sagemaker:createTrainingJob": _sagemaker(
        "CreateTrainingJob",
        "AlgorithmSpecification EnableNetworkIsolation Environment HyperParameters InputDataConfig OutputDataConfig "
        "ResourceConfig RoleArn StoppingCondition Tags TrainingJobName VpcConfig",
        _job("TrainingJob", "TrainingJobs"),
    ),
    "sagemaker:createTransformJob": _sagemaker(
        "CreateTransformJob",
        "BatchStrategy Environment MaxConcurrentTransforms MaxPayloadInMB ModelName Tags TransformInput "
        "TransformJobName TransformOutput TransformResources",
        _job("TransformJob", "TransformJobs"),
    ),
    "sagemaker:createModel": _sagemaker(
        "CreateModel", "Containers EnableNetworkIsolation ExecutionRoleArn ModelName PrimaryContainer Tags VpcConfig"
    ),
    "sagemaker:createEndpointConfig": _sagemaker(
        "CreateEndpointConfig", "EndpointConfigName KmsKeyId ProductionVariants Tags"
    ),
    "sagemaker:createEndpoint": _sagemaker("CreateEndpoint", "EndpointConfigName EndpointName Tags"),
    "sagemaker:updateEndpoint": _sagemaker("UpdateEndpoint", "EndpointConfigName EndpointName"),
    # https://docs.aws.amazon.com/step-functions/latest/dg/connect-stepfunctions.html
    "states:startExecution": Optimized(
        "stepfunctions",
        "StartExecution",
        "StepFunctions",
        "AWSStepFunctionsException",
        frozenset({"Input", "Name", "StateMachineArn", "TraceHeader"}),
        Job(
            ("DescribeExecution", {"executionArn": "executionArn"}),
            ("StopExecution", {"executionArn": "executionArn"}),
            "StepFunctionsGetEventsForStepFunctionsExecutionRule",
            "status",
            "SUCCEEDED",
            frozenset({"FAILED", "TIMED_OUT", "ABORTED"}),
            parsed=True,
        ),
    ),
    # https://docs.aws.amazon.com/step-functions/latest/dg/connect-glue.html
    "glue:startJobRun": Optimized(
        "glue",
        "StartJobRun",
        "Glue",
        "AWSGlueException",
        frozenset(
            "AllocatedCapacity Arguments JobName JobRunId NotificationProperty NumberOfWorkers SecurityConfiguration "
            "Timeout WorkerType".split()
        ),
        Job(
            ("GetJobRun", {"JobName": "JobName", "RunId": "JobRunId"}),
            ("BatchStopJobRun", {"JobName": "JobName", "JobRunIds": ["JobRunId"]}),
            None,
            "JobRunState",
            "SUCCEEDED",
            frozenset({"FAILED", "STOPPED", "TIMEOUT", "ERROR", "EXPIRED"}),
            member="JobRun",
        ),
    ),
    "lambda:invoke": Optimized(
        "lambda",
        "Invoke",
        "Lambda",
        "AWSLambdaException",
        frozenset({"ClientContext", "FunctionName", "InvocationType", "Payload", "Qualifier"}),
    ),
    "sns:publish": Optimized(
        "sns",
        "Publish",
        "SNS",
        "AmazonSNSException",
        frozenset(
            "Message MessageAttributes MessageDeduplicationId MessageGroupId MessageStructure PhoneNumber Subject "
            "TargetArn TopicArn".split()
        ),
    ),
    "sqs:sendMessage": Optimized(
        "sqs",
        "SendMessage",
        "SQS",
        "AmazonSQSException",
        frozenset("DelaySeconds MessageAttributes MessageBody MessageDeduplicationId MessageGroupId QueueUrl".split()),
    ),
    "events:putEvents": Optimized(
        "events", "PutEvents", "EventBridge", "AmazonEventBridgeException", frozenset({"Entries"})
    ),
    "dynamodb:getItem": _dynamodb(
        "GetItem",
        "AttributesToGet ConsistentRead ExpressionAttributeNames Key ProjectionExpression ReturnConsumedCapacity "
        "TableName",
    ),
    "dynamodb:putItem": _dynamodb(
        "PutItem",
        "ConditionalOperator ConditionExpression Expected ExpressionAttributeNames ExpressionAttributeValues Item "
        "ReturnConsumedCapacity ReturnItemCollectionMetrics ReturnValues TableName",
    ),
    "dynamodb:updateItem": _dynamodb(
        "UpdateItem",
        "AttributeUpdates ConditionalOperator ConditionExpression Expected ExpressionAttributeNames "
        "ExpressionAttributeValues Key ReturnConsumedCapacity ReturnItemCollectionMetrics ReturnValues TableName "
        "UpdateExpression",
    ),
    "dynamodb:deleteItem": _dynamodb(
        "DeleteItem",
        "ConditionalOperator ConditionExpression Expected ExpressionAttributeNames ExpressionAttributeValues Key "
        "ReturnConsumedCapacity ReturnItemCollectionMetrics ReturnValues TableName",
    ),
}

# Members of optimized integrations that take JSON where the API takes text.
JSON_AS_TEXT = {
    ("sns", "Message"),
    ("sqs", "MessageBody"),
    ("events", "Detail"),
    ("lambda", "Payload"),
    ("stepfunctions", "Input"),
}
