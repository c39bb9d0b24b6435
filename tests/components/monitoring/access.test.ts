import assert from "node:assert/strict";
import {
    analyzeStatements,
    type AnalyzeStatementsArgs,
    consolidateStatements,
    evaluateStatements,
} from "../../../components/monitoring/access/jobs";
import { retrainingStatements } from "../../../components/monitoring/access/retraining";
import { stateMachineStatements } from "../../../components/monitoring/access/stateMachine";
import { monitorDefinition } from "../../../components/monitoring/machine/definition";
import { jobActions, requestsOf } from "../../support/jobActions";
import { list, neededActions, Permissions } from "../../support/permissions";
import { container, definitionArgs, explained, names, scope } from "./definitionArgs";

const args = definitionArgs();
const shared = { scope, names, keyAlias: "alias/cars", artifactBucket: "artifacts", captureBucket: "captures" };
const statementsOf = (algorithms: readonly string[]) =>
    stateMachineStatements({
        ...{ ...shared, model: "used-cars", explained: algorithms },
        ...{ ledgerTable: "ledger", topicArn: args.topicArn, champions: args.champions, analysis: args.analysis },
    });
const statements = statementsOf([]);
const role = new Permissions(statements);

describe("the monitor's state machine's role", () => {
    it("may do what its states call, and nothing else", () => {
        // An object that is read without naming its version takes s3:GetObject alone.
        const needed = neededActions(monitorDefinition(args), false).filter((one) => one !== "s3:GetObjectVersion");
        assert.deepEqual(role.actions, needed);
    });

    it("may refresh the data sets that there are, and no others", () => {
        const dataSets = ["cars-drift"];
        const own = stateMachineStatements({
            ...{ ...shared, model: "used-cars", explained: [] },
            ...{ ledgerTable: "ledger", topicArn: args.topicArn, champions: args.champions, analysis: args.analysis },
            dataSets,
        });
        const refresh = { accountId: scope.accountId, dataSets };
        const needed = neededActions(monitorDefinition({ ...args, refresh }), false);
        assert.deepEqual(
            new Permissions(own).actions,
            needed.filter((one) => one !== "s3:GetObjectVersion"),
        );
        const arn = "arn:aws:quicksight:us-east-1:111111111111:dataset/cars-drift";
        assert.deepEqual(
            own.filter(({ Action }) => list(Action).includes("quicksight:CreateIngestion")).map((one) => one.Resource),
            [[arn, `${arn}/ingestion/*`]],
        );
    });

    it("may describe the versions that are asked what each feature adds, and no others", () => {
        const explaining = new Permissions(statementsOf(["xgboost"]));
        const needed = neededActions(monitorDefinition(definitionArgs({ explained })), false);
        assert.deepEqual(
            explaining.actions,
            needed.filter((one) => one !== "s3:GetObjectVersion"),
        );
        assert.deepEqual(explaining.resourcesOf("sagemaker:DescribeModelPackage"), [
            "arn:aws:sagemaker:us-east-1:111111111111:model-package/used-cars-xgboost-local/*",
        ]);
    });

    it("has no wildcard for a resource", () => {
        assert.deepEqual(
            statements.filter(({ Resource }) => list(Resource).includes("*")),
            [],
        );
    });

    it("covers each thing that a run names, and no other pipeline's", () => {
        const sageMaker = (resource: string) => `arn:aws:sagemaker:us-east-1:111111111111:${resource}`;
        const parameter = (path: string) =>
            `arn:aws:ssm:us-east-1:111111111111:parameter/drivetrain/local/used-cars/${path}`;
        for (const [action, arn] of [
            [
                "sagemaker:CreateProcessingJob",
                sageMaker("processing-job/used-cars-monitor-local-20260102-030405-0a1b2c3d-000"),
            ],
            ["ssm:GetParameters", parameter("xgboost/champion/baseline")],
            ["s3:GetObject", "arn:aws:s3:::captures/consolidated/20260102-030405-0a1b2c3d/counts.json"],
            ["glue:StartJobRun", `arn:aws:glue:us-east-1:111111111111:job/${names.consolidation}`],
        ] as const) {
            assert.ok(role.isCovered(action, arn), `${action} on ${arn}`);
        }
        for (const [action, arn] of [
            ["sagemaker:CreateProcessingJob", sageMaker("processing-job/used-cars-scoring-local-1-00")],
            ["ssm:GetParameters", parameter("xgboost/candidate/model-name")],
            ["s3:GetObject", "arn:aws:s3:::captures/consolidated/1/data/part-0.parquet"],
            ["glue:StartJobRun", "arn:aws:glue:us-east-1:111111111111:job/another"],
        ] as const) {
            assert.ok(!role.isCovered(action, arn), `${action} on ${arn}`);
        }
    });
});

const boosted = "arn:aws:ecr:us-east-1:683313688378:repository/sagemaker-xgboost";

const analysis = (changes: Partial<AnalyzeStatementsArgs>) =>
    analyzeStatements({
        ...{ ...shared, analysis: args.analysis, persists: false, explainedBy: [] },
        ...{ runsPrefix: "runs/", codePrefix: "code/", monitorCodePrefix: "code/monitor/4567/" },
        ...{ repositoryArn: "arn:aws:ecr:us-east-1:1:repository/a" },
        ...changes,
    });

describe("the roles of a monitoring run's parts", () => {
    for (const network of [
        undefined,
        { subnetIds: ["subnet-0123456789abcdef0"], securityGroupIds: ["sg-0123456789abcdef0"] },
    ]) {
        for (const asked of [{}, explained]) {
            const count = Object.keys(asked).length;
            const where = `${network ? ", in a network" : ""}${count > 0 ? ", and ask versions" : ""}`;
            it(`let the analyzer do what SageMaker does for it${where}`, () => {
                const definition = monitorDefinition(definitionArgs({ network, explained: asked }));
                const requests = requestsOf([definition], args.analyzeRoleArn, false);
                assert.equal(requests.length, count > 0 ? 3 : 1);
                const allowed = analysis({ network, explainedBy: count > 0 ? [boosted] : [] });
                assert.deepEqual(new Permissions(allowed).actions, jobActions(requests));
            });
        }
    }

    it("let Model Monitor's own container do what SageMaker does for it, with the rows that are written for it", () => {
        const definition = monitorDefinition(definitionArgs({ container }));
        const requests = requestsOf([definition], args.analyzeRoleArn, false);
        assert.equal(requests.length, 2);
        const allowed = new Permissions(analysis({ container }));
        assert.deepEqual(allowed.actions, jobActions(requests));
        const window = "arn:aws:s3:::captures/consolidated/20260102-030405-0a1b2c3d/";
        assert.ok(allowed.isCovered("s3:PutObject", `${window}plain/data-quality/rows.csv`));
        assert.ok(!allowed.isCovered("s3:PutObject", `${window}data/part-0.parquet`));
        const repository = `arn:aws:ecr:us-east-1:156813124566:repository/sagemaker-model-monitor-analyzer`;
        assert.ok(allowed.isCovered("ecr:BatchGetImage", repository));
        assert.ok(!new Permissions(analysis({})).isCovered("ecr:BatchGetImage", repository));
    });

    it("let the analyzer read a version's model only where it is asked in its own image", () => {
        const model = "arn:aws:s3:::artifacts/runs/xgboost/1/model/cars-00/output/model.tar.gz";
        const vectors = "arn:aws:s3:::captures/consolidated/1/vectors/xgboost/vectors.csv";
        const [silent, asking] = [[], [boosted]].map((explainedBy) => new Permissions(analysis({ explainedBy })));
        for (const arn of [model, vectors]) {
            assert.ok(asking?.isCovered("s3:GetObject", arn), arn);
            assert.ok(!silent?.isCovered("s3:GetObject", arn), arn);
        }
        assert.ok(asking?.isCovered("ecr:BatchGetImage", boosted));
        assert.ok(!silent?.isCovered("ecr:BatchGetImage", boosted));
    });

    it("let the analyzer read what earlier runs found of the same, where violations must persist", () => {
        const found = "arn:aws:s3:::artifacts/monitoring/20260102-030405-0a1b2c3d/data-quality/drift.csv";
        assert.ok(new Permissions(analysis({ persists: true })).isCovered("s3:GetObject", found));
        assert.ok(
            !new Permissions(analysis({ persists: true })).isCovered(
                "s3:GetObject",
                found.replace("drift.csv", "report.json"),
            ),
        );
        assert.ok(!new Permissions(analysis({})).isCovered("s3:GetObject", found));
    });

    it("let the consolidation read what was asked and answered, and write windows alone", () => {
        const consolidation = new Permissions(
            consolidateStatements({
                ...shared,
                ...{ landingBucket: "landing", codePrefix: "code/preprocess/0123/", runsPrefix: "runs/" },
                ...{ monitorCodePrefix: "code/monitor/4567/" },
                ...{ scoresPrefix: "scores/", capturesPrefix: "used-cars/", requestsPrefix: "requests/" },
                groundTruthPrefix: "ground-truth/",
            }),
        );
        assert.deepEqual(consolidation.resourcesOf("s3:PutObject"), ["arn:aws:s3:::captures/consolidated/*"]);
        assert.deepEqual(consolidation.resourcesOf("s3:DeleteObject"), ["arn:aws:s3:::captures/consolidated/*"]);
        for (const object of [
            "captures/used-cars/endpoint/AllTraffic/2026/01/02/03/a.jsonl",
            "captures/requests/2026/01/02/03/a.jsonl",
            "landing/ground-truth/sold.csv",
            "artifacts/scores/1/result/cars.csv",
            "artifacts/records/scoring/date=2026-01-02/1.json",
            "artifacts/code/monitor/4567/packages.zip",
            "artifacts/runs/xgboost/1/transform/transform.json",
        ]) {
            assert.ok(consolidation.isCovered("s3:GetObject", `arn:aws:s3:::${object}`), object);
        }
        for (const object of ["landing/training/cars.csv", "artifacts/scores/1/input/cars.csv"]) {
            assert.ok(!consolidation.isCovered("s3:GetObject", `arn:aws:s3:::${object}`), object);
        }
    });

    it("let the function that retrains start the model's own pipelines, and look at what they learnt from", () => {
        const pipelines = [{ stateMachine: "cars-xgboost-training", endpoint: "cars-xgboost-local" }];
        const retraining = new Permissions(
            retrainingStatements({
                ...{ scope, ledgerTable: "ledger", pipelines, stateMachine: names.stateMachine },
                ...{ landingBucket: "landing", landingPrefix: "training/" },
            }),
        );
        const machine = (name: string) => `arn:aws:states:us-east-1:111111111111:stateMachine:${name}`;
        assert.deepEqual(retraining.resourcesOf("states:StartExecution"), [machine("cars-xgboost-training")]);
        assert.deepEqual(retraining.resourcesOf("s3:GetObject"), ["arn:aws:s3:::landing/training/*"]);
        assert.ok(!retraining.actions.includes("dynamodb:PutItem"));
    });

    it("let the function that evaluates read findings, write the record and tell the two topics", () => {
        const evaluation = new Permissions(evaluateStatements({ ...shared, topics: ["arn:data", "arn:model"] }));
        assert.deepEqual(evaluation.resourcesOf("sns:Publish"), ["arn:data", "arn:model"]);
        assert.deepEqual(evaluation.resourcesOf("s3:PutObject"), ["arn:aws:s3:::artifacts/records/drift/*"]);
        assert.deepEqual(evaluation.resourcesOf("s3:GetObject"), [
            "arn:aws:s3:::artifacts/monitoring/*/data-quality/*",
            "arn:aws:s3:::artifacts/monitoring/*/model-quality/*",
        ]);
    });
});
