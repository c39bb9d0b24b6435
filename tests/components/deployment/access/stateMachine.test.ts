import assert from "node:assert/strict";
import { deploymentStatements } from "../../../../components/deployment/access/stateMachine";
import { deploymentDefinition } from "../../../../components/deployment/machine/definition";
import type { AlgorithmDefinition } from "../../../../components/model/model";
import { deploymentShapes, shapes } from "../../../asl/definitions";
import { callsOf, list, neededActions, Permissions } from "../../../support/permissions";
import { algorithmOf } from "../../training/definitionArgs";
import { scope } from "../../training/pipelineArgs";
import { definitionArgs, names } from "../definitionArgs";

/** The role in a shape that the definition may have. */
const statementsOf = (changes: Partial<AlgorithmDefinition> = {}) =>
    deploymentStatements({
        ...{ scope, names, keyAlias: "alias/cars", definition: algorithmOf(changes), ledgerTable: "ledger" },
        ...{
            artifactBucket: "artifacts",
            topicArn: "arn:aws:sns:us-east-1:111111111111:notices",
            runsPrefix: "runs/xgboost/",
        },
    });
const role = new Permissions(statementsOf());

describe("the role of the deployment state machine", () => {
    for (const shape of deploymentShapes) {
        it(`may do what its states call where it is ${shape}, and nothing else`, () => {
            const changes: Partial<AlgorithmDefinition> = shapes[shape];
            assert.deepEqual(
                new Permissions(statementsOf(changes)).actions,
                neededActions(deploymentDefinition(definitionArgs(changes))),
            );
        });
    }

    it("passes no role: a configuration names a model, which has its own", () => {
        assert.deepEqual(role.allowed("iam:PassRole"), []);
        for (const { request } of callsOf(deploymentDefinition(definitionArgs()))) {
            assert.doesNotMatch(JSON.stringify(request), /RoleArn/);
        }
    });

    it("covers each thing that a deployment names", () => {
        const sageMaker = (resource: string) => `arn:aws:sagemaker:us-east-1:111111111111:${resource}`;
        const run = "used-cars-xgboost-local-20260102-030405-0a1b2c3d";
        const parameter = (path: string) =>
            `arn:aws:ssm:us-east-1:111111111111:parameter${names.parameterPrefix}/${path}`;
        const execution = (machine: string) => `arn:aws:states:us-east-1:111111111111:execution:${machine}:0a1b2c3d`;
        for (const [action, arn] of [
            ["sagemaker:UpdateModelPackage", sageMaker("model-package/used-cars-xgboost-local/12")],
            ["sagemaker:DescribeModelPackage", sageMaker("model-package/used-cars-xgboost-local/12")],
            ["dynamodb:UpdateItem", "arn:aws:dynamodb:us-east-1:111111111111:table/ledger"],
            ["states:DescribeExecution", execution(names.stateMachine)],
            ["states:DescribeExecution", execution(names.training)],
            [
                "application-autoscaling:DeregisterScalableTarget",
                "arn:aws:application-autoscaling:us-east-1:111111111111:scalable-target/0a1b",
            ],
            ...["cloudwatch:DescribeAlarms", "cloudwatch:PutMetricAlarm"].map(
                (action) =>
                    [
                        action,
                        "arn:aws:cloudwatch:us-east-1:111111111111:alarm:used-cars-xgboost-local.rollback-5xx",
                    ] as const,
            ),
            // Application Auto Scaling looks whether its caller may see alarms, and names none.
            ["cloudwatch:DescribeAlarms", "arn:aws:cloudwatch:us-east-1:111111111111:alarm:*"],
            ["ssm:DeleteParameters", parameter("champion/model-name")],
            ["sagemaker:ListModelPackages", sageMaker("model-package-group/used-cars-xgboost-local")],
            ["sagemaker:CreateEndpointConfig", sageMaker(`endpoint-config/${run}`)],
            ["sagemaker:DescribeEndpointConfig", sageMaker(`endpoint-config/${run}`)],
            // Somebody may have pointed the endpoint at it.
            ["sagemaker:DescribeEndpointConfig", sageMaker("endpoint-config/by-hand")],
            ["sagemaker:CreateEndpoint", sageMaker(`endpoint-config/${run}`)],
            ["sagemaker:CreateEndpoint", sageMaker("endpoint/used-cars-xgboost-local")],
            ["sagemaker:UpdateEndpoint", sageMaker("endpoint/used-cars-xgboost-local")],
            ["sagemaker:AddTags", sageMaker("endpoint/used-cars-xgboost-local")],
            ["ssm:PutParameter", parameter("champion/endpoint-name")],
            ["ssm:GetParameters", parameter("champion/model-name")],
            ["s3:PutObject", "arn:aws:s3:::artifacts/runs/xgboost/20260102-030405-0a1b2c3d/verdict.json"],
        ] as const) {
            assert.ok(role.isCovered(action, arn), `${action} on ${arn}`);
        }
        assert.ok(!role.isCovered("sagemaker:UpdateEndpoint", sageMaker("endpoint/used-cars-linear-learner-local")));
        assert.ok(!role.isCovered("sagemaker:CreateEndpointConfig", sageMaker("endpoint-config/by-hand")));
        assert.ok(
            !role.isCovered(
                "sagemaker:UpdateModelPackage",
                sageMaker("model-package/used-cars-linear-learner-local/1"),
            ),
        );
        assert.ok(!role.isCovered("ssm:PutParameter", parameter("candidate/model-name")));
        // Those that tell people are the program's, not a deployment's.
        assert.ok(
            !role.isCovered(
                "cloudwatch:PutMetricAlarm",
                "arn:aws:cloudwatch:us-east-1:111111111111:alarm:used-cars-xgboost-local-5xx",
            ),
        );
        assert.ok(!role.isCovered("s3:PutObject", "arn:aws:s3:::artifacts/runs/xgboost/1/train/train.csv"));
        assert.ok(!role.isCovered("s3:PutObject", "arn:aws:s3:::artifacts/runs/linear-learner/1/verdict.json"));
    });

    it("reads and writes no item of the ledger but its lease", () => {
        for (const action of ["dynamodb:GetItem", "dynamodb:UpdateItem"]) {
            assert.deepEqual(
                role.allowed(action).map(({ Condition }) => Condition),
                [{ "ForAllValues:StringLike": { "dynamodb:LeadingKeys": ["lease#used-cars-xgboost-local"] } }],
            );
        }
        assert.deepEqual(role.allowed("dynamodb:PutItem"), []);
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
        const wide = role.statements.filter(({ Resource }) => list(Resource).includes("*"));
        assert.deepEqual(
            wide.flatMap(({ Action }) => list(Action)),
            [
                ...["sagemaker:ListEndpoints", "sagemaker:ListModelPackages"],
                ...["application-autoscaling:DescribeScalableTargets", "cloudwatch:DescribeAlarms"],
            ],
        );
    });
});
