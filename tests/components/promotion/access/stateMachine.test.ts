import assert from "node:assert/strict";
import { roleArnOf } from "../../../../components/access/scope";
import {
    checkStatements,
    copyStatements,
    promotionStatements,
} from "../../../../components/promotion/access/stateMachine";
import { promotionDefinition } from "../../../../components/promotion/machine/definition";
import { partnerScope } from "../../../../components/promotion/partners";
import { trainingNames } from "../../../../components/training/names";
import { versionClaimId } from "../../../../contracts/ledger";
import { callsOf, list, neededActions, Permissions } from "../../../support/permissions";
import { scope } from "../../training/pipelineArgs";
import { definitionArgs, names, offeredStart } from "../definitionArgs";

const serveRole = trainingNames(scope, "used-cars", "xgboost").serveRole;
const args = {
    ...{ scope, names, serveRole, keyAlias: "alias/cars", artifactBucket: "artifacts", ledgerTable: "ledger" },
    fromScope: partnerScope(scope, "used-cars", { stage: "dev", accountId: "333333333333" }),
    ...{ fromGroup: "used-cars-xgboost-dev", runsPrefix: "runs/xgboost/" },
};
const role = new Permissions(promotionStatements(args));
const check = new Permissions(checkStatements(args));
const copy = new Permissions(copyStatements(args));

const theirs = (folder: string) =>
    `arn:aws:s3:::drivetrain-333333333333-dev-used-cars-artifacts/runs/xgboost/*/${folder}/*`;
const decryptTheirs = {
    ...{ Effect: "Allow", Action: ["kms:Decrypt"], Resource: "arn:aws:kms:us-east-1:333333333333:key/*" },
    Condition: { "ForAnyValue:StringEquals": { "kms:ResourceAliases": "alias/drivetrain-dev-used-cars" } },
};

describe("the role of the promotion's state machine", () => {
    it("may do what its states call, and nothing else", () => {
        assert.deepEqual(role.actions, neededActions(promotionDefinition(definitionArgs())));
    });

    it("reads versions of the stage before's group alone, and registers in its own alone", () => {
        assert.deepEqual(role.resourcesOf("sagemaker:DescribeModelPackage"), [`${offeredStart}*`]);
        const own = (resource: string) => `arn:aws:sagemaker:us-east-1:111111111111:${resource}`;
        assert.deepEqual(role.resourcesOf("sagemaker:CreateModelPackage"), [
            own("model-package-group/used-cars-xgboost-local"),
            own("model-package/used-cars-xgboost-local/*"),
        ]);
        assert.deepEqual(role.resourcesOf("sagemaker:CreateModel"), [own("model/used-cars-xgboost-local-*")]);
    });

    it("writes nothing anywhere, and passes the role that serves alone, to SageMaker alone", () => {
        assert.ok(!role.actions.includes("s3:PutObject"));
        const passed = callsOf(promotionDefinition(definitionArgs())).flatMap(
            ({ request }) => request["ExecutionRoleArn"] ?? [],
        );
        assert.deepEqual(passed, [roleArnOf(scope, serveRole)]);
        assert.deepEqual(
            role.allowed("iam:PassRole").map(({ Resource, Condition }) => [list(Resource), Condition]),
            [[passed, { StringEquals: { "iam:PassedToService": "sagemaker.amazonaws.com" } }]],
        );
    });

    it("claims versions in its own part of the ledger", () => {
        const [{ Condition } = {}] = role.allowed("dynamodb:PutItem");
        const [pattern] = Object.values(
            (Condition as Record<string, Record<string, string[]>>)["ForAllValues:StringLike"] ?? {},
        ).flat();
        const claim = versionClaimId(names.stateMachine, `${offeredStart}3`);
        assert.ok(String(pattern).endsWith("*") && claim.startsWith(String(pattern).slice(0, -1)), String(pattern));
    });
});

describe("the roles of what reads another stage's versions", () => {
    it("let the check read what it asks about, and nothing of this stage", () => {
        assert.deepEqual(check.statements, [
            {
                Effect: "Allow",
                Action: "s3:GetObject",
                Resource: ["model", "transform", "baseline"].map(theirs),
            },
            decryptTheirs,
        ]);
    });

    it("let the copy read and write the same folders, theirs and this stage's, each with its own key", () => {
        const folders = ["model", "transform", "baseline", "comparison"];
        assert.deepEqual(copy.statements, [
            { Effect: "Allow", Action: "s3:GetObject", Resource: folders.map(theirs) },
            decryptTheirs,
            ...folders.map((folder) => ({
                Effect: "Allow",
                Action: ["s3:PutObject", "s3:AbortMultipartUpload"],
                Resource: `arn:aws:s3:::artifacts/runs/xgboost/*/${folder}/*`,
            })),
            {
                Effect: "Allow",
                Action: ["kms:Decrypt", "kms:GenerateDataKey"],
                Resource: "arn:aws:kms:us-east-1:111111111111:key/*",
                Condition: { "ForAnyValue:StringEquals": { "kms:ResourceAliases": "alias/cars" } },
            },
        ]);
    });
});
