import { variantName } from "../../../../contracts/names";
import { failed } from "../../../asl/failures";
import { jsonata } from "../../../asl/jsonata";
import { rejectVersion } from "../../../asl/registryStates";
import { part } from "../../../asl/states";
import { notJudged } from "../../../asl/verdict";
import type { DeploymentDefinitionArgs } from "../args";
import { changing, mostPolls, retry, sageMaker, statusOf } from "./endpointStates";

const failing = (state: string) => failed(state, "Deployment failed");

/**
 * What a deployment left that ended badly: at whichever state that was, what serves decides. A version that serves once
 * the endpoint is at rest goes on to be promoted; one that does not is rejected, unless it has served before. A rollback
 * begins here, too: a version that serves though a person has rejected it goes.
 */
export function settle<const Serves extends string, const Settled extends string, const Goes extends string>(
    args: DeploymentDefinitionArgs,
    { serves, settled, goes }: { readonly serves: Serves; readonly settled: Settled; readonly goes: Goes },
) {
    const { endpointName, endpointWait } = args;
    return {
        ...part("Find the endpoint", {
            "Find the endpoint": {
                Type: "Task",
                Resource: sageMaker("listEndpoints"),
                Arguments: { NameContains: endpointName, MaxResults: 100 },
                Assign: { status: statusOf(endpointName), polls: "{% $polls + 1 %}" },
                Retry: retry,
                Catch: failing("Find the endpoint"),
                Next: "Is the endpoint at rest?",
            },
            "Is the endpoint at rest?": {
                Type: "Choice",
                Comment: "SageMaker goes on with an update that nobody waits for",
                Choices: [
                    { Condition: "{% $status = 'InService' %}", Next: "Look at what serves" },
                    { Condition: `{% $polls > ${mostPolls(args).update} %}`, Next: "Endpoint does not come to rest" },
                    { Condition: `{% $status in ${changing} %}`, Next: "Wait until it is at rest" },
                ],
                Default: "Does it serve the version?",
            },
            "Wait until it is at rest": {
                Type: "Wait",
                Seconds: endpointWait.pollSeconds,
                Next: "Find the endpoint",
            },
            "Endpoint does not come to rest": {
                Type: "Pass",
                Assign: {
                    failure: {
                        state: "Find the endpoint",
                        error: "EndpointTimeout",
                        cause: `{% 'The endpoint ${endpointName} is still ' & $status & ' after ' & $string($polls * ${endpointWait.pollSeconds}) & ' seconds.' %}`,
                    },
                },
                Next: "Deployment failed",
            },
            "Look at what serves": {
                Type: "Task",
                Resource: sageMaker("describeEndpoint"),
                Arguments: { EndpointName: endpointName },
                Assign: { servedConfiguration: "{% $states.result.EndpointConfigName %}" },
                Retry: retry,
                Catch: failing("Look at what serves"),
                Next: "Look at its model",
            },
            "Look at its model": {
                Type: "Task",
                Comment: "The model's name tells the version, whichever deployment made the configuration",
                Resource: sageMaker("describeEndpointConfig"),
                Arguments: { EndpointConfigName: "{% $servedConfiguration %}" },
                Assign: {
                    served: jsonata(`(
                        $variant := $states.result.ProductionVariants[VariantName = '${variantName}'][0];
                        $exists($variant.ModelName) ? $variant.ModelName : ''
                    )`),
                },
                Retry: retry,
                Catch: failing("Look at its model"),
                Next: "Does it serve the version?",
            },
            "Does it serve the version?": {
                Type: "Choice",
                Choices: [
                    { Condition: unwanted, Next: goes },
                    { Condition: exported, Next: "It is the champion already" },
                    {
                        Condition: "{% $served != '' and $served = $modelName %}",
                        Assign: { configuration: "{% $servedConfiguration %}" },
                        Next: serves,
                    },
                ],
                Default: "The version does not serve",
            },
            "It is the champion already": {
                Type: "Pass",
                Comment: "Its promotion was told, with whom it replaced: only what came after it may be undone",
                Assign: { verdict: notJudged(args, "settled", "$modelName & ' serves, as the champion'") },
                Next: settled,
            },
        }),
        ...part("The version does not serve", {
            "The version does not serve": {
                Type: "Pass",
                Assign: {
                    failure: {
                        cause: "{% ($settles = null ? 'its deployment' : $settles) & ' ended before the version served.' %}",
                    },
                    verdict: notJudged(
                        args,
                        "settled",
                        "$packageArn & ' does not serve, and what served before still does'",
                        { modelPackageArn: "{% $packageArn %}" },
                    ),
                },
                Next: "Is it to be rejected?",
            },
            "Is it to be rejected?": {
                Type: "Choice",
                Comment: "Its deployment has rejected it already, or it has served before and keeps its approval",
                Choices: [{ Condition: "{% $approvalStatus = 'Rejected' or $deployed %}", Next: settled }],
                Default: "Reject what does not serve",
            },
        }),
        ...rejectVersion("Reject what does not serve", settled, failing("Reject what does not serve")),
    };
}

/**
 * It serves, or is what requests are encoded for, though a person has rejected it. What a deployment has rejected itself,
 * as it gave up waiting, comes to serve all the same: its settlement promotes that.
 */
const unwanted = jsonata(`
    $approvalStatus = 'Rejected' and ($rollsBack or $rejectedBy != $settles)
    and ($served = $modelName or ($champion = null ? false : $champion.modelName = $modelName))
`);

/** Parameter Store has it whole: a deployment that went wrong later, or one of an event that came twice. */
const exported = jsonata(`
    $champion = null ? false
        : $served = $modelName and $champion.modelName = $modelName and $champion.configuration = $servedConfiguration
`);
