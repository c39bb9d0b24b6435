import assert from "node:assert/strict";
import { roleArnOf } from "../../../../components/access/scope";
import { deploymentNames } from "../../../../components/deployment/names";
import type { AlgorithmDefinition } from "../../../../components/model/model";
import { trainStatements } from "../../../../components/training/access/jobs";
import { stateMachineStatements } from "../../../../components/training/access/stateMachine";
import { trainingDefinition } from "../../../../components/training/machine/definition";
import { shapes, trainingShapes } from "../../../asl/definitions";
import { callsOf, covers, list, neededActions, Permissions } from "../../../support/permissions";
import { algorithmOf, definitionArgs, names } from "../definitionArgs";
import { scope } from "../pipelineArgs";

const deploymentName = deploymentNames(scope, "used-cars", "xgboost").stateMachine;

/** The role in a shape that the definition may have. */
const statementsOf = (changes: Partial<AlgorithmDefinition> = {}, monitoring = true) =>
    stateMachineStatements({
        ...{ deploymentName, scope, names, keyAlias: "alias/cars", definition: algorithmOf(changes) },
        monitoring,
        ...{ landingBucket: "landing", landingPrefix: "training/", dataPrefix: "data/", ledgerTable: "ledger" },
        ...{
            artifactBucket: "artifacts",
            topicArn: "arn:aws:sns:us-east-1:111111111111:notices",
            runsPrefix: "runs/xgboost/",
        },
    });
const role = new Permissions(statementsOf());
const calls = callsOf(trainingDefinition(definitionArgs()));

describe("the state machine's role", () => {
    for (const shape of trainingShapes) {
        it(`may do what its states call where it is ${shape}, and nothing else`, () => {
            const changes: Partial<AlgorithmDefinition> = shapes[shape];
            assert.deepEqual(
                new Permissions(statementsOf(changes)).actions,
                neededActions(trainingDefinition(definitionArgs(changes))),
            );
        });
    }

    it("passes exactly the roles of the requests, and to SageMaker only", () => {
        const passed = calls.flatMap(({ request }) =>
            [request["RoleArn"], request["ExecutionRoleArn"]].filter((arn) => typeof arn === "string"),
        );
        assert.deepEqual(role.resourcesOf("iam:PassRole").sort(), [...new Set(passed.map(String))].sort());
        assert.deepEqual(
            role.allowed("iam:PassRole").map(({ Condition }) => Condition),
            [{ StringEquals: { "iam:PassedToService": "sagemaker.amazonaws.com" } }],
        );
        assert.ok(passed.includes(roleArnOf(scope, names.serveRole)));
    });

    it("covers each thing that a run names", () => {
        const sageMaker = (resource: string) => `arn:aws:sagemaker:us-east-1:111111111111:${resource}`;
        const run = "used-cars-xgboost-local-20260102-030405-0a1b2c3d";
        const parameter = (path: string) =>
            `arn:aws:ssm:us-east-1:111111111111:parameter${names.parameterPrefix}/${path}`;
        for (const [action, arn] of [
            ["sagemaker:CreateProcessingJob", sageMaker(`processing-job/${run}-00`)],
            ["sagemaker:CreateTrainingJob", sageMaker(`training-job/${run}-10`)],
            ["sagemaker:CreateTransformJob", sageMaker(`transform-job/${run}-a0`)],
            ["sagemaker:CreateModel", sageMaker(`model/${run}`)],
            ["sagemaker:CreateModelPackage", sageMaker("model-package-group/used-cars-xgboost-local")],
            ["sagemaker:UpdateModelPackage", sageMaker("model-package/used-cars-xgboost-local/12")],
            ["dynamodb:UpdateItem", "arn:aws:dynamodb:us-east-1:111111111111:table/ledger"],
            [
                "states:DescribeExecution",
                `arn:aws:states:us-east-1:111111111111:execution:${names.stateMachine}:0a1b2c3d`,
            ],
            ["ssm:PutParameter", parameter("candidate/model-name")],
            [
                "states:DescribeExecution",
                `arn:aws:states:us-east-1:111111111111:execution:${deploymentName}:20260102-030405-0a1b2c3d`,
            ],
            ["states:StartExecution", `arn:aws:states:us-east-1:111111111111:stateMachine:${deploymentName}`],
            ["ssm:GetParameters", parameter("champion/model-name")],
            ["sagemaker:ListTags", sageMaker(`training-job/${run}-00`)],
            ["s3:GetObjectVersion", "arn:aws:s3:::landing/training/cars.csv"],
            ["s3:PutObject", "arn:aws:s3:::artifacts/runs/xgboost/20260102-030405-0a1b2c3d/input/cars.csv"],
            ["s3:PutObject", "arn:aws:s3:::artifacts/runs/xgboost/20260102-030405-0a1b2c3d/verdict.json"],
            ["s3:GetObject", "arn:aws:s3:::artifacts/runs/xgboost/20260102-030405-0a1b2c3d/model/a/model.tar.gz"],
        ] as const) {
            assert.ok(role.isCovered(action, arn), `${action} on ${arn}`);
        }
        assert.ok(!role.isCovered("ssm:PutParameter", parameter("champion/endpoint-name")));
        assert.ok(
            !role.isCovered(
                "states:StopExecution",
                `arn:aws:states:us-east-1:111111111111:execution:${names.stateMachine}:1`,
            ),
        );
        assert.ok(
            !role.isCovered(
                "sagemaker:UpdateModelPackage",
                sageMaker("model-package/used-cars-linear-learner-local/1"),
            ),
        );
        assert.ok(!role.isCovered("ssm:PutParameter", parameter("elsewhere")));
        assert.ok(!role.isCovered("s3:GetObject", "arn:aws:s3:::landing/elsewhere/cars.csv"));
        assert.ok(!role.isCovered("s3:PutObject", "arn:aws:s3:::artifacts/runs/xgboost/1/train/train.csv"));
        assert.ok(!role.isCovered("s3:PutObject", "arn:aws:s3:::artifacts/runs/linear-learner/1/verdict.json"));
        assert.ok(!role.isCovered("s3:GetObject", "arn:aws:s3:::artifacts/runs/xgboost/1/test/test.csv"));
    });

    it("reads and writes no item of the ledger but its claims and its lease", () => {
        const keys = (action: string) => role.allowed(action).map(({ Condition }) => Condition);
        const only = (key: string) => [{ "ForAllValues:StringLike": { "dynamodb:LeadingKeys": [key] } }];
        assert.deepEqual(keys("dynamodb:PutItem"), only(`claim#${names.stateMachine}#*`));
        assert.deepEqual(keys("dynamodb:UpdateItem"), only("lease#used-cars-xgboost-local"));
    });

    it("has a wildcard for a resource only where AWS defines none, or a condition bounds it", () => {
        const wide = role.statements.filter(({ Resource }) => list(Resource).includes("*"));
        assert.deepEqual(wide, []);
    });
});

describe("the role of training jobs", () => {
    const repository = "arn:aws:ecr:us-east-1:683313688378:repository/sagemaker-xgboost";
    const spot = { maxWait: 7200 };
    const objectsOf = (checkpoints: boolean) =>
        trainStatements({
            ...{ scope, names, keyAlias: "alias/cars", algorithm: "xgboost", alarmArns: [], monitoring: true },
            definition: algorithmOf(checkpoints ? { training: { ...algorithmOf().training, spot } } : {}),
            ...{
                artifactBucket: "artifacts",
                runsPrefix: "runs/xgboost/",
                codePrefix: "code/",
                scoresPrefix: "scores/",
            },
            ...{ captureBucket: "captures", capturePrefix: "used-cars/" },
            repositories: { preprocess: repository, algorithm: repository },
        }).flatMap(({ Action, Resource, Condition }) => {
            const [action = ""] = list(Action);
            if (action === "s3:ListBucket") {
                assert.equal(Resource, "arn:aws:s3:::artifacts");
                return [[action, (Condition as { StringLike: Record<string, string> }).StringLike["s3:prefix"]]];
            }
            return action.startsWith("s3:") ? [[action, list(Resource)[0]?.split("artifacts/")[1]]] : [];
        });
    const read = (folder: string) =>
        ["s3:GetObject", "s3:ListBucket"].map((action) => [action, `runs/xgboost/*/${folder}/*`]);

    it("lists and reads its channels, and on spot machines its checkpoints, and nothing else of runs", () => {
        assert.deepEqual(objectsOf(false), [
            ...[...read("train"), ...read("validation")],
            ["s3:PutObject", "runs/xgboost/*/model/*"],
        ]);
        assert.deepEqual(objectsOf(true), [
            ...objectsOf(false),
            ...[...read("checkpoints"), ["s3:PutObject", "runs/xgboost/*/checkpoints/*"]],
        ]);
        // SageMaker lists by the channel's own prefix.
        assert.ok(covers("runs/xgboost/*/train/*", "runs/xgboost/20260102-030405-0a1b2c3d/train/"));
    });
});
