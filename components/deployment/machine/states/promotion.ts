import {
    championParameter,
    type ChampionParameter,
    championParameters,
    testMetrics,
} from "../../../../contracts/parameters";
import { runFiles } from "../../../../contracts/places";
import { failed } from "../../../asl/failures";
import { jsonata } from "../../../asl/jsonata";
import { batchFormatOf, putParameter, runPath } from "../../../asl/requests";
import { serviceErrors } from "../../../asl/serviceErrors";
import { type Json, part, retryThrottling, states } from "../../../asl/states";
import { judged, rolledBack } from "../../../asl/verdict";
import { deployedProperty } from "../../../asl/versionProperties";
import type { DeploymentDefinitionArgs } from "../args";
import { rememberData } from "./lease";

const failing = (state: string) => failed(state, "Deployment failed");

/** The version serves: the registry hears of it. A person's approval, with the reason that it has, stays as it is. */
export function approveVersion<const Next extends string>(next: Next) {
    const Resource = "arn:aws:states:::aws-sdk:sagemaker:updateModelPackage";
    const Retry = retryThrottling(...serviceErrors.sageMaker);
    const noted = {
        ModelPackageArn: "{% $packageArn %}",
        // So that nobody takes back what has served.
        CustomerMetadataProperties: { [deployedProperty]: "true" },
    };
    return part("Is it approved?", {
        "Is it approved?": {
            Type: "Choice",
            Choices: [{ Condition: "{% $approvalStatus = 'Approved' %}", Next: "Note the deployment" }],
            Default: "Approve the model",
        },
        "Note the deployment": {
            Type: "Task",
            ...{ Resource, Arguments: noted, Retry },
            Catch: failing("Note the deployment"),
            Next: next,
        },
        "Approve the model": {
            Type: "Task",
            Resource,
            Arguments: {
                ...noted,
                ModelApprovalStatus: "Approved",
                ApprovalDescription: "It passed the gate and serves",
            },
            Retry,
            Catch: failing("Approve the model"),
            Next: next,
        },
    });
}

/** What serves, for later runs, for the real-time interface, and for people: from here on the model is promoted. */
export function promote<const Next extends string, const Back extends string>(
    args: DeploymentDefinitionArgs,
    next: Next,
    back: Back,
) {
    return part("Remember the data", {
        "Remember the data": {
            Type: "Task",
            Resource: "arn:aws:states:::dynamodb:updateItem",
            Arguments: rememberData(args),
            Retry: retryThrottling(...serviceErrors.dynamoDb),
            Catch: failing("Remember the data"),
            Next: "Export to Parameter Store",
        },
        "Export to Parameter Store": {
            Type: "Map",
            Comment: "One after the other: the endpoint's name comes last, so whoever finds it finds the rest",
            Items: exportedParameters(args),
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
                            End: true,
                        },
                    },
                }),
            },
            Catch: failing("Export to Parameter Store"),
            Assign: { verdict: judged(args, "promoted") },
            Next: "Was it a rollback?",
        },
        "Was it a rollback?": {
            Type: "Choice",
            Comment: "What serves again has a verdict of its own, by the run that trained it",
            Choices: [{ Condition: "{% $rejected != null %}", Assign: { verdict: rolledBack(args) }, Next: back }],
            Default: next,
        },
    });
}

/** The metrics of the training job, and how the version did on test rows; those of long ago have no r2. */
const championMetrics = jsonata(`$string($merge([$metrics, {
    '${testMetrics.rows}': $comparison.rows,
    '${testMetrics.rmse}': $comparison.challenger.rmse,
    '${testMetrics.mae}': $comparison.challenger.mae
}, $comparison.combined = null ? {} : {
    '${testMetrics.combined}': $comparison.combined.rmse
}, $comparison.challenger.r2 = null ? {} : {
    '${testMetrics.r2}': $comparison.challenger.r2
}, $comparison.r2Interval = null ? {} : {
    '${testMetrics.r2Low}': $comparison.r2Interval[0],
    '${testMetrics.r2High}': $comparison.r2Interval[1]
}]))`);

/** What `champion/` holds, in the order of writing. */
function exportedParameters(args: DeploymentDefinitionArgs): Json {
    const values: Record<ChampionParameter, string> = {
        transform: runPath(runFiles.transform),
        baseline: "{% $baselineLocation %}",
        metrics: championMetrics,
        "batch-format": batchFormatOf(args.definition),
        "model-package-arn": "{% $packageArn %}",
        "model-name": "{% $modelName %}",
        "endpoint-config-name": "{% $configuration %}",
        "endpoint-name": args.endpointName,
    };
    return championParameters.map((parameter) => ({
        name: championParameter(args.parameterPrefix, parameter),
        value: values[parameter],
    }));
}
