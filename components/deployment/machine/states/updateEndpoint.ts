import { variantName } from "../../../../contracts/names";
import { failed } from "../../../asl/failures";
import { jsonata } from "../../../asl/jsonata";
import { resourceLimitExceeded } from "../../../asl/serviceErrors";
import { part, when } from "../../../asl/states";
import type { DeploymentDefinitionArgs } from "../args";
import { keepsSize, updateEndpoint as updateRequest } from "../requests/endpoint";
import { changing, mostPolls, rejecting, retry, sageMaker } from "./endpointStates";
import { watchNewFleet } from "./newFleet";

/** Nobody else changes the endpoint while this execution has the lease: what goes on there is this execution's. */
const tookEffect = jsonata(`(
    $pending := $states.result.PendingDeploymentSummary.EndpointConfigName;
    $exists($pending)
        ? $pending = $configuration
        : $states.result.EndpointConfigName = $configuration or $states.result.EndpointStatus in ${changing}
)`);

/** Creates the endpoint, or gives it another configuration while the one before goes on serving. */
export function updateEndpoint(args: DeploymentDefinitionArgs) {
    const { endpointName } = args;
    const { scaling } = args.definition.endpoint;
    return {
        ...part("Create endpoint", {
            "Create endpoint": {
                Type: "Task",
                Resource: sageMaker("createEndpoint"),
                Arguments: { EndpointName: endpointName, EndpointConfigName: "{% $configuration %}", Tags: args.tags },
                Assign: underWay(mostPolls(args).create),
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
                Next: scaling === undefined ? "Does it scale?" : "May it keep scaling?",
            },
        }),
        ...when(scaling, () =>
            part("May it keep scaling?", {
                "May it keep scaling?": {
                    Type: "Choice",
                    Comment: "An instance type cannot change while scaling is registered",
                    Choices: [{ Condition: `{% ${keepsSize(args)} %}`, Next: "Watch the new fleet's errors" }],
                    Default: "Does it scale?",
                },
            }),
        ),
        ...watchNewFleet(args, "Update endpoint"),
        ...part("Update endpoint", {
            "Update endpoint": {
                Type: "Task",
                Resource: sageMaker("updateEndpoint"),
                Arguments: updateRequest(args),
                Assign: underWay(mostPolls(args).update),
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
                Assign: { tookEffect, ...underWay(mostPolls(args).update) },
                Retry: retry,
                // The failure stays that of the request.
                Catch: [{ ErrorEquals: ["States.ALL"], Next: "May it be rejected?" }],
                Next: "Is it under way?",
            },
            "Is it under way?": {
                Type: "Choice",
                Choices: [{ Condition: "{% $tookEffect %}", Next: "Wait for the endpoint" }],
                Default: "May it be rejected?",
            },
        }),
    };
}

/** What is known of an endpoint that has just been asked to change. */
function underWay(mostPolls: number) {
    return { polls: 0, mostPolls, endpoint: { status: "Updating", configuration: "" } };
}

function quotaFull(state: string) {
    return failed(state, "Short of machines to serve?", "failure", [resourceLimitExceeded]);
}
