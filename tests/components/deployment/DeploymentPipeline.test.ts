import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { DeploymentPipeline, type DeploymentPipelineArgs } from "../../../components/deployment/DeploymentPipeline";
import type { AlgorithmDefinition, ModelDefinition } from "../../../components/model/model";
import { document, record, type Recording, valueOf } from "../../support/recorder";
import { algorithmOf } from "../training/definitionArgs";
import { model, pipelineArgs } from "../training/pipelineArgs";

const build = (args: Partial<DeploymentPipelineArgs> = {}) =>
    record(() => new DeploymentPipeline("cars", { ...pipelineArgs, ...args }));

/** The model with xgboost changed. */
function modelWith(changes: Partial<AlgorithmDefinition>): ModelDefinition {
    return { ...model, algorithms: { ...model.algorithms, xgboost: algorithmOf(changes) } };
}

const statementsOf = ({ inputs }: Recording<unknown>, name: string) =>
    document(inputs("aws:iam/rolePolicy:RolePolicy", name)["policy"])["Statement"] as Record<string, unknown>[];

const prefix = "drivetrain-local-used-cars-xgboost";
const stateMachineArn = `arn:aws:states:us-east-1:111111111111:stateMachine:${prefix}-deployment`;

describe("DeploymentPipeline", () => {
    let standard: Recording<DeploymentPipeline>;
    before(async () => {
        standard = await build();
    });

    it("tells its state machine, its endpoint and its parameters", async () => {
        const { result } = standard;
        assert.equal(result.endpointName, "used-cars-xgboost-local");
        assert.equal(result.parameterPrefix, "/drivetrain/local/used-cars/xgboost");
        assert.match(await valueOf(result.stateMachineArn), /drivetrain-local-used-cars-xgboost-deployment$/);
        assert.deepEqual(
            result.alarmArns,
            ["5xx", "errors", "latency"].map(
                (name) => `arn:aws:cloudwatch:us-east-1:111111111111:alarm:used-cars-xgboost-local.rollback-${name}`,
            ),
        );
    });

    it("rolls a deployment back by its alarms", () => {
        const definition = String(standard.inputs("aws:sfn/stateMachine:StateMachine")["definition"]);
        for (const name of ["5xx", "errors", "latency"]) {
            assert.ok(definition.includes(`{"AlarmName":"used-cars-xgboost-local.rollback-${name}"}`), name);
        }
    });

    it("is started by a person's approval where a person approves, and by no other approval", async () => {
        const approvals = ({ resources }: Recording<unknown>) =>
            resources.filter(({ type, name }) => type.includes("eventRule") && name === "cars-approval");
        assert.deepEqual(approvals(standard), []);
        const manual = await build({ model: modelWith({ approval: "manual" }) });
        assert.deepEqual(document(approvals(manual)[0]?.inputs["eventPattern"]), {
            source: ["aws.sagemaker"],
            "detail-type": ["SageMaker Model Package State Change"],
            detail: {
                ModelPackageGroupName: ["used-cars-xgboost-local"],
                ModelApprovalStatus: ["Approved"],
                UpdatedModelPackageFields: ["ModelApprovalStatus", { exists: false }],
            },
        });
        const policy = document(manual.inputs("aws:sqs/queuePolicy:QueuePolicy")["policy"]);
        assert.match(JSON.stringify(policy), /rule\/drivetrain-local-used-cars-xgboost-approval"/);
    });

    it("is started by the rejection of a version, whoever approves", async () => {
        for (const built of [standard, await build({ model: modelWith({ approval: "manual" }) })]) {
            const { eventPattern } = built.inputs("aws:cloudwatch/eventRule:EventRule", "cars-rejection");
            assert.deepEqual(document(eventPattern)["detail"], {
                ModelPackageGroupName: ["used-cars-xgboost-local"],
                ModelApprovalStatus: ["Rejected"],
                UpdatedModelPackageFields: ["ModelApprovalStatus", { exists: false }],
            });
        }
    });

    it("may look whether the run still tells that has sent a version, and publish", () => {
        const own = statementsOf(standard, "cars-end-notify").filter(({ Action }) =>
            /^(sns|states):/.test(String(Action)),
        );
        assert.deepEqual(
            own.map(({ Action, Resource }) => [Action, Resource]),
            [
                ["states:DescribeExecution", `arn:aws:states:us-east-1:111111111111:execution:${prefix}-training:*`],
                ["sns:Publish", pipelineArgs.foundation.names.topicArn],
            ],
        );
    });

    it("hears of every way in which a deployment can end", () => {
        const { inputs } = standard;
        const pattern = document(inputs("aws:cloudwatch/eventRule:EventRule", "cars-end")["eventPattern"]);
        assert.deepEqual(pattern["detail"], {
            stateMachineArn: [stateMachineArn],
            status: ["SUCCEEDED", "FAILED", "TIMED_OUT", "ABORTED"],
        });
        for (const name of ["cars-end-notify", "cars-end-release"]) {
            assert.equal(inputs("aws:cloudwatch/eventTarget:EventTarget", name)["rule"], `${prefix}-deploy-status`);
        }
    });

    it("gives back the endpoint's lease, or starts the settlement of a deployment, and may do nothing else", () => {
        assert.deepEqual(standard.inputs("aws:lambda/function:Function", "cars-end-release")["environment"], {
            variables: {
                LEDGER_TABLE: "ledger",
                LEASE_ID: "lease#used-cars-xgboost-local",
                STATE_MACHINE_ARN: stateMachineArn,
                RUN_RECORD: JSON.stringify({
                    ...{ pipeline: "deployment", model: "used-cars", algorithm: "xgboost" },
                    ...{ base: "used-cars-xgboost-local", bucket: "artifacts" },
                }),
                ALARMS: ["5xx", "errors", "latency"].map((name) => `used-cars-xgboost-local.rollback-${name}`).join(),
            },
        });
        assert.deepEqual(
            statementsOf(standard, "cars-end-release").filter(({ Action }) =>
                /^(dynamodb|states|cloudwatch):/.test(String(Action)),
            ),
            [
                {
                    Effect: "Allow",
                    Action: "dynamodb:UpdateItem",
                    Resource: "arn:aws:dynamodb:us-east-1:111111111111:table/ledger",
                    Condition: {
                        "ForAllValues:StringLike": { "dynamodb:LeadingKeys": ["lease#used-cars-xgboost-local"] },
                    },
                },
                { Effect: "Allow", Action: "states:StartExecution", Resource: stateMachineArn },
                {
                    Effect: "Allow",
                    Action: "cloudwatch:DeleteAlarms",
                    Resource: ["5xx", "errors", "latency"].map(
                        (name) =>
                            `arn:aws:cloudwatch:us-east-1:111111111111:alarm:used-cars-xgboost-local.rollback-${name}`,
                    ),
                },
            ],
        );
    });

    it("takes undelivered events from its own rules only", () => {
        const policy = document(standard.inputs("aws:sqs/queuePolicy:QueuePolicy")["policy"]);
        assert.deepEqual((policy["Statement"] as Record<string, unknown>[])[0]?.["Condition"], {
            ArnEquals: {
                "aws:SourceArn": ["deploy-status", "rejection"].map(
                    (rule) => `arn:aws:events:us-east-1:111111111111:rule/${prefix}-${rule}`,
                ),
            },
        });
    });

    it("captures where the model says, and names no place with two slashes", async () => {
        const definition = String(standard.inputs("aws:sfn/stateMachine:StateMachine")["definition"]);
        // SageMaker puts a slash between the location and the endpoint's name.
        assert.match(definition, /"DestinationS3Uri":"s3:\/\/captures\/used-cars"/);
        assert.doesNotMatch(definition, /[^:]\/\//);
        const moved = await build({ model: { ...model, locations: { captures: "seen/cars/" } } });
        assert.match(
            String(moved.inputs("aws:sfn/stateMachine:StateMachine")["definition"]),
            /"DestinationS3Uri":"s3:\/\/captures\/seen\/cars"/,
        );
    });

    it("has roles that IAM takes: 10,240 characters of policy at most", async () => {
        const scaling = { minInstances: 1, maxInstances: 2, invocationsPerInstance: 9 };
        const whole = await build({
            model: modelWith({
                approval: "manual",
                endpoint: { instanceType: "ml.m5.large", instanceCount: 1, scaling },
            }),
        });
        for (const { type, name, inputs } of whole.resources) {
            if (type !== "aws:iam/rolePolicy:RolePolicy") continue;
            const length = String(inputs["policy"]).replace(/\s/g, "").length;
            assert.ok(length <= 10_240, `${name}: ${length}`);
        }
    });

    it("uses an explicit physical name for everything that has one", () => {
        const named = standard.resources.filter(({ inputs }) => "name" in inputs);
        assert.ok(named.length >= 10);
        for (const { name, inputs } of named) {
            assert.match(String(inputs["name"]), /drivetrain-local-used-cars-xgboost-|^used-cars-xgboost-local-/, name);
        }
    });

    it("reports every problem of its arguments at once, without a stack trace", async () => {
        const broken: Partial<DeploymentPipelineArgs> = {
            model: modelWith({ endpoint: { instanceType: "m5.large", instanceCount: 1 } }),
            capturePercentage: 101,
        };
        await assert.rejects(build(broken), (error: unknown) => {
            assert.ok(pulumi.ResourceError.isInstance(error));
            assert.equal(error.hideStack, true);
            assert.deepEqual(error.message.split("\n"), [
                'algorithms.xgboost.endpoint.instanceType: "m5.large" is no SageMaker instance type; they look like ml.m5.large.',
                "capturePercentage: 101 must be a whole number from 0 to 100.",
            ]);
            return true;
        });
    });

    it("names the algorithms that there are when asked for another", async () => {
        await assert.rejects(build({ algorithm: "forest" }), /forest is none of xgboost, linear-learner/);
    });
});
