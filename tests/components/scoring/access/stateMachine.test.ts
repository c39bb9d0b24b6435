import assert from "node:assert/strict";
import type { PolicyStatement } from "../../../../components/access/policyStatement";
import {
    explainStatements,
    mergeJobStatements,
    mergeStatements,
    preprocessStatements,
    stateMachineStatements,
} from "../../../../components/scoring/access/stateMachine";
import { scoringDefinition } from "../../../../components/scoring/machine/definition";
import { jobActions, requestsOf } from "../../../support/jobActions";
import { list, neededActions, Permissions } from "../../../support/permissions";
import { definitionArgs, names, scope } from "../definitionArgs";

const statements = stateMachineStatements({
    ...{ scope, names, keyAlias: "alias/cars", ledgerTable: "ledger" },
    ...{ landingBucket: "landing", scoringPrefix: "scoring/" },
    ...{ artifactBucket: "artifacts", topicArn: "arn:aws:sns:us-east-1:111111111111:notices", scoresPrefix: "scores/" },
    champions: ["xgboost", "linear-learner"].map((algorithm) => ({
        modelPackageGroupName: `used-cars-${algorithm}-local`,
        parameterPrefix: `/drivetrain/local/used-cars/${algorithm}`,
    })),
});

const role = new Permissions(statements);

/** Actions and resources of a role's statements on objects. */
const objects = (all: readonly PolicyStatement[]) =>
    all
        .filter(({ Action }) => list(Action).some((action) => /s3:(Get|Put)Object/.test(action)))
        .map(({ Action, Resource }) => [list(Action).join(","), Resource]);

describe("the scoring state machine's role", () => {
    it("may do what its states call, and nothing else", () => {
        assert.deepEqual(role.actions, neededActions(scoringDefinition(definitionArgs()), false));
    });

    for (const network of [
        undefined,
        { subnetIds: ["subnet-0123456789abcdef0"], securityGroupIds: ["sg-0123456789abcdef0"] },
    ]) {
        it(`has its rows encoded by a role that may do what SageMaker does${network ? ", in a network" : ""}`, () => {
            const args = definitionArgs({ network });
            const requests = requestsOf([scoringDefinition(args)], args.preprocessRoleArn, false);
            assert.equal(requests.length, 1);
            const allowed = preprocessStatements({
                ...{ scope, keyAlias: "alias/cars", artifactBucket: "artifacts", scoresPrefix: "scores/", network },
                ...{ runsPrefix: "runs/", codePrefix: "code/", repositoryArn: "arn:aws:ecr:us-east-1:1:repository/a" },
                preprocessing: args.preprocessing,
            });
            assert.deepEqual(new Permissions(allowed).actions, jobActions(requests));
        });

        it(`has large batches merged by a role that may do what SageMaker does${network ? ", in a network" : ""}`, () => {
            const args = definitionArgs({ network });
            const explaining = requestsOf([scoringDefinition(args)], args.explainRoleArn, false);
            assert.equal(explaining.length, 1);
            const mayExplain = explainStatements({
                ...{ scope, keyAlias: "alias/cars", artifactBucket: "artifacts", scoresPrefix: "scores/", network },
                ...{ runsPrefix: "runs/", codePrefix: "code/", repositoryArn: "arn:aws:ecr:us-east-1:1:repository/a" },
                ...{ preprocessing: args.preprocessing, explainedBy: ["arn:aws:ecr:us-east-1:1:repository/b"] },
            });
            assert.deepEqual(new Permissions(mayExplain).actions, jobActions(explaining));
            const requests = requestsOf([scoringDefinition(args)], args.mergeRoleArn, false);
            assert.equal(requests.length, 1);
            const allowed = mergeJobStatements({
                ...{ scope, keyAlias: "alias/cars", artifactBucket: "artifacts", scoresPrefix: "scores/", network },
                ...{ codePrefix: "code/", repositoryArn: "arn:aws:ecr:us-east-1:1:repository/a" },
                preprocessing: args.preprocessing,
            });
            assert.deepEqual(new Permissions(allowed).actions, jobActions(requests));
        });
    }

    it("passes the roles of its processing jobs alone, and to SageMaker only", () => {
        const [{ Resource, Condition } = {}, ...others] = role.allowed("iam:PassRole");
        assert.deepEqual(others, []);
        assert.deepEqual(Resource, [
            ...[definitionArgs().preprocessRoleArn, definitionArgs().mergeRoleArn, definitionArgs().explainRoleArn],
        ]);
        assert.deepEqual(Condition, { StringEquals: { "iam:PassedToService": "sagemaker.amazonaws.com" } });
    });

    it("covers each thing that a run names, and no other pipeline's", () => {
        const sageMaker = (resource: string) => `arn:aws:sagemaker:us-east-1:111111111111:${resource}`;
        const parameter = (path: string) =>
            `arn:aws:ssm:us-east-1:111111111111:parameter/drivetrain/local/used-cars/${path}`;
        const run = "used-cars-scoring-local-20260102-030405-0a1b2c3d";
        for (const [action, arn] of [
            ["sagemaker:CreateProcessingJob", sageMaker(`processing-job/${run}-00`)],
            ["sagemaker:CreateProcessingJob", sageMaker(`processing-job/${run}-a0`)],
            ["sagemaker:CreateTransformJob", sageMaker(`transform-job/${run}-100`)],
            ["sagemaker:AddTags", sageMaker(`transform-job/${run}-100`)],
            ["sagemaker:DescribeModelPackage", sageMaker("model-package/used-cars-xgboost-local/3")],
            ["ssm:GetParameters", parameter("xgboost/champion/model-package-arn")],
            ["s3:GetObjectVersion", "arn:aws:s3:::landing/scoring/cars.csv"],
            ["s3:PutObject", "arn:aws:s3:::artifacts/scores/20260102-030405-0a1b2c3d/input/cars.csv"],
        ] as const) {
            assert.ok(role.isCovered(action, arn), `${action} on ${arn}`);
        }
        for (const [action, arn] of [
            ["sagemaker:DescribeModelPackage", sageMaker("model-package/used-cars-xgboost-prod/3")],
            ["sagemaker:CreateTransformJob", sageMaker("transform-job/used-cars-xgboost-local-1-00")],
            ["ssm:GetParameters", parameter("xgboost/candidate/model-name")],
            ["s3:GetObject", "arn:aws:s3:::landing/training/cars.csv"],
            ["s3:PutObject", "arn:aws:s3:::artifacts/runs/xgboost/1/input/cars.csv"],
        ] as const) {
            assert.ok(!role.isCovered(action, arn), `${action} on ${arn}`);
        }
    });

    it("writes its own claims alone", () => {
        assert.deepEqual(role.allowed("dynamodb:PutItem"), [
            {
                Effect: "Allow",
                Action: "dynamodb:PutItem",
                Resource: "arn:aws:dynamodb:us-east-1:111111111111:table/ledger",
                Condition: {
                    "ForAllValues:StringLike": {
                        "dynamodb:LeadingKeys": ["claim#drivetrain-local-used-cars-scoring#*"],
                    },
                },
            },
        ]);
    });

    it("has no wildcard for a resource", () => {
        assert.deepEqual(
            statements.filter(({ Resource }) => list(Resource).includes("*")),
            [],
        );
    });
});

const write = "s3:PutObject,s3:AbortMultipartUpload";

describe("the roles of a scoring run's parts", () => {
    const shared = { scope, keyAlias: "alias/cars", artifactBucket: "artifacts", scoresPrefix: "scores/" };

    it("let pre-processing read the file, its code and transforms, and write rows and its report", () => {
        const given = preprocessStatements({
            preprocessing: definitionArgs().preprocessing,
            ...shared,
            ...{ runsPrefix: "runs/", codePrefix: "code/preprocess/0123/" },
            repositoryArn: "arn:aws:ecr:us-east-1:683313688378:repository/sagemaker-scikit-learn",
        });
        assert.deepEqual(objects(given), [
            ["s3:GetObject", "arn:aws:s3:::artifacts/scores/*/input/*"],
            ["s3:GetObject", "arn:aws:s3:::artifacts/code/preprocess/0123/*"],
            ["s3:GetObject", "arn:aws:s3:::artifacts/runs/*/transform/*"],
            [write, "arn:aws:s3:::artifacts/scores/*/encoded/*"],
            [write, "arn:aws:s3:::artifacts/scores/*/rows/*"],
            [write, "arn:aws:s3:::artifacts/scores/*/quarantine/*"],
            [write, "arn:aws:s3:::artifacts/scores/*/report/*"],
        ]);
        assert.ok(JSON.stringify(given).includes("log-group:/aws/sagemaker/ProcessingJobs"));
    });

    it("let the job that merges read what the others left and its code, and write the result alone", () => {
        const given = mergeJobStatements({
            preprocessing: definitionArgs().preprocessing,
            ...shared,
            codePrefix: "code/preprocess/0123/",
            repositoryArn: "arn:aws:ecr:us-east-1:683313688378:repository/sagemaker-scikit-learn",
        });
        assert.deepEqual(objects(given), [
            ["s3:GetObject", "arn:aws:s3:::artifacts/scores/*/report/*"],
            ["s3:GetObject", "arn:aws:s3:::artifacts/scores/*/rows/*"],
            ["s3:GetObject", "arn:aws:s3:::artifacts/scores/*/transformed/*"],
            ["s3:GetObject", "arn:aws:s3:::artifacts/scores/*/explained/*"],
            ["s3:GetObject", "arn:aws:s3:::artifacts/code/preprocess/0123/*"],
            [write, "arn:aws:s3:::artifacts/scores/*/result/*"],
            [write, "arn:aws:s3:::artifacts/scores/*/merge/*"],
        ]);
    });

    it("let the jobs that explain read what was encoded and what tells a version, and write explanations alone", () => {
        const given = explainStatements({
            preprocessing: definitionArgs().preprocessing,
            ...shared,
            ...{ runsPrefix: "runs/", codePrefix: "code/preprocess/0123/" },
            repositoryArn: "arn:aws:ecr:us-east-1:683313688378:repository/sagemaker-scikit-learn",
            explainedBy: ["arn:aws:ecr:us-east-1:683313688378:repository/sagemaker-xgboost"],
        });
        assert.deepEqual(objects(given), [
            ["s3:GetObject", "arn:aws:s3:::artifacts/scores/*/encoded/*"],
            ["s3:GetObject", "arn:aws:s3:::artifacts/code/preprocess/0123/*"],
            ["s3:GetObject", "arn:aws:s3:::artifacts/runs/*/model/*"],
            ["s3:GetObject", "arn:aws:s3:::artifacts/runs/*/transform/*"],
            ["s3:GetObject", "arn:aws:s3:::artifacts/runs/*/baseline/*"],
            [write, "arn:aws:s3:::artifacts/scores/*/explained/*"],
        ]);
        const pulled = new Permissions(given);
        for (const name of ["sagemaker-scikit-learn", "sagemaker-xgboost"]) {
            const repository = `arn:aws:ecr:us-east-1:683313688378:repository/${name}`;
            assert.ok(pulled.isCovered("ecr:BatchGetImage", repository), name);
        }
    });

    it("let merging read what the jobs left, and write the result and the record", () => {
        assert.deepEqual(objects(mergeStatements(shared)), [
            ["s3:GetObject", "arn:aws:s3:::artifacts/scores/*/report/*"],
            ["s3:GetObject", "arn:aws:s3:::artifacts/scores/*/rows/*"],
            ["s3:GetObject", "arn:aws:s3:::artifacts/scores/*/transformed/*"],
            ["s3:GetObject", "arn:aws:s3:::artifacts/scores/*/explained/*"],
            ["s3:GetObject", "arn:aws:s3:::artifacts/scores/*/merge/*"],
            [write, "arn:aws:s3:::artifacts/scores/*/result/*"],
            [write, "arn:aws:s3:::artifacts/records/scoring/*"],
        ]);
    });
});
