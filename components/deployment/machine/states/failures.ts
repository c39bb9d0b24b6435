import { variantName } from "../../../../contracts/names";
import { jsonata } from "../../../asl/jsonata";
import { rejectVersion } from "../../../asl/registryStates";
import { part } from "../../../asl/states";
import type { DeploymentDefinitionArgs } from "../args";

/**
 * The version does not come to serve, so it is rejected; not one that has served before and keeps its approval.
 * @param next where the deployment goes then
 */
export function rejectUnserved<const Next extends string>(next: Next) {
    return {
        ...part("May it be rejected?", {
            "May it be rejected?": {
                Type: "Choice",
                Choices: [{ Condition: "{% $deployed %}", Next: next }],
                Default: "Reject the model",
            },
        }),
        ...rejectVersion("Reject the model", next),
    };
}

/** The ways in which a deployment fails that no error tells of. */
export function deploymentFailures<const Next extends string>(args: DeploymentDefinitionArgs, next: Next) {
    const { endpointName } = args;
    const fails = (state: string, error: string, cause: string) =>
        ({
            Type: "Pass",
            Assign: { failure: { state, error, cause } },
            Next: "May it be rejected?",
        }) as const;
    return {
        ...part("Rejected meanwhile", {
            "Rejected meanwhile": {
                Type: "Pass",
                Comment: "Where the endpoint serves it by now, the settlement brings back what served before",
                Assign: {
                    failure: {
                        state: "Ask for the approval",
                        error: "VersionRejected",
                        cause: "{% $packageArn & ' is ' & $approvalStatus & ' by now: somebody took its approval back while it was deployed.' %}",
                    },
                },
                Next: next,
            },
        }),
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
                `The endpoint ${endpointName} has no variant ${variantName} on instances, as deployments make it: somebody else has made it. ` +
                    `Delete it if nobody needs it; the next deployment makes its own.`,
            ),
        }),
        ...part("Endpoint does not serve the new model", {
            "Endpoint does not serve the new model": fails(
                "Describe endpoint",
                "EndpointNotServing",
                jsonata(`'The endpoint ${endpointName} is ' & $endpoint.status
                    & ($endpoint.configuration = $configuration ? ''
                        : ' with the configuration ' & $endpoint.configuration & ' instead of ' & $configuration)
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
