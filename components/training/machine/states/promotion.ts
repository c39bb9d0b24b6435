import { championParameter, type ChampionParameter } from "../../../../contracts/parameters";
import { runFiles, s3Uri } from "../../../../contracts/places";
import { failed } from "../../../asl/failures";
import { batchFormatOf, runPath } from "../../../asl/requests";
import { serviceErrors } from "../../../asl/serviceErrors";
import { type Json, part, retryThrottling, states } from "../../../asl/states";
import type { TrainingDefinitionArgs } from "../definition";
import { judged } from "../verdict";
import { rememberData } from "./lease";
import { putParameter } from "./training";

/** The version serves: the registry hears of it, unless a person has told it. */
export function approve() {
    return part("Approve the model", {
        "Approve the model": {
            Type: "Task",
            Resource: "arn:aws:states:::aws-sdk:sagemaker:updateModelPackage",
            Arguments: {
                ModelPackageArn: "{% $packageArn %}",
                ModelApprovalStatus: "Approved",
                ApprovalDescription: "It passed the gate and serves",
            },
            Retry: retryThrottling(...serviceErrors.sageMaker),
            Catch: failed("Approve the model"),
            Next: "Remember the data",
        },
    });
}

/** What serves, for later runs, for the real-time interface, and for people: from here on the model is promoted. */
export function promotion<const Next extends string>(args: TrainingDefinitionArgs, next: Next) {
    return part("Remember the data", {
        "Remember the data": {
            Type: "Task",
            Resource: "arn:aws:states:::dynamodb:updateItem",
            Arguments: rememberData(args),
            Retry: retryThrottling(...serviceErrors.dynamoDb),
            Catch: failed("Remember the data"),
            Next: "Export to Parameter Store",
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
                            Retry: retryThrottling(...serviceErrors.ssm),
                            // The Map state catches what its items throw.
                            Catch: [],
                            End: true,
                        },
                    },
                }),
            },
            Catch: failed("Export to Parameter Store"),
            Assign: { verdict: judged(args, "promoted") },
            Next: next,
        },
    });
}

/**
 * What every judged run leaves: its verdict, with both figures, as a file in the run's folder. A version that a person
 * approves has the folder of the run that trained it, where "promoted" comes after "pending".
 */
export function record<const Next extends string>({ artifactBucket }: TrainingDefinitionArgs, next: Next) {
    return part("Store the verdict", {
        "Store the verdict": {
            Type: "Task",
            Resource: "arn:aws:states:::aws-sdk:s3:putObject",
            Arguments: {
                Bucket: artifactBucket,
                Key: `{% $substringAfter($run.location, '${s3Uri(artifactBucket)}') & '/${runFiles.verdict}' %}`,
                ContentType: "application/json",
                // An object, which Step Functions writes as JSON: a text of JSON would become a JSON text in quotes.
                Body: "{% $verdict %}",
            },
            Retry: retryThrottling(...serviceErrors.s3),
            // A file that is missing makes no failure of a model that serves, or of one that was refused.
            Catch: [{ ErrorEquals: ["States.ALL"], Next: next }],
            Next: next,
        },
    });
}

/** Where every judged run ends that does not fail. */
export function conclusion() {
    return part("Verdict told", {
        "Verdict told": { Type: "Pass", Output: "{% $verdict %}", End: true },
    });
}

/** What `champion/` holds, in the order of writing. */
function championParameters(args: TrainingDefinitionArgs): Json {
    const values: Record<ChampionParameter, string> = {
        transform: runPath(runFiles.transform),
        metrics: "{% $string($metrics) %}",
        "batch-format": batchFormatOf(args.definition),
        "model-package-arn": "{% $packageArn %}",
        "model-name": "{% $modelName %}",
        "endpoint-config-name": "{% $run.name %}",
        "endpoint-name": args.endpointName,
    };
    return Object.entries(values).map(([parameter, value]) => ({
        name: championParameter(args.parameterPrefix, parameter as ChampionParameter),
        value,
    }));
}

/** The deployment failed: nobody is to take the version for one that serves. What fails here changes no failure. */
export function reject<const Next extends string>(next: Next) {
    return part("Reject the model", {
        "Reject the model": {
            Type: "Task",
            Resource: "arn:aws:states:::aws-sdk:sagemaker:updateModelPackage",
            Arguments: {
                ModelPackageArn: "{% $packageArn %}",
                ModelApprovalStatus: "Rejected",
                ApprovalDescription: approvalDescription("'The deployment failed: ' & $failure.cause"),
            },
            Retry: retryThrottling(...serviceErrors.sageMaker),
            Catch: [{ ErrorEquals: ["States.ALL"], Next: next }],
            Next: next,
        },
    });
}

/** An expression as the registry takes it: one line of 1,024 characters at most. */
export function approvalDescription(text: string): string {
    return `{% $substring($replace(${text}, /\\s+/, ' '), 0, 1024) %}`;
}
