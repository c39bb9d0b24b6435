import { variantName } from "../../../../contracts/names";
import { failed } from "../../../asl/failures";
import { isShortOfMachines, mostTries } from "../../../asl/jobStates";
import { jsonata } from "../../../asl/jsonata";
import { resourceLimitExceeded, serviceErrors } from "../../../asl/serviceErrors";
import { part, retryThrottling, when } from "../../../asl/states";
import type { TrainingDefinitionArgs } from "../definition";
import { createEndpointConfiguration, keepsSize, longestUpdate, updateEndpoint } from "../requests/endpoint";

const retry = retryThrottling(...serviceErrors.sageMaker);
/** Whatever goes wrong from here on, the version is not to be taken for one that serves. */
const rejecting = (state: string) => failed(state, "Reject the model");
const sageMaker = (operation: string) => `arn:aws:states:::aws-sdk:sagemaker:${operation}`;

const changing = "['Creating', 'Updating', 'SystemUpdating', 'RollingBack', 'Deleting']";

/** Nobody else changes the endpoint while the run has the lease: what goes on there is this run's. */
const tookEffect = jsonata(`(
    $pending := $states.result.PendingDeploymentSummary.EndpointConfigName;
    $exists($pending)
        ? $pending = $run.name
        : $states.result.EndpointConfigName = $run.name or $states.result.EndpointStatus in ${changing}
)`);

/** From an accepted version to an endpoint that may take it: there is none, or it is at rest. */
export function approach(args: TrainingDefinitionArgs) {
    const { endpointName } = args;
    return {
        ...part("Create endpoint configuration", {
            "Create endpoint configuration": {
                Type: "Task",
                Comment: "With a name of its own: the one that serves stays as it is, for a rollback",
                Resource: sageMaker("createEndpointConfig"),
                Arguments: createEndpointConfiguration(args),
                Assign: { polls: 0 },
                Retry: retry,
                Catch: rejecting("Create endpoint configuration"),
                Next: "Check endpoint",
            },
        }),
        ...part("Check endpoint", {
            "Check endpoint": {
                Type: "Task",
                Comment: "A list, since asking for an endpoint that is not there is an error like any other",
                Resource: sageMaker("listEndpoints"),
                Arguments: { NameContains: endpointName, MaxResults: 100 },
                Assign: {
                    status: `{% ($found := $states.result.Endpoints[EndpointName = '${endpointName}'][0]; $exists($found) ? $found.EndpointStatus : 'None') %}`,
                    polls: "{% $polls + 1 %}",
                },
                Retry: retry,
                Catch: rejecting("Check endpoint"),
                Next: "Is there an endpoint?",
            },
            "Is there an endpoint?": {
                Type: "Choice",
                Choices: [
                    { Condition: "{% $status = 'None' %}", Next: "Create endpoint" },
                    { Condition: "{% $status = 'InService' %}", Next: "Look at the endpoint" },
                    // SageMaker allows nothing else on a failed endpoint, and it serves nobody.
                    { Condition: "{% $status = 'Failed' %}", Next: "Delete the failed endpoint" },
                    { Condition: `{% $polls > ${polls(args).update} %}`, Next: "Endpoint took too long" },
                    { Condition: `{% $status in ${changing} %}`, Next: "Wait until it can be changed" },
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
                Resource: sageMaker("deleteEndpoint"),
                Arguments: { EndpointName: endpointName },
                Retry: retry,
                Catch: rejecting("Delete the failed endpoint"),
                Next: "Wait until it can be changed",
            },
        }),
    };
}

/** Creates the endpoint, or gives it another configuration while the one before goes on serving. */
export function change(args: TrainingDefinitionArgs) {
    const { endpointName } = args;
    const { scaling } = args.definition.endpoint;
    return {
        ...part("Create endpoint", {
            "Create endpoint": {
                Type: "Task",
                Resource: sageMaker("createEndpoint"),
                Arguments: { EndpointName: endpointName, EndpointConfigName: "{% $run.name %}", Tags: args.tags },
                Assign: underWay(polls(args).create),
                Retry: retry,
                Catch: [...quotaFull("Create endpoint"), ...failed("Create endpoint", "Did it take effect?")],
                Next: "Wait for the endpoint",
            },
        }),
        ...part("Look at the endpoint", {
            "Look at the endpoint": {
                Type: "Task",
                Resource: sageMaker("describeEndpoint"),
                Arguments: { EndpointName: endpointName },
                Assign: {
                    current: {
                        configuration: "{% $states.result.EndpointConfigName %}",
                        instances: jsonata(`(
                            $found := $states.result.ProductionVariants[VariantName = '${variantName}'][0];
                            $exists($found.CurrentInstanceCount) ? $found.CurrentInstanceCount : null
                        )`),
                    },
                },
                Retry: retry,
                Catch: rejecting("Look at the endpoint"),
                Next: "Has a run made it?",
            },
            "Has a run made it?": {
                Type: "Choice",
                Choices: [{ Condition: "{% $current.instances != null %}", Next: "Look at its configuration" }],
                Default: "Endpoint of another kind",
            },
            "Look at its configuration": {
                Type: "Task",
                Resource: sageMaker("describeEndpointConfig"),
                Arguments: { EndpointConfigName: "{% $current.configuration %}" },
                Assign: {
                    current: `{% $merge([$current, {'instanceType': $states.result.ProductionVariants[VariantName = '${variantName}'][0].InstanceType}]) %}`,
                },
                Retry: retry,
                Catch: rejecting("Look at its configuration"),
                Next: scaling === undefined ? "Stop scaling" : "May it keep scaling?",
            },
        }),
        ...when(scaling, () =>
            part("May it keep scaling?", {
                "May it keep scaling?": {
                    Type: "Choice",
                    Comment: "An instance type cannot change while scaling is registered",
                    Choices: [{ Condition: `{% ${keepsSize(args)} %}`, Next: "Update endpoint" }],
                    Default: "Stop scaling",
                },
            }),
        ),
        ...part("Update endpoint", {
            "Update endpoint": {
                Type: "Task",
                Resource: sageMaker("updateEndpoint"),
                Arguments: updateEndpoint(args),
                Assign: underWay(polls(args).update),
                Retry: retry,
                Catch: [...quotaFull("Update endpoint"), ...failed("Update endpoint", "Did it take effect?")],
                Next: "Wait for the endpoint",
            },
        }),
        ...part("Did it take effect?", {
            "Did it take effect?": {
                Type: "Task",
                Comment: "A request whose answer was lost is under way, and SageMaker refuses its repetition",
                Resource: sageMaker("describeEndpoint"),
                Arguments: { EndpointName: endpointName },
                Assign: { tookEffect, ...underWay(polls(args).update) },
                Retry: retry,
                // The failure stays that of the request.
                Catch: [{ ErrorEquals: ["States.ALL"], Next: "Reject the model" }],
                Next: "Is it under way?",
            },
            "Is it under way?": {
                Type: "Choice",
                Choices: [{ Condition: "{% $tookEffect %}", Next: "Wait for the endpoint" }],
                Default: "Reject the model",
            },
        }),
    };
}

/** What is known of an endpoint that has just been asked to change. */
function underWay(mostPolls: number) {
    return { polls: 0, mostPolls, endpoint: { status: "Updating", configuration: "" } };
}

/** Until the new configuration serves, or it is sure that it does not. */
export function arrival<const Next extends string>(args: TrainingDefinitionArgs, next: Next) {
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
                Default: "Reject the model",
            },
            "Is it serving?": {
                Type: "Choice",
                Comment:
                    "A failed update goes back to InService with the old configuration: the status alone proves nothing",
                Choices: [
                    {
                        Condition: "{% $endpoint.status = 'InService' and $endpoint.configuration = $run.name %}",
                        Next: next,
                    },
                    { Condition: "{% $polls > $mostPolls %}", Next: "Endpoint took too long" },
                    { Condition: `{% $endpoint.status in ${changing} %}`, Next: "Wait for the endpoint" },
                    { Condition: outOfMachines, Next: "Wait for machines to serve" },
                ],
                Default: "Endpoint does not serve the new model",
            },
        }),
        ...part("Short of machines to serve?", {
            "Short of machines to serve?": {
                Type: "Choice",
                Comment: "A quota is full",
                Choices: [{ Condition: outOfMachines, Next: "Wait for machines to serve" }],
                Default: "Reject the model",
            },
        }),
        ...part("Wait for machines to serve", {
            "Wait for machines to serve": {
                Type: "Wait",
                Seconds: capacityRetrySeconds,
                Assign: { tries: "{% $tries + 1 %}", polls: 0 },
                Next: "Check endpoint",
            },
        }),
    };
}

/** A permission that is missing has the error of throttling, and no wait mends it: its words alone tell. */
const mayPass = jsonata(
    `$failure.error in ${JSON.stringify(serviceErrors.sageMaker)} and $not($contains($failure.cause, 'is not authorized to perform'))`,
);

/** The time that one retried question takes on average counts too, a minute ({@link retryThrottling}). */
function notTold({ endpointWait }: TrainingDefinitionArgs): string {
    return `{% $polls + ${1 + Math.ceil(60 / endpointWait.pollSeconds)} %}`;
}

const outOfMachines = `{% ${isShortOfMachines("failure")} and $tries < ${mostTries} %}`;

function quotaFull(state: string) {
    return failed(state, "Short of machines to serve?", "failure", [resourceLimitExceeded]);
}

/**
 * How often to look at an endpoint before giving up. SageMaker's own limit of an update and its rollback come first.
 */
function polls(args: TrainingDefinitionArgs) {
    const { timeoutSeconds, pollSeconds } = args.endpointWait;
    return {
        create: Math.ceil(timeoutSeconds / pollSeconds),
        update: Math.ceil((timeoutSeconds + longestUpdate(args)) / pollSeconds),
    };
}

/** The ways in which a deployment fails that no error tells of. */
export function dashed(args: TrainingDefinitionArgs) {
    const { endpointName } = args;
    const fails = (state: string, error: string, cause: string) =>
        ({
            Type: "Pass",
            Assign: { failure: { state, error, cause } },
            Next: "Reject the model",
        }) as const;
    return {
        ...part("Endpoint cannot be changed", {
            "Endpoint cannot be changed": fails(
                "Check endpoint",
                "EndpointNotUpdatable",
                `{% 'The endpoint ${endpointName} is ' & $status & ' and takes no new configuration until somebody repairs or deletes it.' %}`,
            ),
        }),
        ...part("Endpoint of another kind", {
            "Endpoint of another kind": fails(
                "Look at the endpoint",
                "EndpointNotUpdatable",
                `The endpoint ${endpointName} has no variant ${variantName} on instances, as runs make it: somebody else has made it. ` +
                    `Delete it if nobody needs it; the next run makes its own.`,
            ),
        }),
        ...part("Endpoint does not serve the new model", {
            "Endpoint does not serve the new model": fails(
                "Describe endpoint",
                "EndpointNotServing",
                jsonata(`'The endpoint ${endpointName} is ' & $endpoint.status
                    & ($endpoint.configuration = $run.name ? ''
                        : ' with the configuration ' & $endpoint.configuration & ' instead of ' & $run.name)
                    & ($failure.cause = '' ? '; somebody else may have changed it since.' : ': ' & $failure.cause)`),
            ),
        }),
        ...part("Endpoint took too long", {
            "Endpoint took too long": fails(
                "Describe endpoint",
                "EndpointTimeout",
                `{% 'The endpoint ${endpointName} was not ready after ' & $string($polls * ${args.endpointWait.pollSeconds}) & ' seconds.' %}`,
            ),
        }),
    };
}
