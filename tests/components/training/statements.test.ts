import assert from "node:assert/strict";
import type { Definition, State } from "../../../components/shared/asl";
import type { PolicyStatement } from "../../../components/shared/role";
import { roleArnOf } from "../../../components/shared/scope";
import { trainingDefinition } from "../../../components/training/definition";
import { trainingNames } from "../../../components/training/names";
import { stateMachineStatements } from "../../../components/training/statements";
import { definitionArgs } from "./definitionArgs";
import { scope } from "./pipelineArgs";

/**
 * What each call of a state needs. Sources: the actions table of each service in the Service Authorization Reference,
 * and for `.sync` https://docs.aws.amazon.com/step-functions/latest/dg/connect-sagemaker.html.
 */
const actionsOf: Readonly<Record<string, readonly string[]>> = {
    "sagemaker:createProcessingJob.sync": [
        "sagemaker:CreateProcessingJob",
        "sagemaker:DescribeProcessingJob",
        "sagemaker:StopProcessingJob",
        "sagemaker:AddTags",
        "sagemaker:ListTags",
        "iam:PassRole",
        "events:PutRule",
        "events:PutTargets",
        "events:DescribeRule",
    ],
    "sagemaker:createTrainingJob.sync": [
        "sagemaker:CreateTrainingJob",
        "sagemaker:DescribeTrainingJob",
        "sagemaker:StopTrainingJob",
        "sagemaker:AddTags",
        "sagemaker:ListTags",
        "iam:PassRole",
        "events:PutRule",
        "events:PutTargets",
        "events:DescribeRule",
    ],
    "aws-sdk:sagemaker:createModel": ["sagemaker:CreateModel", "sagemaker:AddTags", "iam:PassRole"],
    "aws-sdk:sagemaker:createEndpointConfig": ["sagemaker:CreateEndpointConfig", "sagemaker:AddTags"],
    // The volume's key is granted by who creates the endpoint, or gives it another configuration.
    "aws-sdk:sagemaker:createEndpoint": ["sagemaker:CreateEndpoint", "sagemaker:AddTags", "kms:CreateGrant"],
    "aws-sdk:sagemaker:updateEndpoint": ["sagemaker:UpdateEndpoint", "kms:CreateGrant"],
    "aws-sdk:sagemaker:deleteEndpoint": ["sagemaker:DeleteEndpoint"],
    "aws-sdk:sagemaker:describeEndpoint": ["sagemaker:DescribeEndpoint"],
    "aws-sdk:sagemaker:listEndpoints": ["sagemaker:ListEndpoints"],
    "aws-sdk:ssm:getParameter": ["ssm:GetParameter"],
    "aws-sdk:ssm:putParameter": ["ssm:PutParameter"],
    // A copy of one version reads as s3:GetObjectVersion, one of what is there as s3:GetObject; both buckets have a key.
    "aws-sdk:s3:copyObject": [
        "s3:GetObject",
        "s3:GetObjectVersion",
        "s3:PutObject",
        "kms:Decrypt",
        "kms:GenerateDataKey",
    ],
    "aws-sdk:kms:describeKey": ["kms:DescribeKey"],
    "lambda:invoke": ["lambda:InvokeFunction"],
};

const names = trainingNames(scope, "used-cars", "xgboost");
const statements = stateMachineStatements({
    ...{ scope, names, keyAlias: "alias/cars" },
    ...{ landingBucket: "landing", landingPrefix: "training/" },
    ...{ artifactBucket: "artifacts", runsPrefix: "runs/xgboost/" },
});

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
    it("knows what every call needs", () => {
        assert.deepEqual(
            calls.map(({ integration }) => integration).filter((integration) => !(integration in actionsOf)),
            [],
        );
    });

    it("may do what its states call, and nothing else", () => {
        const needed = new Set(calls.flatMap(({ integration }) => actionsOf[integration] ?? []));
        const given = new Set(statements.flatMap(({ Action }) => list(Action)));
        assert.deepEqual([...given].sort(), [...needed].sort());
    });

    it("passes exactly the roles of the requests, and to SageMaker only", () => {
        const passed = calls.flatMap(({ request }) =>
            [request["RoleArn"], request["ExecutionRoleArn"]].filter((arn) => arn !== undefined),
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
            ["sagemaker:CreateProcessingJob", sageMaker(`processing-job/${run}-0`)],
            ["sagemaker:CreateTrainingJob", sageMaker(`training-job/${run}-1`)],
            ["sagemaker:CreateModel", sageMaker(`model/${run}`)],
            ["sagemaker:CreateEndpointConfig", sageMaker(`endpoint-config/${run}`)],
            ["sagemaker:CreateEndpoint", sageMaker(`endpoint-config/${run}`)],
            ["sagemaker:CreateEndpoint", sageMaker("endpoint/used-cars-xgboost-local")],
            ["sagemaker:UpdateEndpoint", sageMaker("endpoint/used-cars-xgboost-local")],
            ["sagemaker:AddTags", sageMaker("endpoint/used-cars-xgboost-local")],
            ["ssm:PutParameter", parameter("candidate/model-name")],
            ["ssm:PutParameter", parameter("champion/endpoint-name")],
            ["ssm:GetParameter", parameter("champion/metrics")],
            ["sagemaker:ListTags", sageMaker(`training-job/${run}-0`)],
            ["s3:GetObjectVersion", "arn:aws:s3:::landing/training/cars.csv"],
            ["s3:PutObject", "arn:aws:s3:::artifacts/runs/xgboost/20260102-030405-0a1b2c3d/input/cars.csv"],
        ] as const) {
            assert.ok(isCovered(action, arn), `${action} on ${arn}`);
        }
        assert.ok(!isCovered("sagemaker:UpdateEndpoint", sageMaker("endpoint/used-cars-linear-learner-local")));
        assert.ok(!isCovered("ssm:PutParameter", parameter("elsewhere")));
        assert.ok(!isCovered("s3:GetObject", "arn:aws:s3:::landing/elsewhere/cars.csv"));
        assert.ok(!isCovered("s3:PutObject", "arn:aws:s3:::artifacts/runs/xgboost/1/train/train.csv"));
    });

    it("has a wildcard for a resource only where AWS defines none, or a condition bounds it", () => {
        const wide = (statement: PolicyStatement) => list(statement.Resource).includes("*");
        assert.deepEqual(
            statements.filter(wide).flatMap(({ Action }) => list(Action)),
            ["sagemaker:ListEndpoints"],
        );
    });
});
