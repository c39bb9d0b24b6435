import type { Definition } from "../../components/shared/asl";
import type { AlgorithmDefinition } from "../../components/shared/model";
import { trainingDefinition, type TrainingDefinitionArgs } from "../../components/training/definition";

const job = { instanceType: "ml.m5.large", instanceCount: 1, volumeSize: 10, maxRuntime: 600 };
const registry = "683313688378.dkr.ecr.us-east-1.amazonaws.com";
const algorithm: AlgorithmDefinition = {
    image: { repository: "sagemaker-xgboost", tag: "1.7-1" },
    hyperparameters: { num_round: 100, objective: "reg:squarederror" },
    preprocessing: job,
    training: job,
    endpoint: { instanceType: "ml.t2.medium", instanceCount: 1 },
    gate: { metric: "validation:rmse", threshold: 3000, margin: 50 },
};

/** A training pipeline as its tests know it. */
export const training: TrainingDefinitionArgs = {
    model: "used-cars",
    algorithm: "xgboost",
    definition: algorithm,
    endpointName: "used-cars-xgboost-local",
    parameterPrefix: "/drivetrain/local/used-cars/xgboost",
    keyAlias: "alias/drivetrain-local",
    artifactBucket: "artifacts",
    runsPrefix: "runs/xgboost/",
    codeLocation: "s3://artifacts/code/preprocess/0123/",
    captureLocation: "s3://captures/used-cars",
    capturePercentage: 100,
    images: {
        preprocess: `${registry}/sagemaker-scikit-learn:1.4-2-cpu-py3`,
        algorithm: `${registry}/sagemaker-xgboost:1.7-1`,
    },
    roleArns: {
        preprocess: "arn:aws:iam::111111111111:role/preprocess",
        train: "arn:aws:iam::111111111111:role/train",
        serve: "arn:aws:iam::111111111111:role/serve",
    },
    queryTrainingResultsArn: "arn:aws:lambda:us-east-1:111111111111:function:query-results",
    tags: [{ Key: "drivetrain:model", Value: "used-cars" }],
    endpointWait: { timeoutSeconds: 60, pollSeconds: 15 },
    timeoutSeconds: 86_400,
};

/** Every state machine of the project by its file, in each of the forms that its arguments can give it. */
export const definitions: Readonly<Record<string, Readonly<Record<string, Definition>>>> = {
    "components/training/definition.ts": {
        "one instance, no network of its own": trainingDefinition(training),
        "several instances, with disks of their own, in a network": trainingDefinition({
            ...training,
            definition: {
                ...algorithm,
                training: { ...job, instanceType: "ml.m5d.large", instanceCount: 2 },
                endpoint: { instanceType: "ml.m5d.large", instanceCount: 2 },
            },
            network: { subnetIds: ["subnet-0123456789abcdef0"], securityGroupIds: ["sg-0123456789abcdef0"] },
        }),
    },
};
