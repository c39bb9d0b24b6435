import { candidateParameter } from "../../../../contracts/parameters";
import { failed } from "../../../asl/failures";
import { polledJob, syncJob } from "../../../asl/jobStates";
import { jsonata } from "../../../asl/jsonata";
import { putParameter } from "../../../asl/requests";
import { serviceErrors } from "../../../asl/serviceErrors";
import { part, retryThrottling, when } from "../../../asl/states";
import type { Tuning } from "../../../model/model";
import type { TrainingDefinitionArgs } from "../args";
import { createTrainingJob } from "../requests/jobs";
import { createModel } from "../requests/model";
import { createTuningJob } from "../requests/tuning";

/** One training job, or a search whose best job counts: how it begins, and its states. */
export function train(args: TrainingDefinitionArgs) {
    const { tuning, training } = args.definition;
    return {
        entry: tuning ? "Tune the model" : "Train the model",
        states: {
            ...when(tuning === undefined, () => (training.spot ? trainOnSpot(args) : trainOnDemand(args))),
            ...when(tuning, (wanted) => tune(args, wanted)),
        },
    } as const;
}

const common = { next: "Save the model", failed: "Run failed" } as const;

/** What later states need of a training job; a job that still runs has no artifact. */
const trainingJob = {
    name: "{% $states.result.TrainingJobName %}",
    artifact: jsonata(`(
        $artifact := $states.result.ModelArtifacts.S3ModelArtifacts;
        $exists($artifact) ? $artifact : ''
    )`),
};

function trainOnDemand(args: TrainingDefinitionArgs) {
    return syncJob("Train the model", "TrainingJob", {
        ...common,
        waiting: args,
        arguments: createTrainingJob(args),
        assign: { trainingJob },
    });
}

/** The optimized integration is not known to take checkpoints. */
function trainOnSpot(args: TrainingDefinitionArgs) {
    return polledJob("Train the model", "TrainingJob", {
        ...common,
        comment: "On spare machines: an interrupted job goes on from its last checkpoint",
        ...looks(args),
        arguments: createTrainingJob(args),
        assign: { trainingJob },
    });
}

function tune(args: TrainingDefinitionArgs, tuning: Tuning) {
    return {
        ...polledJob("Tune the model", "HyperParameterTuningJob", {
            ...common,
            ...looks(args),
            arguments: createTuningJob(args, tuning),
            assign: {
                best: jsonata(`(
                    $best := $states.result.BestTrainingJob.TrainingJobName;
                    $exists($best) ? $best : ''
                )`),
            },
            next: "Read its best job",
        }),
        ...part("Read its best job", {
            "Read its best job": {
                Type: "Task",
                Resource: "arn:aws:states:::aws-sdk:sagemaker:describeTrainingJob",
                Arguments: { TrainingJobName: "{% $best %}" },
                Assign: { trainingJob },
                Retry: retryThrottling(...serviceErrors.sageMaker),
                Catch: failed("Read its best job"),
                Next: "Save the model",
            },
        }),
    };
}

function looks(args: TrainingDefinitionArgs) {
    return { waiting: args, pollSeconds: args.pollSeconds };
}

/** The trained model as SageMaker's jobs and endpoints take it, and its metrics. */
export function saveModel(args: TrainingDefinitionArgs) {
    return part("Save the model", {
        "Save the model": {
            Type: "Task",
            Resource: "arn:aws:states:::aws-sdk:sagemaker:createModel",
            Arguments: createModel(args),
            Assign: { modelName: "{% $run.name %}" },
            Retry: retryThrottling(...serviceErrors.sageMaker),
            Catch: failed("Save the model"),
            Next: "Store the candidate",
        },
        "Store the candidate": {
            Type: "Task",
            Resource: "arn:aws:states:::aws-sdk:ssm:putParameter",
            Arguments: putParameter(candidateParameter(args.parameterPrefix, "model-name"), "{% $run.name %}"),
            Retry: retryThrottling(...serviceErrors.ssm),
            Catch: failed("Store the candidate"),
            Next: "Query training results",
        },
        "Query training results": {
            Type: "Task",
            Resource: "arn:aws:states:::lambda:invoke",
            Arguments: {
                FunctionName: args.queryTrainingResultsArn,
                Payload: { trainingJobName: "{% $trainingJob.name %}", metric: args.definition.gate.metric },
            },
            Assign: {
                metrics: "{% $states.result.Payload.metrics %}",
                value: "{% $states.result.Payload.value %}",
            },
            Retry: [
                ...retryThrottling(...serviceErrors.lambda),
                // SageMaker may tell of a job's metrics a little after it tells that the job is completed.
                { ErrorEquals: ["MetricMissing"], IntervalSeconds: 20, MaxAttempts: 3, BackoffRate: 1 },
            ],
            Catch: failed("Query training results"),
            Next: "Evaluate the contenders",
        },
    });
}
