/**
 * Errors that stand for throttling and passing trouble of the service itself, by the integration that names them. An
 * optimized integration names errors by the SDK for Java 1, the SDK integrations (`aws-sdk:`) by the SDK for Java 2;
 * both put throttling that an API does not declare into the service's base error.
 *
 * https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html
 */
export const serviceErrors = {
    /** `sagemaker:create...Job.sync` */
    sageMakerJobs: ["SageMaker.AmazonSageMakerException"],
    sageMaker: ["SageMaker.SageMakerException"],
    ssm: ["Ssm.SsmException", "Ssm.ThrottlingException", "Ssm.InternalServerErrorException"],
    s3: ["S3.S3Exception", "S3.SdkClientException"],
    /** A new alias is not found at first. */
    kms: ["Kms.KmsException", "Kms.KmsInternalException", "Kms.NotFoundException"],
    sfn: ["Sfn.SfnException"],
    /** `states:startExecution.sync:2` */
    states: ["StepFunctions.AWSStepFunctionsException"],
    scaling: [
        "ApplicationAutoScaling.ApplicationAutoScalingException",
        "ApplicationAutoScaling.ConcurrentUpdateException",
        "ApplicationAutoScaling.InternalServiceException",
    ],
    quickSight: [
        "QuickSight.QuickSightException",
        "QuickSight.ThrottlingException",
        "QuickSight.InternalFailureException",
    ],
    sns: ["Sns.SnsException"],
    cloudWatch: ["CloudWatch.CloudWatchException", "CloudWatch.InternalServiceException"],
    /** `dynamodb:...` */
    dynamoDb: [
        "DynamoDB.AmazonDynamoDBException",
        "DynamoDB.ProvisionedThroughputExceededException",
        "DynamoDB.RequestLimitExceededException",
        "DynamoDB.InternalServerErrorException",
    ],
    /** `glue:startJobRun.sync`; a job that somebody else runs ends, too */
    glueJobs: ["Glue.AWSGlueException", "Glue.ConcurrentRunsExceededException", "Glue.InternalServiceException"],
    /** `events:putEvents` */
    eventBridge: ["EventBridge.AmazonEventBridgeException", "EventBridge.InternalException"],
    /** `lambda:invoke` */
    lambda: [
        "Lambda.ServiceException",
        "Lambda.AWSLambdaException",
        "Lambda.SdkClientException",
        "Lambda.TooManyRequestsException",
    ],
} as const satisfies Readonly<Record<string, readonly string[]>>;

/** A quota is full. A job that was accepted and then found no machines says `CapacityError` in its reason instead. */
export const resourceLimitExceeded = "SageMaker.ResourceLimitExceededException";
