import { part } from "../../../asl/states";
import type { DeploymentDefinitionArgs } from "../args";
import { createEndpointConfiguration } from "../requests/endpoint";
import { changing, mostPolls, rejecting, retry, sageMaker, statusOf } from "./endpointStates";
import { askAgain } from "./version";

/** The configuration, and an endpoint that may take it: there is none, or it is at rest. */
export function prepareEndpoint(args: DeploymentDefinitionArgs) {
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
                Next: "Ask for the approval",
            },
        }),
        ...askAgain("Ask for the approval", "Check endpoint", "May it be rejected?"),
        ...part("Check endpoint", {
            "Check endpoint": {
                Type: "Task",
                Comment: "A list, since asking for an endpoint that is not there is an error like any other",
                Resource: sageMaker("listEndpoints"),
                Arguments: { NameContains: endpointName, MaxResults: 100 },
                Assign: {
                    status: statusOf(endpointName),
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
                    { Condition: `{% $polls > ${mostPolls(args).update} %}`, Next: "Endpoint took too long" },
                    { Condition: `{% $status in ${changing} %}`, Next: "Wait until it can be changed" },
                ],
                Default: "Endpoint cannot be changed",
            },
            "Wait until it can be changed": {
                Type: "Wait",
                Seconds: args.endpointWait.pollSeconds,
                Next: "Ask for the approval",
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
