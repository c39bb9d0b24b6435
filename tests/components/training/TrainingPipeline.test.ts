import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { DeploymentPipeline } from "../../../components/deployment/DeploymentPipeline";
import type { AlgorithmDefinition, ModelDefinition } from "../../../components/model/model";
import { TrainingPipeline, type TrainingPipelineArgs } from "../../../components/training/TrainingPipeline";
import { document, record, type Recording, valueOf } from "../../support/recorder";
import { algorithmOf } from "./definitionArgs";
import { model, network, pipelineArgs } from "./pipelineArgs";

const build = (args: Partial<TrainingPipelineArgs> = {}) =>
    record(() => new TrainingPipeline("cars", { ...pipelineArgs, ...args }));

/** The model with xgboost changed. */
function modelWith(changes: Partial<AlgorithmDefinition>): ModelDefinition {
    return { ...model, algorithms: { ...model.algorithms, xgboost: algorithmOf(changes) } };
}

const machines = { instanceType: "ml.m5.large", instanceCount: 1 };

const statementsOf = ({ inputs }: Recording<unknown>, name: string) =>
    document(inputs("aws:iam/rolePolicy:RolePolicy", name)["policy"])["Statement"] as Record<string, unknown>[];

const actionsOf = (statements: readonly Record<string, unknown>[]) =>
    statements.flatMap(({ Action }) => Action as string | string[]).sort();

/** The keys that start a run. */
const landed = (prefix: string) =>
    [".csv", ".parquet", ".manifest.json"].map((end) => ({ wildcard: `${prefix}*${end}` }));

describe("TrainingPipeline", () => {
    let standard: Recording<TrainingPipeline>;
    before(async () => {
        standard = await build();
    });

    it("tells its state machine, its endpoint and its parameters", async () => {
        const { result } = standard;
        assert.equal(result.endpointName, "used-cars-xgboost-local");
        assert.equal(result.parameterPrefix, "/drivetrain/local/used-cars/xgboost");
        assert.equal(result.runsPrefix, "runs/xgboost/");
        assert.match(await valueOf(result.stateMachineArn), /drivetrain-local-used-cars-xgboost-training$/);
        assert.match(
            await valueOf(result.deployment.stateMachineArn),
            /drivetrain-local-used-cars-xgboost-deployment$/,
        );
    });

    it("takes a deployment that is there in place of one of its own", async () => {
        const { result, resources } = await record(() => {
            const deployment = new DeploymentPipeline("given", pipelineArgs);
            return { deployment, training: new TrainingPipeline("cars", { ...pipelineArgs, deployment }) };
        });
        assert.equal(result.training.deployment, result.deployment);
        assert.deepEqual(
            resources
                .filter(({ type }) => type === "aws:sfn/stateMachine:StateMachine")
                .map(({ name }) => name)
                .sort(),
            ["cars-runs", "given-executions"],
        );
    });

    it("starts a run for each file, and each manifest, that lands under the prefix, and keeps what could not be delivered", async () => {
        const { inputs } = standard;
        assert.deepEqual(document(inputs("aws:cloudwatch/eventRule:EventRule", "cars-start")["eventPattern"]), {
            source: ["aws.s3"],
            "detail-type": ["Object Created"],
            detail: { bucket: { name: ["landing"] }, object: { key: landed("training/") } },
        });
        assert.deepEqual(inputs("aws:cloudwatch/eventTarget:EventTarget", "cars-start"), {
            rule: "drivetrain-local-used-cars-xgboost-start",
            targetId: "start",
            arn: "arn:of:aws:sfn/stateMachine:StateMachine:drivetrain-local-used-cars-xgboost-training",
            roleArn: "arn:of:aws:iam/role:Role:drivetrain-local-used-cars-xgboost-start",
            deadLetterConfig: { arn: "arn:of:aws:sqs/queue:Queue:drivetrain-local-used-cars-xgboost-undelivered" },
            retryPolicy: { maximumEventAgeInSeconds: 3600, maximumRetryAttempts: 20 },
        });
    });

    it("lets EventBridge start this state machine and nothing else", async () => {
        assert.deepEqual(statementsOf(standard, "cars-start"), [
            {
                Effect: "Allow",
                Action: "states:StartExecution",
                Resource:
                    "arn:aws:states:us-east-1:111111111111:stateMachine:drivetrain-local-used-cars-xgboost-training",
            },
        ]);
    });

    it("hears of every way in which a run can end", async () => {
        const { inputs } = standard;
        const pattern = document(inputs("aws:cloudwatch/eventRule:EventRule", "cars-end")["eventPattern"]);
        assert.deepEqual(pattern["detail"], {
            stateMachineArn: [
                "arn:aws:states:us-east-1:111111111111:stateMachine:drivetrain-local-used-cars-xgboost-training",
            ],
            status: ["SUCCEEDED", "FAILED", "TIMED_OUT", "ABORTED"],
        });
        for (const name of ["cars-end-notify", "cars-end-release"]) {
            const permission = inputs("aws:lambda/permission:Permission", name);
            assert.equal(permission["principal"], "events.amazonaws.com");
            assert.equal(permission["sourceAccount"], "111111111111");
            assert.match(String(permission["sourceArn"]), /drivetrain-local-used-cars-xgboost-status$/);
            assert.equal(
                inputs("aws:cloudwatch/eventTarget:EventTarget", name)["rule"],
                "drivetrain-local-used-cars-xgboost-status",
            );
        }
    });

    it("gives back the endpoint's lease and its own claims at the end of a run, nothing else of the ledger", () => {
        const prefix = "drivetrain-local-used-cars-xgboost";
        assert.deepEqual(standard.inputs("aws:lambda/function:Function", "cars-end-release")["environment"], {
            variables: {
                LEDGER_TABLE: "ledger",
                LEASE_ID: "lease#used-cars-xgboost-local",
                STATE_MACHINE: `${prefix}-training`,
                RUN_RECORD: JSON.stringify({
                    ...{ pipeline: "training", model: "used-cars", algorithm: "xgboost" },
                    ...{ base: "used-cars-xgboost-local", bucket: "artifacts" },
                }),
            },
        });
        const items = (key: string) => ({ "ForAllValues:StringLike": { "dynamodb:LeadingKeys": [key] } });
        const Resource = "arn:aws:dynamodb:us-east-1:111111111111:table/ledger";
        assert.deepEqual(
            statementsOf(standard, "cars-end-release").filter(({ Action }) => String(Action).startsWith("dynamodb:")),
            [
                {
                    ...{ Effect: "Allow", Action: "dynamodb:UpdateItem", Resource },
                    Condition: items("lease#used-cars-xgboost-local"),
                },
                {
                    ...{ Effect: "Allow", Action: "dynamodb:DeleteItem", Resource },
                    Condition: items(`claim#${prefix}-training#*`),
                },
            ],
        );
    });

    it("lets models be compared by what runs have left, and no more", () => {
        const objects = statementsOf(standard, "cars-functions-compare")
            .filter(({ Action }) => String(Action).startsWith("s3:") && String(Action) !== "s3:ListBucket")
            .map(({ Action, Resource }) => [
                String(Action).split(",")[0],
                [Resource].flat().map((arn) =>
                    String(arn)
                        .split("runs/")[1]
                        ?.replace(/^xgboost\//, ""),
                ),
            ])
            .map(([action, keys]) => [action, [keys].flat().join(" ")]);
        assert.deepEqual(objects, [
            // Of the other algorithm's runs, the predictions of the same test rows.
            ["s3:GetObject", "linear-learner/tested/* linear-learner/*/predictions/*"],
            ["s3:PutObject", "tested/*"],
            ["s3:GetObject", "*/test/*"],
            ["s3:GetObject", "*/predictions/*"],
            ["s3:GetObject", "*/transform/*"],
            ["s3:PutObject", "*/comparison/*"],
        ]);
    });

    it("tells people when something could not be delivered", () => {
        const alarm = standard.inputs("aws:cloudwatch/metricAlarm:MetricAlarm", "cars-undelivered");
        assert.equal(alarm["metricName"], "ApproximateNumberOfMessagesVisible");
        assert.deepEqual(alarm["dimensions"], { QueueName: "drivetrain-local-used-cars-xgboost-undelivered" });
        assert.deepEqual(alarm["alarmActions"], [pipelineArgs.foundation.names.topicArn]);
        const lost = ["start", "status"].map((rule) =>
            standard.inputs("aws:cloudwatch/metricAlarm:MetricAlarm", `cars-undelivered-xgboost-${rule}`),
        );
        assert.deepEqual(
            lost.map(({ namespace, metricName, dimensions, alarmActions }) => [
                namespace,
                metricName,
                dimensions,
                alarmActions,
            ]),
            ["start", "status"].map((rule) => [
                "AWS/Events",
                "InvocationsFailedToBeSentToDlq",
                { RuleName: `drivetrain-local-used-cars-xgboost-${rule}` },
                [pipelineArgs.foundation.names.topicArn],
            ]),
        );
    });

    it("keeps its models' versions in a group of the endpoint's name", () => {
        const group = standard.inputs("aws:sagemaker/modelPackageGroup:ModelPackageGroup");
        assert.equal(group["modelPackageGroupName"], "used-cars-xgboost-local");
        assert.equal(standard.result.modelPackageGroupName, "used-cars-xgboost-local");
    });

    it("has roles that IAM takes: 10,240 characters of policy at most", async () => {
        const whole = await build({
            model: modelWith({
                approval: "manual",
                endpoint: { ...machines, scaling: { minInstances: 1, maxInstances: 2, invocationsPerInstance: 9 } },
            }),
            network,
        });
        for (const { type, name, inputs } of whole.resources) {
            if (type !== "aws:iam/rolePolicy:RolePolicy") continue;
            const length = String(inputs["policy"]).replace(/\s/g, "").length;
            assert.ok(length <= 10_240, `${name}: ${length}`);
        }
    });

    it("takes undelivered events from its own two rules only", async () => {
        const { inputs } = standard;
        const policy = document(inputs("aws:sqs/queuePolicy:QueuePolicy", "cars-undelivered")["policy"]);
        assert.deepEqual((policy["Statement"] as Record<string, unknown>[])[0]?.["Condition"], {
            ArnEquals: {
                "aws:SourceArn": [
                    "arn:aws:events:us-east-1:111111111111:rule/drivetrain-local-used-cars-xgboost-start",
                    "arn:aws:events:us-east-1:111111111111:rule/drivetrain-local-used-cars-xgboost-status",
                ],
            },
        });
        assert.equal(
            inputs("aws:sqs/queue:Queue", "cars-undelivered")["kmsMasterKeyId"],
            pipelineArgs.foundation.key.arn,
        );
    });

    it("gives each job the data that it reads and writes", async () => {
        const recording = standard;
        const objects = (name: string) =>
            statementsOf(recording, name)
                .filter(({ Action }) => /s3:(Get|Put)Object/.test(String(Action)))
                .map(({ Action, Resource }) => [String(Action), Resource]);
        assert.deepEqual(objects("cars-jobs-preprocess"), [
            ["s3:GetObject", "arn:aws:s3:::artifacts/runs/xgboost/*/input/*"],
            ["s3:GetObject", "arn:aws:s3:::artifacts/runs/xgboost/*/transform/*"],
            ["s3:GetObject", "arn:aws:s3:::artifacts/code/preprocess/0123/*"],
            ...[
                ...["train", "validation", "test", "raw", "transform", "contenders", "shuffled"],
                ...["quarantine", "report"],
            ].map((folder) => [
                "s3:PutObject,s3:AbortMultipartUpload",
                `arn:aws:s3:::artifacts/runs/xgboost/*/${folder}/*`,
            ]),
        ]);
        assert.deepEqual(objects("cars-jobs-baseline"), [
            ...["raw", "predictions", "transform"].map((folder) => [
                "s3:GetObject",
                `arn:aws:s3:::artifacts/runs/xgboost/*/${folder}/*`,
            ]),
            ["s3:GetObject", "arn:aws:s3:::artifacts/code/preprocess/0123/*"],
            ["s3:PutObject,s3:AbortMultipartUpload", "arn:aws:s3:::artifacts/runs/xgboost/*/baseline/*"],
        ]);
        assert.deepEqual(objects("cars-jobs-train"), [
            ["s3:GetObject", "arn:aws:s3:::artifacts/runs/xgboost/*/train/*"],
            ["s3:GetObject", "arn:aws:s3:::artifacts/runs/xgboost/*/validation/*"],
            ["s3:PutObject,s3:AbortMultipartUpload", "arn:aws:s3:::artifacts/runs/xgboost/*/model/*"],
        ]);
        assert.deepEqual(objects("cars-jobs-serve"), [
            ["s3:GetObject", "arn:aws:s3:::artifacts/runs/xgboost/*/model/*"],
            ["s3:GetObject", "arn:aws:s3:::artifacts/runs/xgboost/*/contenders/*"],
            ["s3:GetObject", "arn:aws:s3:::artifacts/runs/xgboost/*/shuffled/*"],
            ["s3:GetObject", "arn:aws:s3:::artifacts/scores/*/encoded/xgboost/*"],
            ["s3:PutObject,s3:AbortMultipartUpload", "arn:aws:s3:::artifacts/runs/xgboost/*/predictions/*"],
            ["s3:PutObject,s3:AbortMultipartUpload", "arn:aws:s3:::artifacts/scores/*/transformed/xgboost/*"],
            ["s3:PutObject,s3:AbortMultipartUpload", "arn:aws:s3:::captures/used-cars/used-cars-xgboost-local/*"],
        ]);
    });

    it("keeps a notice that cannot be sent", async () => {
        const { inputs } = standard;
        const queue = "drivetrain-local-used-cars-xgboost-undelivered";
        assert.deepEqual(inputs("aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig", "cars-end-notify"), {
            functionName: "drivetrain-local-used-cars-xgboost-notify",
            maximumEventAgeInSeconds: 3600,
            maximumRetryAttempts: 2,
            destinationConfig: { onFailure: { destination: `arn:of:aws:sqs/queue:Queue:${queue}` } },
        });
        const statements = statementsOf(standard, "cars-end-notify");
        assert.deepEqual(
            statements.filter(({ Action }) => Action === "sqs:SendMessage").map(({ Resource }) => Resource),
            [`arn:aws:sqs:us-east-1:111111111111:${queue}`],
        );
        assert.deepEqual(
            actionsOf(statements).filter((action) => action.startsWith("kms:")),
            ["kms:Decrypt", "kms:GenerateDataKey"],
        );
    });

    it("puts files where the model says", async () => {
        const locations = { landing: "in/cars/", runs: "out/", captures: "seen/cars/" };
        const moved = await build({ model: { ...model, locations } });
        const { inputs, result } = moved;
        assert.equal(result.runsPrefix, "out/xgboost/");
        const pattern = document(inputs("aws:cloudwatch/eventRule:EventRule", "cars-start")["eventPattern"]);
        assert.deepEqual((pattern["detail"] as Record<string, unknown>)["object"], {
            key: landed("in/cars/"),
        });
        const texts = moved.resources.map((resource) => JSON.stringify(resource.inputs));
        for (const place of ["out/xgboost/", "s3:::landing/in/cars/*", "s3:::captures/seen/cars/used-cars-xgboost-"]) {
            assert.ok(
                texts.some((text) => text.includes(place)),
                place,
            );
        }
        for (const text of texts) {
            assert.doesNotMatch(text, /landing\/training|(?<!records)[^a-z]runs\/|captures\/used-cars/);
        }
    });

    it("names no place with two slashes", async () => {
        const definition = String(standard.inputs("aws:sfn/stateMachine:StateMachine", "cars-runs")["definition"]);
        assert.doesNotMatch(definition, /[^:]\/\//);
    });

    it("lets each job pull its own image", async () => {
        const recording = standard;
        const image = (name: string) =>
            statementsOf(recording, name).find(({ Action }) => String(Action).includes("ecr:BatchGetImage"))?.[
                "Resource"
            ];
        const repository = "arn:aws:ecr:us-east-1:683313688378:repository";
        assert.equal(image("cars-jobs-preprocess"), `${repository}/sagemaker-scikit-learn`);
        assert.equal(image("cars-jobs-train"), `${repository}/sagemaker-xgboost`);
        assert.equal(image("cars-jobs-serve"), `${repository}/sagemaker-xgboost`);
    });

    it("lets SageMaker reach the network on behalf of jobs only where there is one", async () => {
        const ec2 = (actions: string[]) => actions.filter((action) => action.startsWith("ec2:"));
        const without = standard;
        assert.deepEqual(ec2(actionsOf(statementsOf(without, "cars-jobs-train"))), []);
        const within = await build({ network: pulumi.output(network) });
        const statements = statementsOf(within, "cars-jobs-train");
        assert.equal(ec2(actionsOf(statements)).length, 9);
        const create = statements.find(({ Action }) => Action === "ec2:CreateNetworkInterface");
        assert.deepEqual(create?.["Resource"], [
            "arn:aws:ec2:us-east-1:111111111111:network-interface/*",
            "arn:aws:ec2:us-east-1:111111111111:subnet/subnet-0123456789abcdef0",
            "arn:aws:ec2:us-east-1:111111111111:subnet/subnet-0123456789abcdef1",
            "arn:aws:ec2:us-east-1:111111111111:security-group/sg-0123456789abcdef0",
        ]);
        // SageMaker validates a processing job's role, and refuses one that may do this in these subnets alone.
        const preprocess = statementsOf(within, "cars-jobs-preprocess");
        assert.equal(ec2(actionsOf(preprocess)).length, 9);
        for (const { Action, Resource } of preprocess) {
            if (String(Action).includes("ec2:")) assert.equal(Resource, "*");
        }
        const hosting = statementsOf(within, "cars-jobs-serve").filter(({ Action }) =>
            /ec2:(Create|Delete)/.test(String(Action)),
        );
        assert.ok(hosting.length > 0 && hosting.every(({ Resource }) => Resource !== "*"));
    });

    it("lets jobs encrypt whose request names a key for their outputs", () => {
        const ofKey = (name: string) =>
            statementsOf(standard, name)
                .flatMap(({ Action }) => Action)
                .includes("kms:Encrypt");
        assert.deepEqual(
            ["preprocess", "train", "serve", "baseline"].map((job) => [job, ofKey(`cars-jobs-${job}`)]),
            [
                ["preprocess", true],
                ["train", true],
                ["serve", false],
                ["baseline", true],
            ],
        );
    });

    it("puts the network into every request that takes one", async () => {
        const { inputs } = await build({ network });
        const definition = String(inputs("aws:sfn/stateMachine:StateMachine", "cars-runs")["definition"]);
        assert.equal(definition.match(/"VpcConfig"/g)?.length, 5);
    });

    it("hands over names by environment, never by closure", async () => {
        const { inputs } = standard;
        assert.deepEqual(inputs("aws:lambda/function:Function", "cars-end-notify")["environment"], {
            variables: {
                TOPIC_ARN: pipelineArgs.foundation.names.topicArn,
                MODEL: "used-cars",
                ALGORITHM: "xgboost",
                RUNS: "s3://artifacts/runs/xgboost/",
            },
        });
    });

    it("uses an explicit physical name for everything that has one", async () => {
        const { resources } = standard;
        const named = resources.filter(({ inputs }) => "name" in inputs);
        assert.ok(named.length >= 15);
        for (const { name, inputs } of named) {
            assert.match(String(inputs["name"]), /drivetrain-local-used-cars-xgboost-|^used-cars-xgboost-local-/, name);
        }
    });

    it("reports every problem of its arguments at once, without a stack trace", async () => {
        const xgboost = model.algorithms["xgboost"];
        assert.ok(xgboost);
        const broken: Partial<TrainingPipelineArgs> = {
            model: {
                ...model,
                algorithms: {
                    xgboost: {
                        ...xgboost,
                        training: { ...xgboost.training, instanceType: "m5.large", volumeSize: 0 },
                        preprocessing: { ...xgboost.preprocessing, instanceCount: 0 },
                    },
                },
            },
            capturePercentage: 101,
        };
        await assert.rejects(build(broken), (error: unknown) => {
            assert.ok(pulumi.ResourceError.isInstance(error));
            assert.equal(error.hideStack, true);
            assert.deepEqual(error.message.split("\n"), [
                "algorithms.xgboost.preprocessing.instanceCount: 0 must be a whole number from 1 to 100.",
                'algorithms.xgboost.training.instanceType: "m5.large" is no SageMaker instance type; they look like ml.m5.large.',
                "algorithms.xgboost.training.volumeSize: 0 must be a whole number from 1 to 16384.",
                "capturePercentage: 101 must be a whole number from 0 to 100.",
            ]);
            return true;
        });
    });

    it("names the algorithms that there are when asked for another", async () => {
        await assert.rejects(build({ algorithm: "forest" }), /forest is none of xgboost, linear-learner/);
    });
});
