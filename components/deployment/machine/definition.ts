import { readChampion } from "../../asl/champion";
import { orderData } from "../../asl/dataOrder";
import { findKey } from "../../asl/dataStates";
import { failWith } from "../../asl/failures";
import { takeLease } from "../../asl/lease";
import { rejectVersion } from "../../asl/registryStates";
import { type Definition, part, states, when } from "../../asl/states";
import { storeVerdict, tellVerdict } from "../../asl/verdictStates";
import type { DeploymentDefinitionArgs } from "./args";
import { awaitEndpoint } from "./states/awaitEndpoint";
import { deploymentFailures } from "./states/failures";
import { holdLease } from "./states/lease";
import { prepareEndpoint } from "./states/prepareEndpoint";
import { approveVersion, promote } from "./states/promotion";
import { registerScaling, resumeScaling, stopScaling } from "./states/scaling";
import { settle } from "./states/settlement";
import { updateEndpoint } from "./states/updateEndpoint";
import { checkVersion, compareChampion, lessor, nameDeployment, readVersion, withdrawApproval } from "./states/version";

/**
 * From a version in the model registry to an endpoint that serves it, or to the reason why not.
 *
 * The input is `{ versionArn }`, a model package's ARN: with `sentBy` of a run that holds the endpoint's lease and hands
 * it over, with `settles` where the version's deployment ended badly. SageMaker's event of a version that a person has
 * approved will do as well. All else is read from the version and from Parameter Store. What later states need they
 * find in variables:
 *
 * - `$packageArn`, `$sentBy`, `$settles`, `$configuration` (the name of the endpoint configuration)
 * - `$approvalStatus`, `$modelName`, `$run` (its files' location), `$data`, `$value`, `$metrics`, `$comparison`,
 *   `$deployed` (whether the version has served): what the version says of itself
 * - `$serving` (the data of the serving model), `$champion` (its name and transform; null where none serves)
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
    return states({
        Comment: `Deploys versions of ${args.model} with ${args.algorithm} to the endpoint ${args.endpointName}`,
        QueryLanguage: "JSONata",
        TimeoutSeconds: args.timeoutSeconds,
        StartAt: "Name the deployment",
        States: {
            // What is sent, and what serves?
            ...nameDeployment(args),
            ...takeLease(lease, "Read the version", "Does a settlement fail?", lessor),
            ...readVersion("Read the champion"),
            ...readChampion(args, "Is it a settlement?", "Does a settlement fail?"),

            // May it serve?
            ...part("Is it a settlement?", {
                "Is it a settlement?": {
                    Type: "Choice",
                    Choices: [{ Condition: "{% $settles != null %}", Next: "Find the endpoint" }],
                    Default: "May it be deployed?",
                },
            }),
            ...checkVersion(args, "Is the data newer?"),
            ...orderData("Has it served?", "Does the version serve?"),
            ...compareChampion(args, "Find the key"),
            ...withdrawApproval(args),

            // It goes into service
            ...findKey(args, "Hold the lease", "Reject the model"),
            ...holdLease(args, "Create endpoint configuration"),
            ...prepareEndpoint(args),
            ...updateEndpoint(args),
            ...stopScaling(args),
            ...awaitEndpoint(args, "Is it approved?"),

            // It serves
            ...approveVersion("Remember the data"),
            ...promote(args, "Store the verdict"),
            ...storeVerdict(args, scaling === undefined ? "Verdict told" : "Register scaling"),
            ...when(scaling, (wanted) => registerScaling(args, wanted, "Verdict told")),

            // Or it does not
            ...deploymentFailures(args),
            ...part("Does a settlement fail?", {
                "Does a settlement fail?": {
                    Type: "Choice",
                    Comment: "Whether its version serves is not known then",
                    Choices: [{ Condition: "{% $settles != null %}", Next: "Deployment failed" }],
                    Default: "Reject the model",
                },
            }),
            ...rejectVersion("Reject the model", scaling === undefined ? "Deployment failed" : "Did it stop scaling?"),
            ...when(scaling, (wanted) => resumeScaling(args, wanted)),
            ...failWith("Deployment failed"),

            // What does an execution leave that ended badly?
            ...settle(args, "Is it approved?", scaling === undefined ? "Verdict told" : "Is it to scale?"),
            ...when(scaling, () =>
                part("Is it to scale?", {
                    "Is it to scale?": {
                        Type: "Choice",
                        Comment: "The deployment may have stopped scaling, and registering it twice changes nothing",
                        Choices: [{ Condition: "{% $served != '' %}", Next: "Register scaling" }],
                        Default: "Verdict told",
                    },
                }),
            ),
            ...tellVerdict(),
        },
    });
}
