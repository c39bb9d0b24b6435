import { functionArnOf, roleArnOf, stateMachineArnOf } from "../../../components/access/scope";
import { deploymentNames } from "../../../components/deployment/names";
import type { AlgorithmDefinition } from "../../../components/model/model";
import type { TrainingDefinitionArgs } from "../../../components/training/machine/args";
import { trainingNames } from "../../../components/training/names";
import { model, scope } from "./pipelineArgs";

export const names = trainingNames(scope, "used-cars", "xgboost");
const registry = "683313688378.dkr.ecr.us-east-1.amazonaws.com";

/** The algorithm of {@link definitionArgs}. */
export function algorithmOf(changes: Partial<AlgorithmDefinition> = {}): AlgorithmDefinition {
    const definition = model.algorithms["xgboost"];
    if (definition === undefined) throw new Error("used-cars has no xgboost");
    return { ...definition, ...changes };
}

/** Arguments of a definition, with some of the algorithm's fields changed. */
export function definitionArgs(
    changes: Partial<AlgorithmDefinition> = {},
    rest: Partial<TrainingDefinitionArgs> = {},
): TrainingDefinitionArgs {
    const { lease, modelPackageGroup, tuningPrefix, parameterPrefix } = names;
    const deploymentName = deploymentNames(scope, "used-cars", "xgboost").stateMachine;
    return {
        model: "used-cars",
        algorithm: "xgboost",
        definition: algorithmOf(changes),
        ...{ lease, modelPackageGroup, tuningPrefix, parameterPrefix, deploymentName },
        deploymentArn: stateMachineArnOf(scope, deploymentName),
        endpointName: names.endpoint,
        stateMachineName: names.stateMachine,
        ledgerTable: "drivetrain-local-used-cars-ledger",
        keyAlias: "alias/drivetrain-local-used-cars",
        artifactBucket: "artifacts",
        topicArn: "arn:aws:sns:us-east-1:111111111111:notices",
        runsPrefix: "runs/xgboost/",
        codeLocation: "s3://artifacts/code/preprocess/0123/",
        images: {
            preprocess: `${registry}/sagemaker-scikit-learn:1.4-2-cpu-py3`,
            algorithm: `${registry}/sagemaker-xgboost:1.7-1`,
        },
        roleArns: {
            preprocess: roleArnOf(scope, names.preprocessRole),
            train: roleArnOf(scope, names.trainRole),
            serve: roleArnOf(scope, names.serveRole),
            baseline: roleArnOf(scope, names.baselineRole),
        },
        readManifestArn: functionArnOf(scope, names.readManifest),
        queryTrainingResultsArn: functionArnOf(scope, names.queryTrainingResults),
        compareModelsArn: functionArnOf(scope, names.compareModels),
        digestArtifactArn: functionArnOf(scope, names.digestArtifact),
        monitoring: true,
        commit: "173d22b7d3e1f0a1b2c3d4e5f60718293a4b5c6d",
        tags: [{ Key: "drivetrain:model", Value: "used-cars" }],
        pollSeconds: 15,
        capacityRetrySeconds: 900,
        timeoutSeconds: 86_400,
        ...rest,
    };
}
