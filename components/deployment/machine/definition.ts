import { readChampion } from "../../asl/champion";
import { orderData } from "../../asl/dataOrder";
import { findKey } from "../../asl/dataStates";
import { failWith } from "../../asl/failures";
import { takeLease } from "../../asl/lease";
import { type Definition, part, states, when } from "../../asl/states";
import { storeVerdict, tellVerdict } from "../../asl/verdictStates";
import type { DeploymentDefinitionArgs } from "./args";
import { awaitEndpoint } from "./states/awaitEndpoint";
import { deploymentFailures, rejectUnserved } from "./states/failures";
import { holdLease } from "./states/lease";
import { prepareEndpoint } from "./states/prepareEndpoint";
import { approveVersion, promote } from "./states/promotion";
import { rollBack, wantedAgain } from "./states/rollback";
import { registerScaling, resumeScaling, stopScaling } from "./states/scaling";
import { settle } from "./states/settlement";
import { updateEndpoint } from "./states/updateEndpoint";
import {
    askAgain,
    checkVersion,
    compareChampion,
    lessor,
    nameDeployment,
    readVersion,
    withdrawApproval,
    yieldingTo,
} from "./states/version";

/**
 * From a version in the model registry to an endpoint that serves it, or to the reason why not.
 *
 * The input is `{ versionArn }`, a model package's ARN: with `sentBy` of a run that holds the endpoint's lease and hands
 * it over, with `settles` where the version's deployment ended badly, with `rollsBack` of a version that was rejected.
 * SageMaker's event of a version that a person has approved, or rejected, will do as well. All else is read from the
 * version and from Parameter Store. What later states need they find in variables:
 *
 * - `$packageArn`, `$sentBy`, `$settles`, `$rollsBack`, `$configuration` (the name of the endpoint configuration)
 * - `$approvalStatus`, `$modelName`, `$run` (its files' location), `$data`, `$value`, `$metrics`, `$comparison`,
 *   `$deployed` (whether the version has served), `$rejectedBy`, `$promotedFrom`: what the version says of itself
 * - `$serving` (the data of the serving model), `$champion` (its name and transform; null where none serves)
 * - `$rejected` (the version that a rollback takes out of service, null elsewhere), `$served`, `$servedConfiguration`
 * - `$keyArn`, `$current` (the fleet before an update), `$endpoint`, `$failure`, and the counters `$tries`, `$waits`,
 *   `$polls`
 * - `$verdict` (the output)
 *
 * Parameter Store's `champion/` moves only once the endpoint serves: from then on the version is what serves, and an
 * execution that ends badly is settled by another one.
 */
export function deploymentDefinition(args: DeploymentDefinitionArgs): Definition {
    const { scaling } = args.definition.endpoint;
    const lease = { ...args, pollSeconds: args.endpointWait.pollSeconds, deploymentName: args.stateMachineName };
    const promoted = scaling === undefined ? "Verdict told" : "Register scaling";
    const failed = scaling === undefined ? "Deployment failed" : "Did it stop scaling?";
    return states({
        Comment: `Deploys versions of ${args.model} with ${args.algorithm} to the endpoint ${args.endpointName}`,
        QueryLanguage: "JSONata",
        TimeoutSeconds: args.timeoutSeconds,
        StartAt: "Name the deployment",
        States: {
            // What is sent, and what serves?
            ...nameDeployment(args),
            ...takeLease(lease, "Read the version", "Deployment failed", lessor, yieldingTo(args)),
            ...readVersion("Read the champion"),
            ...readChampion(args, "Is it a settlement?", "Deployment failed"),

            // May it serve?
            ...part("Is it a settlement?", {
                "Is it a settlement?": {
                    Type: "Choice",
                    Choices: [
                        {
                            Condition: "{% $rollsBack and $approvalStatus != 'Rejected' %}",
                            Next: "The version is not rejected",
                        },
                        { Condition: "{% $rollsBack or $settles != null %}", Next: "Find the endpoint" },
                    ],
                    Default: "May it be deployed?",
                },
            }),
            ...wantedAgain(args),
            ...checkVersion(args, "Is the data newer?"),
            ...orderData("Has it served?", "Does the version serve?"),
            ...compareChampion(args, "Find the key"),
            ...withdrawApproval(args),

            // It goes into service
            ...findKey(args, "Hold the lease", "May it be rejected?"),
            ...holdLease(args, "Create endpoint configuration"),
            ...prepareEndpoint(args),
            ...updateEndpoint(args),
            ...stopScaling(args, "Watch the new fleet's errors"),
            ...awaitEndpoint(args, "Ask for the approval again"),

            // It serves
            ...askAgain("Ask for the approval again", "Is it approved?", "Deployment failed"),
            ...approveVersion("Remember the data"),
            ...promote(args, "Store the verdict", promoted),
            ...storeVerdict(args, promoted),
            ...when(scaling, (wanted) => registerScaling(args, wanted, "Verdict told")),

            // Or it does not
            ...deploymentFailures(args, failed),
            ...rejectUnserved(failed),
            ...when(scaling, (wanted) => resumeScaling(args, wanted)),
            ...failWith("Deployment failed"),

            // What does an execution leave that ended badly, and what of a version that was rejected?
            ...settle(args, {
                serves: "Is it approved?",
                settled: scaling === undefined ? "Verdict told" : "Is it to scale?",
                goes: "The version is to go",
            }),
            ...rollBack(args, "Is it approved?", "Find the key"),
            ...when(scaling, () =>
                part("Is it to scale?", {
                    "Is it to scale?": {
                        Type: "Choice",
                        Comment: "The deployment may have stopped scaling, and registering it twice changes nothing",
                        Choices: [{ Condition: "{% $settles != null and $served != '' %}", Next: "Register scaling" }],
                        Default: "Verdict told",
                    },
                }),
            ),
            ...tellVerdict(),
        },
    });
}
