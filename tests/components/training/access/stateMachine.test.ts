import assert from "node:assert/strict";
import { roleArnOf } from "../../../../components/access/scope";
import type { Definition, State } from "../../../../components/asl/states";
import type { PolicyStatement } from "../../../../components/blocks/ServiceRole";
import type { AlgorithmDefinition } from "../../../../components/model/model";
import { trainStatements } from "../../../../components/training/access/jobs";
import { stateMachineStatements } from "../../../../components/training/access/stateMachine";
import { trainingDefinition } from "../../../../components/training/machine/definition";
import { shapes } from "../../../asl/definitions";
import { algorithmOf, definitionArgs, names } from "../definitionArgs";
import { scope } from "../pipelineArgs";

/** What a job needs that Step Functions waits for. */
const followed = (kind: string) => [
    ...["Create", "Describe", "Stop"].map((verb) => `sagemaker:${verb}${kind}`),
    ...["sagemaker:AddTags", "sagemaker:ListTags"],
    ...["events:PutRule", "events:PutTargets", "events:DescribeRule"],
];

/**
 * What each call of a state needs. Sources: the actions table of each service in the Service Authorization Reference,
 * for `.sync` https://docs.aws.amazon.com/step-functions/latest/dg/connect-sagemaker.html, for scaling
 * https://docs.aws.amazon.com/sagemaker/latest/dg/endpoint-auto-scaling-prerequisites.html.
 */
const actionsOf: Readonly<Record<string, readonly string[]>> = {
    // The table is encrypted by the stack's key.
    "dynamodb:putItem": ["dynamodb:PutItem", "kms:Decrypt"],
    "dynamodb:updateItem": ["dynamodb:UpdateItem", "kms:Decrypt"],
    "dynamodb:getItem": ["dynamodb:GetItem", "kms:Decrypt"],
    "aws-sdk:sfn:describeExecution": ["states:DescribeExecution"],
    "sagemaker:createProcessingJob.sync": [...followed("ProcessingJob"), "iam:PassRole"],
    "sagemaker:createTrainingJob.sync": [...followed("TrainingJob"), "iam:PassRole"],
    "sagemaker:createTransformJob.sync": followed("TransformJob"),
    "aws-sdk:sagemaker:createTrainingJob": ["sagemaker:CreateTrainingJob", "sagemaker:AddTags", "iam:PassRole"],
    "aws-sdk:sagemaker:describeTrainingJob": ["sagemaker:DescribeTrainingJob"],
    "aws-sdk:sagemaker:createHyperParameterTuningJob": [
        ...["sagemaker:CreateHyperParameterTuningJob", "sagemaker:AddTags", "iam:PassRole"],
    ],
    "aws-sdk:sagemaker:describeHyperParameterTuningJob": ["sagemaker:DescribeHyperParameterTuningJob"],
    "aws-sdk:sagemaker:createModel": ["sagemaker:CreateModel", "sagemaker:AddTags", "iam:PassRole"],
    // Whether SageMaker looks for the artifact by the caller's rights is not documented.
    "aws-sdk:sagemaker:createModelPackage": ["sagemaker:CreateModelPackage", "s3:GetObject", "kms:Decrypt"],
    "aws-sdk:sagemaker:describeModelPackage": ["sagemaker:DescribeModelPackage"],
    "aws-sdk:sagemaker:updateModelPackage": ["sagemaker:UpdateModelPackage"],
    "aws-sdk:sagemaker:createEndpointConfig": ["sagemaker:CreateEndpointConfig", "sagemaker:AddTags"],
    "aws-sdk:sagemaker:describeEndpointConfig": ["sagemaker:DescribeEndpointConfig"],
    // The volume's key is granted by who creates the endpoint, or gives it another configuration.
    "aws-sdk:sagemaker:createEndpoint": ["sagemaker:CreateEndpoint", "sagemaker:AddTags", "kms:CreateGrant"],
    "aws-sdk:sagemaker:updateEndpoint": ["sagemaker:UpdateEndpoint", "kms:CreateGrant", "cloudwatch:DescribeAlarms"],
    "aws-sdk:sagemaker:deleteEndpoint": ["sagemaker:DeleteEndpoint"],
    "aws-sdk:sagemaker:describeEndpoint": ["sagemaker:DescribeEndpoint"],
    "aws-sdk:sagemaker:listEndpoints": ["sagemaker:ListEndpoints"],
    "aws-sdk:applicationautoscaling:registerScalableTarget": [
        "application-autoscaling:RegisterScalableTarget",
        "iam:CreateServiceLinkedRole",
        ...["sagemaker:DescribeEndpoint", "sagemaker:DescribeEndpointConfig"],
        "sagemaker:UpdateEndpointWeightsAndCapacities",
    ],
    "aws-sdk:applicationautoscaling:putScalingPolicy": [
        "application-autoscaling:PutScalingPolicy",
        ...["cloudwatch:PutMetricAlarm", "cloudwatch:DescribeAlarms"],
    ],
    "aws-sdk:applicationautoscaling:deregisterScalableTarget": [
        "application-autoscaling:DeregisterScalableTarget",
        "cloudwatch:DeleteAlarms",
    ],
    "aws-sdk:ssm:getParameters": ["ssm:GetParameters"],
    "aws-sdk:ssm:putParameter": ["ssm:PutParameter"],
    // A copy of one version reads as s3:GetObjectVersion, one of what is there as s3:GetObject; both buckets have a
    // key.
    "aws-sdk:s3:copyObject": [
        "s3:GetObject",
        "s3:GetObjectVersion",
        "s3:PutObject",
        "kms:Decrypt",
        "kms:GenerateDataKey",
    ],
    "aws-sdk:s3:putObject": ["s3:PutObject", "kms:GenerateDataKey"],
    "aws-sdk:kms:describeKey": ["kms:DescribeKey"],
    "lambda:invoke": ["lambda:InvokeFunction"],
};

/** The role in a shape that the definition may have. */
const statementsOf = (changes: Partial<AlgorithmDefinition> = {}) =>
    stateMachineStatements({
        ...{ scope, names, keyAlias: "alias/cars", definition: algorithmOf(changes) },
        ...{ landingBucket: "landing", landingPrefix: "training/", ledgerTable: "ledger" },
        ...{ artifactBucket: "artifacts", runsPrefix: "runs/xgboost/" },
    });
const statements = statementsOf();

interface Call {
    readonly integration: string;
    readonly request: Record<string, unknown>;
}

function callsOf(definition: Definition): Call[] {
    return Object.values(definition.States).flatMap((state: State<string>): Call[] => {
        if (state.Type === "Map") return callsOf(state.ItemProcessor);
        if (state.Type !== "Task") return [];
        return [
            {
                integration: state.Resource.replace("arn:aws:states:::", ""),
                request: state.Arguments as Record<string, unknown>,
            },
        ];
    });
}

const calls = callsOf(trainingDefinition(definitionArgs()));

const list = (value: unknown): string[] => (Array.isArray(value) ? value.map(String) : [String(value)]);
const allowed = (action: string) => statements.filter(({ Action }) => list(Action).includes(action));
const resourcesOf = (action: string) => allowed(action).flatMap(({ Resource }) => list(Resource));
const covers = (pattern: string, arn: string) =>
    new RegExp(
        `^${pattern
            .split("*")
            .map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"))
            .join(".*")}$`,
    ).test(arn);
const isCovered = (action: string, arn: string) => resourcesOf(action).some((pattern) => covers(pattern, arn));

describe("the state machine's role", () => {
    for (const [shape, changes] of Object.entries<Partial<AlgorithmDefinition>>(shapes)) {
        it(`may do what its states call where it is ${shape}, and nothing else`, () => {
            const integrations = callsOf(trainingDefinition(definitionArgs(changes))).map(
                ({ integration }) => integration,
            );
            assert.deepEqual(
                integrations.filter((integration) => !(integration in actionsOf)),
                [],
            );
            const needed = new Set(integrations.flatMap((integration) => actionsOf[integration] ?? []));
            const given = new Set(statementsOf(changes).flatMap(({ Action }) => list(Action)));
            assert.deepEqual([...given].sort(), [...needed].sort());
        });
    }

    it("passes exactly the roles of the requests, and to SageMaker only", () => {
        const passed = calls.flatMap(({ request }) =>
            [request["RoleArn"], request["ExecutionRoleArn"]].filter((arn) => typeof arn === "string"),
        );
        assert.deepEqual(resourcesOf("iam:PassRole").sort(), passed.map(String).sort());
        assert.deepEqual(
            allowed("iam:PassRole").map(({ Condition }) => Condition),
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
            [
                "application-autoscaling:DeregisterScalableTarget",
                "arn:aws:application-autoscaling:us-east-1:111111111111:scalable-target/0a1b",
            ],
            [
                "cloudwatch:DescribeAlarms",
                "arn:aws:cloudwatch:us-east-1:111111111111:alarm:used-cars-xgboost-local-5xx",
            ],
            ["sagemaker:CreateEndpointConfig", sageMaker(`endpoint-config/${run}`)],
            ["sagemaker:DescribeEndpointConfig", sageMaker(`endpoint-config/${run}`)],
            // Somebody may have pointed the endpoint at it.
            ["sagemaker:DescribeEndpointConfig", sageMaker("endpoint-config/by-hand")],
            ["sagemaker:CreateEndpoint", sageMaker(`endpoint-config/${run}`)],
            ["sagemaker:CreateEndpoint", sageMaker("endpoint/used-cars-xgboost-local")],
            ["sagemaker:UpdateEndpoint", sageMaker("endpoint/used-cars-xgboost-local")],
            ["sagemaker:AddTags", sageMaker("endpoint/used-cars-xgboost-local")],
            ["ssm:PutParameter", parameter("candidate/model-name")],
            ["ssm:PutParameter", parameter("champion/endpoint-name")],
            ["ssm:GetParameters", parameter("champion/model-name")],
            ["sagemaker:ListTags", sageMaker(`training-job/${run}-00`)],
            ["s3:GetObjectVersion", "arn:aws:s3:::landing/training/cars.csv"],
            ["s3:PutObject", "arn:aws:s3:::artifacts/runs/xgboost/20260102-030405-0a1b2c3d/input/cars.csv"],
            ["s3:PutObject", "arn:aws:s3:::artifacts/runs/xgboost/20260102-030405-0a1b2c3d/verdict.json"],
            ["s3:GetObject", "arn:aws:s3:::artifacts/runs/xgboost/20260102-030405-0a1b2c3d/model/a/model.tar.gz"],
        ] as const) {
            assert.ok(isCovered(action, arn), `${action} on ${arn}`);
        }
        assert.ok(!isCovered("sagemaker:UpdateEndpoint", sageMaker("endpoint/used-cars-linear-learner-local")));
        assert.ok(!isCovered("sagemaker:CreateEndpointConfig", sageMaker("endpoint-config/by-hand")));
        assert.ok(
            !isCovered("sagemaker:UpdateModelPackage", sageMaker("model-package/used-cars-linear-learner-local/1")),
        );
        assert.ok(!isCovered("ssm:PutParameter", parameter("elsewhere")));
        assert.ok(!isCovered("s3:GetObject", "arn:aws:s3:::landing/elsewhere/cars.csv"));
        assert.ok(!isCovered("s3:PutObject", "arn:aws:s3:::artifacts/runs/xgboost/1/train/train.csv"));
        assert.ok(!isCovered("s3:PutObject", "arn:aws:s3:::artifacts/runs/linear-learner/1/verdict.json"));
        assert.ok(!isCovered("s3:GetObject", "arn:aws:s3:::artifacts/runs/xgboost/1/test/test.csv"));
    });

    it("reads and writes no item of the ledger but its claims and its lease", () => {
        const keys = (action: string) => allowed(action).map(({ Condition }) => Condition);
        const only = (key: string) => [{ "ForAllValues:StringLike": { "dynamodb:LeadingKeys": [key] } }];
        assert.deepEqual(keys("dynamodb:PutItem"), only(`claim#${names.stateMachine}#*`));
        assert.deepEqual(keys("dynamodb:UpdateItem"), only("lease#used-cars-xgboost-local"));
    });

    it("scales variants of endpoints alone, and makes no service-linked role but that one's", () => {
        const scaled = statementsOf(shapes.scaled);
        const conditions = (action: string) =>
            scaled.filter(({ Action }) => list(Action).includes(action)).map(({ Condition }) => Condition);
        const variant = {
            "application-autoscaling:service-namespace": "sagemaker",
            "application-autoscaling:scalable-dimension": "sagemaker:variant:DesiredInstanceCount",
        };
        assert.deepEqual(conditions("application-autoscaling:RegisterScalableTarget"), [{ StringEquals: variant }]);
        assert.deepEqual(conditions("iam:CreateServiceLinkedRole"), [
            { StringEquals: { "iam:AWSServiceName": "sagemaker.application-autoscaling.amazonaws.com" } },
        ]);
    });

    it("has a wildcard for a resource only where AWS defines none, or a condition bounds it", () => {
        const wide = (statement: PolicyStatement) => list(statement.Resource).includes("*");
        assert.deepEqual(
            statements.filter(wide).flatMap(({ Action }) => list(Action)),
            ["sagemaker:ListEndpoints"],
        );
    });
});

describe("the role of training jobs", () => {
    const repository = "arn:aws:ecr:us-east-1:683313688378:repository/sagemaker-xgboost";
    const objectsOf = (checkpoints: boolean) =>
        trainStatements({
            ...{ scope, names, keyAlias: "alias/cars", algorithm: "xgboost", checkpoints },
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
