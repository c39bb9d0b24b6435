import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { BatchScoringPipeline, type BatchScoringPipelineArgs } from "../../../components/scoring/BatchScoringPipeline";
import { document, record, type Recording, valueOf } from "../../support/recorder";
import { pipelineArgs } from "./pipelineArgs";

const build = (args: Partial<BatchScoringPipelineArgs> = {}) =>
    record(() => new BatchScoringPipeline("cars", { ...pipelineArgs, ...args }));

const statementsOf = ({ inputs }: Recording<unknown>, name: string) =>
    document(inputs("aws:iam/rolePolicy:RolePolicy", name)["policy"])["Statement"] as Record<string, unknown>[];

const preprocessing = { instanceType: "ml.m5.xlarge", instanceCount: 1, volumeSize: 10, maxRuntime: 3600 };

const name = (suffix: string) => `drivetrain-local-used-cars-scoring-${suffix}`;

describe("BatchScoringPipeline", () => {
    let standard: Recording<BatchScoringPipeline>;
    before(async () => {
        standard = await build();
    });

    it("tells its state machine and its places", async () => {
        const { result } = standard;
        assert.match(await valueOf(result.stateMachineArn), /drivetrain-local-used-cars-scoring$/);
        assert.equal(result.scoringPrefix, "scoring/");
        assert.equal(result.scoresLocation, "s3://artifacts/scores/");
        assert.equal(result.jobPrefix, "used-cars-scoring-local");
    });

    it("starts a run for each CSV file that lands under the prefix", () => {
        const { inputs } = standard;
        assert.deepEqual(document(inputs("aws:cloudwatch/eventRule:EventRule", "cars-start")["eventPattern"]), {
            source: ["aws.s3"],
            "detail-type": ["Object Created"],
            detail: { bucket: { name: ["landing"] }, object: { key: [{ wildcard: "scoring/*.csv" }] } },
        });
        const target = inputs("aws:cloudwatch/eventTarget:EventTarget", "cars-start");
        assert.equal(target["arn"], "arn:of:aws:sfn/stateMachine:StateMachine:drivetrain-local-used-cars-scoring");
        assert.deepEqual(target["deadLetterConfig"], { arn: `arn:of:aws:sqs/queue:Queue:${name("undelivered")}` });
        assert.deepEqual(statementsOf(standard, "cars-start"), [
            {
                Effect: "Allow",
                Action: "states:StartExecution",
                Resource: "arn:aws:states:us-east-1:111111111111:stateMachine:drivetrain-local-used-cars-scoring",
            },
        ]);
    });

    it("tells people of every way in which a run can end, and gives claims back", () => {
        const { inputs } = standard;
        assert.deepEqual(document(inputs("aws:cloudwatch/eventRule:EventRule", "cars-end")["eventPattern"])["detail"], {
            stateMachineArn: ["arn:aws:states:us-east-1:111111111111:stateMachine:drivetrain-local-used-cars-scoring"],
            status: ["SUCCEEDED", "FAILED", "TIMED_OUT", "ABORTED"],
        });
        for (const [resource, suffix] of [
            ["cars-end-notify", "notify"],
            ["cars-end-release", "end-run"],
        ] as const) {
            const target = inputs("aws:cloudwatch/eventTarget:EventTarget", resource);
            assert.equal(target["rule"], name("status"));
            assert.equal(target["arn"], `arn:of:aws:lambda/function:Function:${name(suffix)}`);
        }
        const notice = statementsOf(standard, "cars-end-notify").find(({ Action }) => Action === "sns:Publish");
        assert.equal(notice?.["Resource"], pipelineArgs.foundation.names.topicArn);
        const claim = statementsOf(standard, "cars-end-release").find(({ Action }) => /dynamodb/.test(String(Action)));
        assert.deepEqual(
            [claim?.["Action"], claim?.["Condition"]],
            [
                "dynamodb:DeleteItem",
                {
                    "ForAllValues:StringLike": {
                        "dynamodb:LeadingKeys": ["claim#drivetrain-local-used-cars-scoring#*"],
                    },
                },
            ],
        );
    });

    it("hands over names by environment", () => {
        const environment = (suffix: string) =>
            standard.inputs("aws:lambda/function:Function", `cars-${suffix}`)["environment"];
        assert.deepEqual(environment("end-notify"), {
            variables: {
                TOPIC_ARN: pipelineArgs.foundation.names.topicArn,
                MODEL: "used-cars",
                SCORES: "s3://artifacts/scores/",
            },
        });
        assert.deepEqual(environment("end-release"), {
            variables: {
                LEDGER_TABLE: "ledger",
                STATE_MACHINE: "drivetrain-local-used-cars-scoring",
                RUN_RECORD: JSON.stringify({
                    ...{ pipeline: "scoring", model: "used-cars", algorithm: null },
                    ...{ base: "used-cars-scoring-local", bucket: "artifacts" },
                }),
            },
        });
    });

    it("gives merging the time and the memory for a million rows", () => {
        const merge = standard.inputs("aws:lambda/function:Function", "cars-merge");
        assert.deepEqual([merge["timeout"], merge["memorySize"]], [900, 1024]);
    });

    it("knows each algorithm's versions and machines, and where a line has its vector", () => {
        const definition = String(standard.inputs("aws:sfn/stateMachine:StateMachine")["definition"]);
        for (const algorithm of ["xgboost", "linear-learner"]) {
            const parameter = `/drivetrain/local/used-cars/${algorithm}/champion/model-package-arn`;
            assert.ok(definition.includes(`"parameter":"${parameter}"`), algorithm);
        }
        // Behind the identifier, however many columns there are.
        assert.ok(definition.includes("$[1:]"), definition);
        assert.ok(definition.includes("$[0,-1]"), definition);
        // SageMaker would take two slashes for a folder without a name.
        assert.doesNotMatch(definition, /[^:]\/\//);
    });

    it("puts files where the model says", async () => {
        const locations = { scoring: "in/cars/", scores: "out/cars/" };
        const moved = await build({ model: { ...pipelineArgs.model, locations } });
        assert.equal(moved.result.scoresLocation, "s3://artifacts/out/cars/");
        const texts = moved.resources.map((resource) => JSON.stringify(resource.inputs));
        for (const place of ["in/cars/*.csv", "out/cars/*/input/", "out/cars/*/transformed/", "'out/cars/'"]) {
            assert.ok(
                texts.some((text) => text.includes(place)),
                place,
            );
        }
        for (const text of texts) assert.doesNotMatch(text, /landing\/scoring\/|artifacts\/scores\//);
    });

    it("runs pre-processing, explanations and the merging of large batches in the network where there is one", async () => {
        const network = { subnetIds: ["subnet-0123456789abcdef0"], securityGroupIds: ["sg-0123456789abcdef0"] };
        const { inputs } = await build({ network: pulumi.output(network) });
        const definition = String(inputs("aws:sfn/stateMachine:StateMachine")["definition"]);
        // A transform job runs where its model does.
        assert.equal(definition.match(/"VpcConfig"/g)?.length, 3);
        for (const job of ["cars-preprocess", "cars-merge-job", "cars-explain"]) {
            const policy = String(inputs("aws:iam/rolePolicy:RolePolicy", job)["policy"]);
            // SageMaker validates a processing job's role, and refuses one that may do this in these subnets alone.
            const { Statement } = JSON.parse(policy) as {
                Statement: { Action: string | string[]; Resource: string }[];
            };
            const create = Statement.find(({ Action }) => Action.includes("ec2:CreateNetworkInterface"));
            assert.equal(create?.Resource, "*");
            assert.match(policy, /kms:Encrypt/);
        }
    });

    it("has one machine for pre-processing, however many share a training run's objects", async () => {
        const { inputs } = await build({ preprocessing: { ...preprocessing, instanceCount: 3 } });
        const definition = String(inputs("aws:sfn/stateMachine:StateMachine", "cars-runs")["definition"]);
        const { States } = document(definition) as { States: Record<string, { Arguments: object }> };
        assert.match(JSON.stringify(States["Pre-process"]), /"InstanceType":"ml.m5.xlarge","InstanceCount":1,/);
    });

    it("uses an explicit physical name for everything that has one", () => {
        const named = standard.resources.filter(({ inputs }) => "name" in inputs);
        assert.ok(named.length >= 15);
        for (const { name, inputs } of named) {
            assert.match(String(inputs["name"]), /drivetrain-local-used-cars-scoring/, name);
        }
    });

    it("reports every problem of its arguments at once, without a stack trace", async () => {
        await assert.rejects(build({ champions: {}, pollSeconds: 0 }), (error: unknown) => {
            assert.ok(pulumi.ResourceError.isInstance(error));
            assert.equal(error.hideStack, true);
            assert.deepEqual(
                error.message.split("\n").map((line) => line.split(":")[0]),
                ["champions.xgboost", "champions.linear-learner", "pollSeconds"],
            );
            return true;
        });
    });
});
