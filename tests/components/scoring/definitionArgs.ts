import type { Scope } from "../../../components/access/scope";
import { type ScoringDefinitionArgs } from "../../../components/scoring/machine/definition";
import { scoringNames } from "../../../components/scoring/names";

export const scope: Scope = {
    partition: "aws",
    region: "us-east-1",
    accountId: "111111111111",
    stage: "local",
    prefix: "drivetrain-local-used-cars",
};

export const names = scoringNames(scope, "used-cars");

const arn = (service: string, resource: string) => `arn:aws:${service}:us-east-1:111111111111:${resource}`;

/** A scoring pipeline as its tests know it. */
export function definitionArgs(changes: Partial<ScoringDefinitionArgs> = {}): ScoringDefinitionArgs {
    return {
        model: "used-cars",
        parameterPrefixes: {
            xgboost: "/drivetrain/local/used-cars/xgboost",
            "linear-learner": "/drivetrain/local/used-cars/linear-learner",
        },
        base: names.base,
        stateMachineName: names.stateMachine,
        ledgerTable: "drivetrain-local-used-cars-ledger",
        keyAlias: "alias/drivetrain-local-used-cars",
        artifactBucket: "artifacts",
        topicArn: "arn:aws:sns:us-east-1:111111111111:notices",
        ...{ scoresPrefix: "scores/", scoringPrefix: "scoring/" },
        mergeScoresArn: arn("lambda", `function:${names.mergeScores}`),
        preprocessing: { instanceType: "ml.m5.xlarge", instanceCount: 1, volumeSize: 20, maxRuntime: 1200 },
        transform: {
            xgboost: { instanceType: "ml.m5.large", instanceCount: 2 },
            "linear-learner": { instanceType: "ml.g5.xlarge", instanceCount: 1 },
        },
        codeLocation: "s3://artifacts/code/preprocess/0123/",
        preprocessImage: "683313688378.dkr.ecr.us-east-1.amazonaws.com/sagemaker-scikit-learn:1.4-2-cpu-py3",
        preprocessRoleArn: `arn:aws:iam::111111111111:role/${names.preprocessRole}`,
        explainRoleArn: `arn:aws:iam::111111111111:role/${names.explainRole}`,
        explanations: {
            xgboost: {
                kind: "trees",
                image: "683313688378.dkr.ecr.us-east-1.amazonaws.com/sagemaker-xgboost:1.7-1",
            },
            "linear-learner": {
                kind: "linear",
                image: "683313688378.dkr.ecr.us-east-1.amazonaws.com/sagemaker-scikit-learn:1.4-2-cpu-py3",
            },
        },
        mergeRoleArn: `arn:aws:iam::111111111111:role/${names.mergeRole}`,
        tags: [{ Key: "drivetrain:model", Value: "used-cars" }],
        capacityRetrySeconds: 60,
        pollSeconds: 15,
        timeoutSeconds: 3600,
        ...changes,
    };
}
