import assert from "node:assert/strict";
import type { PolicyStatement } from "../../../components/access/policyStatement";
import type { Definition } from "../../../components/asl/states";
import { deploymentStatements } from "../../../components/deployment/access/stateMachine";
import { deploymentNames } from "../../../components/deployment/names";
import { stateMachineStatements as scoringStatements } from "../../../components/scoring/access/stateMachine";
import { scoringDefinition } from "../../../components/scoring/machine/definition";
import { stateMachineStatements as trainingStatements } from "../../../components/training/access/stateMachine";
import { good, made } from "../../../policies/engine/examples";
import { grantCalls } from "../../../policies/sfn/grantCalls";
import { grantNothingElse } from "../../../policies/sfn/grantNothingElse";
import { deployment, deploymentShapes, shapes, training, trainingShapes } from "../../asl/definitions";
import { names as deploying } from "../../components/deployment/definitionArgs";
import { definitionArgs as scoringArgs, names as scoringNames } from "../../components/scoring/definitionArgs";
import { algorithmOf, names } from "../../components/training/definitionArgs";
import { scope } from "../../components/training/pipelineArgs";
import { list } from "../../support/permissions";
import { judge, messages, paths } from "../graph";

const shared = {
    scope,
    keyAlias: "alias/cars",
    ledgerTable: "drivetrain-local-used-cars-ledger",
    artifactBucket: "artifacts",
    topicArn: "arn:aws:sns:us-east-1:111111111111:notices",
};
const landing = {
    landingBucket: "landing",
    landingPrefix: "training/",
    dataPrefix: "data/",
    runsPrefix: "runs/xgboost/",
};

/** Every state machine of the project, with what its role is given. */
const machines: readonly (readonly [string, Definition, readonly PolicyStatement[]])[] = [
    ...trainingShapes.map((shape) => {
        const definition = algorithmOf({ ...shapes.standard, ...shapes[shape] });
        const deploymentName = deploymentNames(scope, "used-cars", "xgboost").stateMachine;
        const args = { ...shared, ...landing, names, definition, deploymentName, monitoring: true };
        return [`training, ${shape}`, training(shape), trainingStatements(args)] as const;
    }),
    ...deploymentShapes.map((shape) => {
        const definition = algorithmOf({ ...shapes.standard, ...shapes[shape] });
        const args = { ...shared, ...landing, names: deploying, definition };
        return [`deployment, ${shape}`, deployment(shape), deploymentStatements(args)] as const;
    }),
    [
        "scoring",
        scoringDefinition(scoringArgs()),
        scoringStatements({
            ...{
                ...shared,
                names: scoringNames,
                landingBucket: "landing",
                scoringPrefix: "scoring/",
                scoresPrefix: "scores/",
            },
            champions: ["xgboost", "linear-learner"].map((algorithm) => ({
                modelPackageGroupName: `used-cars-${algorithm}-local`,
                parameterPrefix: `/drivetrain/local/used-cars/${algorithm}`,
            })),
        }),
    ],
];

const graph = (definition: Definition, statements: readonly PolicyStatement[]) =>
    good(
        "a state machine",
        made("aws:iam/role:Role", "role", { name: "runs" }),
        made("aws:iam/rolePolicy:RolePolicy", "policy", {
            role: "runs",
            policy: JSON.stringify({ Statement: statements }),
        }),
        made("aws:sfn/stateMachine:StateMachine", "machine", {
            roleArn: "arn:aws:iam::111111111111:role/runs",
            definition: JSON.stringify(definition),
        }),
    );

/** Without one action, wherever it is allowed. */
const without = (statements: readonly PolicyStatement[], action: string) =>
    statements
        .map((statement) => ({ ...statement, Action: list(statement.Action).filter((one) => one !== action) }))
        .filter(({ Action }) => Action.length > 0);

/** What a call may need only with a key, an alarm or another role behind it is not missed, since no definition tells. */
const notMissed = /^(kms:(?!DescribeKey)|cloudwatch:|iam:CreateServiceLinkedRole|sagemaker:UpdateEndpointWeights)/;

describe("policies: roles of this project's state machines", () => {
    for (const [name, definition, statements] of machines) {
        it(`allow exactly what ${name}, calls`, () => {
            assert.deepEqual(messages(grantCalls, graph(definition, statements)), []);
            assert.deepEqual(messages(grantNothingElse, graph(definition, statements)), []);
        });

        it(`are refused without any action that ${name}, calls`, () => {
            const actions = [...new Set(statements.flatMap(({ Action }) => list(Action)))];
            const missed = actions.filter(
                (action) => paths(judge(grantCalls, graph(definition, without(statements, action))), "fail").length > 0,
            );
            const kept = actions.filter((action) => !missed.includes(action) && !notMissed.test(action));
            // One of two is enough to read an object; what registers a version or a target may need more than it says.
            const either = ["s3:GetObject", "s3:GetObjectVersion", "sagemaker:DescribeEndpointConfig"];
            assert.deepEqual(
                kept.filter((action) => !either.includes(action)),
                [],
            );
        });

        it(`are refused with an action more than ${name}, calls`, () => {
            const more = [...statements, { Effect: "Allow" as const, Action: "sagemaker:DeleteModel", Resource: "*" }];
            const [message] = messages(grantNothingElse, graph(definition, more));
            assert.match(String(message), /: no state needs sagemaker:DeleteModel; take it away\.$/);
        });
    }
});
