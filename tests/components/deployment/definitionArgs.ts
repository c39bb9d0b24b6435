import type { DeploymentDefinitionArgs } from "../../../components/deployment/machine/args";
import { deploymentNames } from "../../../components/deployment/names";
import type { AlgorithmDefinition } from "../../../components/model/model";
import { algorithmOf } from "../training/definitionArgs";
import { scope } from "../training/pipelineArgs";

export const names = deploymentNames(scope, "used-cars", "xgboost");

/** Arguments of a definition, with some of the algorithm's fields changed. */
export function definitionArgs(changes: Partial<AlgorithmDefinition> = {}): DeploymentDefinitionArgs {
    const { lease, scalingPolicy, parameterPrefix } = names;
    return {
        model: "used-cars",
        algorithm: "xgboost",
        definition: algorithmOf(changes),
        ...{ lease, scalingPolicy, parameterPrefix },
        endpointName: names.endpoint,
        stateMachineName: names.stateMachine,
        trainingName: names.training,
        modelPackageGroup: names.modelPackageGroup,
        rollbackAlarms: names.rollbackAlarms,
        ledgerTable: "drivetrain-local-used-cars-ledger",
        keyAlias: "alias/drivetrain-local-used-cars",
        artifactBucket: "artifacts",
        topicArn: "arn:aws:sns:us-east-1:111111111111:notices",
        captureLocation: "s3://captures/used-cars",
        capturePercentage: 50,
        tags: [{ Key: "drivetrain:model", Value: "used-cars" }],
        endpointWait: { timeoutSeconds: 60, pollSeconds: 15 },
        bakeSeconds: 30,
        capacityRetrySeconds: 900,
        timeoutSeconds: 86_400,
    };
}
