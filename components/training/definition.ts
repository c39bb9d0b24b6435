import { type Definition, type Json, retryThrottling, states } from "../shared/asl";
import type { AlgorithmDefinition } from "../shared/model";
import { championParameters, failed, nameRun, previousBest, verdict } from "./expressions";
import {
    createEndpointConfiguration,
    createModel,
    createProcessingJob,
    createTrainingJob,
    type TrainingRequestArgs,
} from "./requests";

/** Everything that the state machine of one training pipeline has to know: names and ARNs, no resources. */
export interface TrainingDefinitionArgs extends TrainingRequestArgs {
    readonly model: string;
    readonly algorithm: string;
    readonly definition: AlgorithmDefinition;
    /** `alias/...` of the stack's key. */
    readonly keyAlias: string;
    readonly queryTrainingResultsArn: string;
    readonly endpointName: string;
    /** Parameter Store path under which to write `candidate/` and `champion/`. */
    readonly parameterPrefix: string;
    /** How long to wait for an endpoint, and how often to look, in seconds. */
    readonly endpointWait: { readonly timeoutSeconds: number; readonly pollSeconds: number };
    /** Longest run, in seconds. */
    readonly timeoutSeconds: number;
}

// Errors that stand for throttling and passing trouble of the service itself. An optimized integration names them by
// the SDK for Java 1, the SDK integrations by the SDK for Java 2; both put throttling into the service's base error.
const sageMakerJobs = ["SageMaker.AmazonSageMakerException"];
const sageMaker = ["SageMaker.SageMakerException"];
const ssm = ["Ssm.SsmException", "Ssm.ThrottlingException", "Ssm.InternalServerErrorException"];
const s3 = ["S3.S3Exception", "S3.SdkClientException"];
const kms = ["Kms.KmsException", "Kms.KmsInternalException"];
const lambda = [
    "Lambda.ServiceException",
    "Lambda.AWSLambdaException",
    "Lambda.SdkClientException",
    "Lambda.TooManyRequestsException",
];

/** A quota is full or machines are short: that passes in tens of minutes, not in seconds. */
const retryCapacity = {
    ErrorEquals: ["SageMaker.ResourceLimitExceededException"],
    IntervalSeconds: 300,
    MaxAttempts: 6,
    BackoffRate: 1.5,
    JitterStrategy: "FULL" as const,
};

/**
 * From a CSV file in the landing bucket to an endpoint that serves the model trained on it, or to a verdict why not.
 *
 * The input is S3's "Object Created" event. What later states need they find in variables: `$run` (id, names and
 * places of this run), `$keyArn`, `$trainingJob`, `$metrics`, `$value`, `$previousBest`, `$endpoint`.
 *
 * Parameter Store's `champion/` moves only in the last state, and a rejected run ends well, with its verdict.
 */
export function trainingDefinition(args: TrainingDefinitionArgs): Definition {
    const { gate } = args.definition;
    const metric = `'${gate.metric}'`;
    const maxPolls = Math.ceil(args.endpointWait.timeoutSeconds / args.endpointWait.pollSeconds);
    return states({
        Comment: `Trains ${args.model} with ${args.algorithm} and serves the model if it is good enough`,
        QueryLanguage: "JSONata",
        TimeoutSeconds: args.timeoutSeconds,
        StartAt: "Name the run",
        States: {
            "Name the run": {
                Type: "Pass",
                Comment: "yyyymmdd-hhmmss of the start, and eight digits that tell executions of one second apart",
                Assign: { run: nameRun(args), previousBest: null, polls: 0 },
                Next: "Keep the data",
            },
            "Keep the data": {
                Type: "Task",
                Comment:
                    "The version that landed, so that a file which lands meanwhile under the same name changes nothing. CopyObject takes 5 GB at most",
                Resource: "arn:aws:states:::aws-sdk:s3:copyObject",
                Arguments: {
                    CopySource: "{% $run.source %}",
                    Bucket: args.artifactBucket,
                    Key: "{% $run.data %}",
                    // To keep the tags would take permissions of their own.
                    TaggingDirective: "REPLACE",
                },
                Retry: retryThrottling(...s3),
                Catch: failed("Keep the data"),
                Next: "Find the key",
            },
            "Find the key": {
                Type: "Task",
                Comment: "Volumes are encrypted by a key's ARN, which is not known before the key exists",
                Resource: "arn:aws:states:::aws-sdk:kms:describeKey",
                Arguments: { KeyId: args.keyAlias },
                Assign: { keyArn: "{% $states.result.KeyMetadata.Arn %}" },
                Retry: retryThrottling(...kms),
                Catch: failed("Find the key"),
                Next: "Pre-process",
            },
            "Pre-process": {
                Type: "Task",
                Resource: "arn:aws:states:::sagemaker:createProcessingJob.sync",
                Arguments: createProcessingJob(args),
                Retry: [...retryThrottling(...sageMakerJobs), retryCapacity],
                Catch: failed("Pre-process"),
                Next: "Train the model",
            },
            "Train the model": {
                Type: "Task",
                Resource: "arn:aws:states:::sagemaker:createTrainingJob.sync",
                Arguments: createTrainingJob(args),
                Assign: {
                    trainingJob: {
                        name: "{% $states.result.TrainingJobName %}",
                        artifact: "{% $states.result.ModelArtifacts.S3ModelArtifacts %}",
                    },
                },
                Retry: [...retryThrottling(...sageMakerJobs), retryCapacity],
                Catch: failed("Train the model"),
                Next: "Save the model",
            },
            "Save the model": {
                Type: "Task",
                Resource: "arn:aws:states:::aws-sdk:sagemaker:createModel",
                Arguments: createModel(args),
                Retry: retryThrottling(...sageMaker),
                Catch: failed("Save the model"),
                Next: "Store the candidate",
            },
            "Store the candidate": {
                Type: "Task",
                Resource: "arn:aws:states:::aws-sdk:ssm:putParameter",
                Arguments: putParameter(`${args.parameterPrefix}/candidate/model-name`, "{% $run.name %}"),
                Retry: retryThrottling(...ssm),
                Catch: failed("Store the candidate"),
                Next: "Query training results",
            },
            "Query training results": {
                Type: "Task",
                Resource: "arn:aws:states:::lambda:invoke",
                Arguments: {
                    FunctionName: args.queryTrainingResultsArn,
                    Payload: { trainingJobName: "{% $trainingJob.name %}", metric: gate.metric },
                },
                Assign: {
                    metrics: "{% $states.result.Payload.metrics %}",
                    value: "{% $states.result.Payload.value %}",
                },
                Retry: retryThrottling(...lambda),
                Catch: failed("Query training results"),
                Next: "RMSE threshold",
            },
            "RMSE threshold": {
                Type: "Choice",
                Choices: [{ Condition: `{% $value <= ${gate.threshold} %}`, Next: "Read the previous best" }],
                Default: "Model accuracy too low",
            },
            "Read the previous best": {
                Type: "Task",
                Resource: "arn:aws:states:::aws-sdk:ssm:getParameter",
                Arguments: { Name: `${args.parameterPrefix}/champion/metrics` },
                Assign: { previousBest: previousBest(metric) },
                Retry: retryThrottling(...ssm),
                Catch: [
                    // Nothing was promoted yet: the first model has no rival.
                    { ErrorEquals: ["Ssm.ParameterNotFoundException"], Next: "Better than the previous best" },
                    ...failed("Read the previous best"),
                ],
                Next: "Better than the previous best",
            },
            "Better than the previous best": {
                Type: "Choice",
                Choices: [
                    {
                        Condition: `{% $previousBest = null ? true : $value < $previousBest - ${gate.margin ?? 0} %}`,
                        Next: "Create endpoint configuration",
                    },
                ],
                Default: "Model accuracy too low",
            },
            "Model accuracy too low": {
                Type: "Pass",
                Comment: "The run ends well: its verdict is the result. Nothing that serves has changed",
                Output: verdict(args, "rejected"),
                End: true,
            },
            "Create endpoint configuration": {
                Type: "Task",
                Resource: "arn:aws:states:::aws-sdk:sagemaker:createEndpointConfig",
                Arguments: createEndpointConfiguration(args),
                Retry: retryThrottling(...sageMaker),
                Catch: failed("Create endpoint configuration"),
                Next: "Check endpoint",
            },
            "Check endpoint": {
                Type: "Task",
                Comment: "A list, since asking for an endpoint that is not there is an error like any other",
                Resource: "arn:aws:states:::aws-sdk:sagemaker:listEndpoints",
                Arguments: { NameContains: args.endpointName, MaxResults: 100 },
                Assign: {
                    status: `{% ($found := $states.result.Endpoints[EndpointName = '${args.endpointName}'][0]; $exists($found) ? $found.EndpointStatus : 'None') %}`,
                    polls: "{% $polls + 1 %}",
                },
                Retry: retryThrottling(...sageMaker),
                Catch: failed("Check endpoint"),
                Next: "Is there an endpoint?",
            },
            "Is there an endpoint?": {
                Type: "Choice",
                Choices: [
                    { Condition: "{% $status = 'None' %}", Next: "Create endpoint" },
                    { Condition: "{% $status = 'InService' %}", Next: "Update endpoint" },
                    // SageMaker allows nothing else on a failed endpoint, and it serves nobody.
                    { Condition: "{% $status = 'Failed' %}", Next: "Delete the failed endpoint" },
                    { Condition: `{% $polls > ${maxPolls} %}`, Next: "Endpoint took too long" },
                    {
                        Condition:
                            "{% $status in ['Creating', 'Updating', 'SystemUpdating', 'RollingBack', 'Deleting'] %}",
                        Next: "Wait until it can be changed",
                    },
                ],
                Default: "Endpoint cannot be changed",
            },
            "Wait until it can be changed": {
                Type: "Wait",
                Seconds: args.endpointWait.pollSeconds,
                Next: "Check endpoint",
            },
            "Delete the failed endpoint": {
                Type: "Task",
                Resource: "arn:aws:states:::aws-sdk:sagemaker:deleteEndpoint",
                Arguments: { EndpointName: args.endpointName },
                Retry: retryThrottling(...sageMaker),
                Catch: failed("Delete the failed endpoint"),
                Next: "Wait until it can be changed",
            },
            "Create endpoint": {
                Type: "Task",
                Resource: "arn:aws:states:::aws-sdk:sagemaker:createEndpoint",
                Arguments: { EndpointName: args.endpointName, EndpointConfigName: "{% $run.name %}", Tags: args.tags },
                Assign: { polls: 0 },
                Retry: retryThrottling(...sageMaker),
                Catch: failed("Create endpoint"),
                Next: "Wait for the endpoint",
            },
            "Update endpoint": {
                Type: "Task",
                Resource: "arn:aws:states:::aws-sdk:sagemaker:updateEndpoint",
                Arguments: { EndpointName: args.endpointName, EndpointConfigName: "{% $run.name %}" },
                Assign: { polls: 0 },
                Retry: retryThrottling(...sageMaker),
                Catch: failed("Update endpoint"),
                Next: "Wait for the endpoint",
            },
            "Wait for the endpoint": {
                Type: "Wait",
                Seconds: args.endpointWait.pollSeconds,
                Next: "Describe endpoint",
            },
            "Describe endpoint": {
                Type: "Task",
                Resource: "arn:aws:states:::aws-sdk:sagemaker:describeEndpoint",
                Arguments: { EndpointName: args.endpointName },
                Assign: {
                    endpoint: {
                        status: "{% $states.result.EndpointStatus %}",
                        configuration: "{% $states.result.EndpointConfigName %}",
                        reason: "{% $exists($states.result.FailureReason) ? $states.result.FailureReason : '' %}",
                    },
                    polls: "{% $polls + 1 %}",
                },
                Retry: retryThrottling(...sageMaker),
                Catch: failed("Describe endpoint"),
                Next: "Is it serving?",
            },
            "Is it serving?": {
                Type: "Choice",
                Comment:
                    "A failed update goes back to InService with the old configuration: the status alone proves nothing",
                Choices: [
                    {
                        Condition: "{% $endpoint.status = 'InService' and $endpoint.configuration = $run.name %}",
                        Next: "Export to Parameter Store",
                    },
                    { Condition: `{% $polls > ${maxPolls} %}`, Next: "Endpoint took too long" },
                    {
                        Condition:
                            "{% $endpoint.status in ['Creating', 'Updating', 'SystemUpdating', 'RollingBack'] %}",
                        Next: "Wait for the endpoint",
                    },
                ],
                Default: "Endpoint does not serve the new model",
            },
            "Export to Parameter Store": {
                Type: "Map",
                Comment: "One after the other: the endpoint's name comes last, so whoever finds it finds the rest",
                Items: championParameters(args),
                MaxConcurrency: 1,
                ItemProcessor: {
                    ProcessorConfig: { Mode: "INLINE" },
                    ...states({
                        StartAt: "Put parameter",
                        States: {
                            "Put parameter": {
                                Type: "Task",
                                Resource: "arn:aws:states:::aws-sdk:ssm:putParameter",
                                Arguments: putParameter("{% $states.input.name %}", "{% $states.input.value %}"),
                                Retry: retryThrottling(...ssm),
                                // The Map state catches what its items throw.
                                Catch: [],
                                End: true,
                            },
                        },
                    }),
                },
                Catch: failed("Export to Parameter Store"),
                Output: verdict(args, "promoted"),
                End: true,
            },
            "Endpoint cannot be changed": {
                Type: "Fail",
                Error: "EndpointNotUpdatable",
                Cause: `{% 'The endpoint ${args.endpointName} is ' & $status & ' and takes no new configuration until somebody repairs or deletes it.' %}`,
            },
            "Endpoint does not serve the new model": {
                Type: "Fail",
                Error: "EndpointNotServing",
                Cause: `{% 'The endpoint ${args.endpointName} is ' & $endpoint.status & ' with the configuration ' & $endpoint.configuration & ' instead of ' & $run.name & ($endpoint.reason = '' ? '; another run may have changed it since.' : ': ' & $endpoint.reason) %}`,
            },
            "Endpoint took too long": {
                Type: "Fail",
                Error: "EndpointTimeout",
                Cause: `The endpoint ${args.endpointName} was not ready within ${args.endpointWait.timeoutSeconds} seconds.`,
            },
            "Run failed": {
                Type: "Fail",
                Error: "{% $failure.error %}",
                Cause: "{% $failure.state & ': ' & $failure.cause %}",
            },
        },
    });
}

function putParameter(name: string, value: string): Json {
    return { Name: name, Value: value, Type: "String", Overwrite: true };
}
