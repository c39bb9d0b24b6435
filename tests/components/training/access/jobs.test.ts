import assert from "node:assert/strict";
import type { PolicyStatement } from "../../../../components/access/policyStatement";
import { roleArnOf } from "../../../../components/access/scope";
import { deploymentDefinition } from "../../../../components/deployment/machine/definition";
import type { AlgorithmDefinition } from "../../../../components/model/model";
import {
    baselineStatements,
    type JobStatementsArgs,
    preprocessStatements,
    serveStatements,
    trainStatements,
} from "../../../../components/training/access/jobs";
import { trainingDefinition } from "../../../../components/training/machine/definition";
import { shapes, trainingShapes } from "../../../asl/definitions";
import { jobActions, requestsOf } from "../../../support/jobActions";
import { Permissions } from "../../../support/permissions";
import { definitionArgs as deploymentArgs } from "../../deployment/definitionArgs";
import { algorithmOf, definitionArgs, names } from "../definitionArgs";
import { network, scope } from "../pipelineArgs";

const repository = "arn:aws:ecr:us-east-1:683313688378:repository/sagemaker-xgboost";

const roles: Readonly<Record<string, { role: string; statements: (args: JobStatementsArgs) => PolicyStatement[] }>> = {
    "pre-processing jobs": { role: names.preprocessRole, statements: preprocessStatements },
    "training jobs": { role: names.trainRole, statements: trainStatements },
    "baselines' jobs": { role: names.baselineRole, statements: baselineStatements },
    "models, in transform jobs and endpoints": { role: names.serveRole, statements: serveStatements },
};

const { preprocessing, training, endpoint } = algorithmOf();
const ownDisks = { instanceType: "ml.m5d.large" };
const jobShapes: Readonly<Record<string, Partial<AlgorithmDefinition>>> = {
    ...Object.fromEntries(trainingShapes.map((shape) => [shape, shapes[shape]])),
    "training with disks of its own": { training: { ...training, ...ownDisks } },
    "all with disks of their own": {
        preprocessing: { ...preprocessing, ...ownDisks },
        training: { ...training, ...ownDisks },
        endpoint: { ...endpoint, ...ownDisks },
        transform: { ...ownDisks, instanceCount: 1 },
    },
};

describe("the roles of a training pipeline's jobs", () => {
    for (const [what, { role, statements }] of Object.entries(roles)) {
        for (const [shape, changes] of Object.entries(jobShapes)) {
            for (const within of [undefined, network]) {
                const where = within === undefined ? "" : ", in a network";
                it(`that of ${what} may do what SageMaker does for them, and nothing else: ${shape}${where}`, () => {
                    const definitions = [
                        trainingDefinition(definitionArgs(changes, { network: within })),
                        deploymentDefinition(deploymentArgs(changes)),
                    ];
                    const requests = requestsOf(definitions, roleArnOf(scope, role), role === names.serveRole);
                    assert.ok(requests.length > 0);
                    const allowed = statements({
                        ...{ scope, names, keyAlias: "alias/cars", algorithm: "xgboost", network: within },
                        ...{ artifactBucket: "artifacts", runsPrefix: "runs/xgboost/", codePrefix: "code/" },
                        ...{ scoresPrefix: "scores/", captureBucket: "captures", capturePrefix: "used-cars/" },
                        alarmArns: ["arn:aws:cloudwatch:us-east-1:111111111111:alarm:used-cars-rollback"],
                        ...{ definition: algorithmOf(changes), monitoring: true },
                        repositories: { preprocess: repository, algorithm: repository },
                    });
                    assert.deepEqual(new Permissions(allowed).actions, jobActions(requests));
                });
            }
        }
    }
});
