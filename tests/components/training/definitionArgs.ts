import type { AlgorithmDefinition } from "../../../components/shared/model";
import { functionArnOf, roleArnOf } from "../../../components/shared/scope";
import type { TrainingDefinitionArgs } from "../../../components/training/definition";
import { trainingNames } from "../../../components/training/names";
import { model, scope } from "./pipelineArgs";

const names = trainingNames(scope, "used-cars", "xgboost");
const registry = "683313688378.dkr.ecr.us-east-1.amazonaws.com";

/** Arguments of a definition, with some of the algorithm's fields changed. */
export function definitionArgs(
    changes: Partial<AlgorithmDefinition> = {},
    rest: Partial<TrainingDefinitionArgs> = {},
): TrainingDefinitionArgs {
    const definition = model.algorithms["xgboost"];
    if (definition === undefined) throw new Error("used-cars has no xgboost");
    return {
        model: "used-cars",
        algorithm: "xgboost",
        definition: { ...definition, ...changes },
        endpointName: names.endpoint,
        parameterPrefix: names.parameterPrefix,
        keyAlias: "alias/drivetrain-local-used-cars",
        artifactBucket: "artifacts",
        runsPrefix: "runs/xgboost/",
        codeLocation: "s3://artifacts/code/preprocess/0123/",
        captureLocation: "s3://captures/used-cars",
        capturePercentage: 50,
        images: {
            preprocess: `${registry}/sagemaker-scikit-learn:1.4-2-cpu-py3`,
            algorithm: `${registry}/sagemaker-xgboost:1.7-1`,
        },
        roleArns: {
            preprocess: roleArnOf(scope, names.preprocessRole),
            train: roleArnOf(scope, names.trainRole),
            serve: roleArnOf(scope, names.serveRole),
        },
        queryTrainingResultsArn: functionArnOf(scope, names.queryTrainingResults),
        tags: [{ Key: "drivetrain:model", Value: "used-cars" }],
        endpointWait: { timeoutSeconds: 60, pollSeconds: 15 },
        timeoutSeconds: 86_400,
        ...rest,
    };
}
