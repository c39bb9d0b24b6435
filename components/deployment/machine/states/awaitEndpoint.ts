import { failed } from "../../../asl/failures";
import { jsonata } from "../../../asl/jsonata";
import { serviceErrors } from "../../../asl/serviceErrors";
import { part } from "../../../asl/states";
import { tellWait } from "../../../asl/waiting";
import type { DeploymentDefinitionArgs } from "../args";
import { changing, outOfMachines, retry, sageMaker } from "./endpointStates";

/** Until the new configuration serves, or it is sure that it does not. */
export function awaitEndpoint<const Next extends string>(args: DeploymentDefinitionArgs, next: Next) {
    const { endpointName, endpointWait, capacityRetrySeconds } = args;
    return {
        ...part("Wait for the endpoint", {
            "Wait for the endpoint": {
                Type: "Wait",
                Seconds: endpointWait.pollSeconds,
                Next: "Describe endpoint",
            },
            "Describe endpoint": {
                Type: "Task",
                Resource: sageMaker("describeEndpoint"),
                Arguments: { EndpointName: endpointName },
                Assign: {
                    endpoint: {
                        status: "{% $states.result.EndpointStatus %}",
                        configuration: "{% $states.result.EndpointConfigName %}",
                    },
                    failure: {
                        state: "Describe endpoint",
                        error: "EndpointNotServing",
                        cause: "{% $exists($states.result.FailureReason) ? $states.result.FailureReason : '' %}",
                    },
                    polls: "{% $polls + 1 %}",
                },
                Retry: retry,
                Catch: failed("Describe endpoint", "May it ask again?"),
                Next: "Is it serving?",
            },
            "May it ask again?": {
                Type: "Choice",
                Comment: "What was asked for goes on, whether or not SageMaker tells of it just now",
                Choices: [{ Condition: mayPass, Assign: { polls: notTold(args) }, Next: "Is it serving?" }],
                Default: "May it be rejected?",
            },
            "Is it serving?": {
                Type: "Choice",
                Comment:
                    "A failed update goes back to InService with the old configuration: the status alone proves nothing",
                Choices: [
                    {
                        Condition: "{% $endpoint.status = 'InService' and $endpoint.configuration = $configuration %}",
                        Next: next,
                    },
                    { Condition: "{% $polls > $mostPolls %}", Next: "Endpoint took too long" },
                    { Condition: `{% $endpoint.status in ${changing} %}`, Next: "Wait for the endpoint" },
                    { Condition: outOfMachines, Next: "Is it the first wait?" },
                ],
                Default: "Endpoint does not serve the new model",
            },
        }),
        ...part("Short of machines to serve?", {
            "Short of machines to serve?": {
                Type: "Choice",
                Comment: "A quota is full",
                Choices: [{ Condition: outOfMachines, Next: "Is it the first wait?" }],
                Default: "May it be rejected?",
            },
        }),
        ...part("Is it the first wait?", {
            "Is it the first wait?": {
                Type: "Choice",
                Choices: [{ Condition: "{% $tries = 0 %}", Next: "Tell of the wait" }],
                Default: "Wait for machines to serve",
            },
            "Tell of the wait": tellWait("the endpoint", args, "failure", "Wait for machines to serve"),
        }),
        ...part("Wait for machines to serve", {
            "Wait for machines to serve": {
                Type: "Wait",
                Seconds: capacityRetrySeconds,
                Assign: { tries: "{% $tries + 1 %}", polls: 0 },
                Next: "Ask for the approval",
            },
        }),
    };
}

/** A permission that is missing has the error of throttling, and no wait mends it: its words alone tell. */
const mayPass = jsonata(
    `$failure.error in ${JSON.stringify(serviceErrors.sageMaker)} and $not($contains($failure.cause, 'is not authorized to perform'))`,
);

/** The time that one retried question takes on average counts too, a minute ({@link retryThrottling}). */
function notTold({ endpointWait }: DeploymentDefinitionArgs): string {
    return `{% $polls + ${1 + Math.ceil(60 / endpointWait.pollSeconds)} %}`;
}
