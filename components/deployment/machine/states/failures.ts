import { variantName } from "../../../../contracts/names";
import { jsonata } from "../../../asl/jsonata";
import { part } from "../../../asl/states";
import type { DeploymentDefinitionArgs } from "../args";

/** The ways in which a deployment fails that no error tells of. */
export function deploymentFailures(args: DeploymentDefinitionArgs) {
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
