import { failed, failWith } from "../../../asl/failures";
import { syncJob } from "../../../asl/jobStates";
import { modelsOf, numbered } from "../../../asl/jsonata";
import { serviceErrors } from "../../../asl/serviceErrors";
import { part, retryThrottling, states } from "../../../asl/states";
import type { WaitingArgs } from "../../../asl/waiting";
import {
    analysisVariables,
    createEncodingJob,
    createExplanationJob,
    encodingVariables,
    explanationVariables,
    isExplained,
    type MonitorRequestArgs,
} from "../requests";

/**
 * Has the versions that nobody else can ask tell what each feature adds to their answers: the window's rows become
 * vectors, and a job in each algorithm's own image asks its library.
 */
export function explain<const Next extends string, const Failed extends string>(
    args: MonitorRequestArgs & WaitingArgs,
    next: Next,
    otherwise: Failed,
) {
    const algorithms = Object.keys(args.explained);
    return {
        ...part("Is it explained?", {
            "Is it explained?": {
                Type: "Choice",
                Comment: "Attributions are of the rows that came, whose label nobody needs",
                Choices: [
                    {
                        Condition: `{% ${isExplained(args.explained)} %}`,
                        Assign: { [encodingVariables.tries]: 0 },
                        Next: "Encode the window",
                    },
                ],
                Default: next,
            },
        }),
        ...syncJob("Encode the window", "ProcessingJob", {
            arguments: createEncodingJob(args),
            comment: "As each version takes them, by its own transform.json",
            waiting: args,
            variables: encodingVariables,
            next: "Explain",
            failed: "Not encoded",
        }),
        ...failWith("Not encoded", encodingVariables.failure),
        ...part("Explain", {
            Explain: {
                Type: "Map",
                Comment: "In the algorithms' own images: nobody else reads a model's file",
                Items: `{% ${numbered(`[${modelsOf(algorithms)}]`)} %}`,
                MaxConcurrency: algorithms.length,
                ItemProcessor: { ProcessorConfig: { Mode: "INLINE" }, ...explanation(args) },
                Catch: failed("Explain", otherwise, analysisVariables.failure),
                Next: next,
            },
        }),
    };
}

function explanation(args: MonitorRequestArgs & WaitingArgs) {
    const variables = explanationVariables;
    return states({
        StartAt: "Take the version",
        States: {
            "Take the version": {
                Type: "Pass",
                Assign: { explained: "{% $states.input %}", [variables.tries]: 0 },
                Next: "Find its artifact",
            },
            "Find its artifact": {
                Type: "Task",
                Resource: "arn:aws:states:::aws-sdk:sagemaker:describeModelPackage",
                Arguments: { ModelPackageName: "{% $explained.modelPackageArn %}" },
                Assign: { artifact: "{% $states.result.InferenceSpecification.Containers[0].ModelDataUrl %}" },
                Retry: retryThrottling(...serviceErrors.sageMaker),
                Catch: failed("Find its artifact", "Not explained", variables.failure),
                Next: "Ask the version",
            },
            ...syncJob("Ask the version", "ProcessingJob", {
                arguments: createExplanationJob(args),
                waiting: args,
                variables,
                next: "Explained",
                failed: "Not explained",
            }),
            Explained: { Type: "Pass", Output: "{% $explained.algorithm %}", End: true },
            ...failWith("Not explained", variables.failure),
        },
    });
}
