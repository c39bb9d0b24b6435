import assert from "node:assert/strict";
import { OfferedVersions } from "../../../components/promotion/OfferedVersions";
import { foundationOf } from "../../support/foundation";
import { document, record, type Recording } from "../../support/recorder";
import { scope } from "../training/pipelineArgs";

const prefix = "drivetrain-local-used-cars-xgboost";
const staging = { stage: "staging", accountId: "222222222222" };
const prod = { stage: "prod", accountId: "333333333333" };
const busOf = (stage: string, accountId: string) =>
    `arn:aws:events:us-east-1:${accountId}:event-bus/drivetrain-${stage}-used-cars-promotions`;

describe("OfferedVersions", () => {
    let recording: Recording<OfferedVersions>;
    before(async () => {
        const args = { foundation: foundationOf(scope), model: "used-cars", algorithm: "xgboost", to: [staging, prod] };
        recording = await record(() => new OfferedVersions("cars", args));
    });

    it("let each stage's state machine describe versions of the group, and nobody else", () => {
        const { modelPackageGroupName, resourcePolicy } = recording.inputs(
            "aws:sagemaker/modelPackageGroupPolicy:ModelPackageGroupPolicy",
        );
        assert.equal(modelPackageGroupName, "used-cars-xgboost-local");
        const describes = (Sid: string, stage: string, accountId: string) => ({
            ...{ Sid, Effect: "Allow", Principal: { AWS: `arn:aws:iam::${accountId}:root` } },
            Condition: {
                ArnEquals: {
                    "aws:PrincipalArn": [
                        `arn:aws:iam::${accountId}:role/drivetrain-${stage}-used-cars-xgboost-promote`,
                    ],
                },
            },
            Action: "sagemaker:DescribeModelPackage",
            Resource: "arn:aws:sagemaker:us-east-1:111111111111:model-package/used-cars-xgboost-local/*",
        });
        assert.deepEqual(document(resourcePolicy), {
            Version: "2012-10-17",
            Statement: [
                describes("DescribesStaging", "staging", "222222222222"),
                describes("DescribesProd", "prod", "333333333333"),
            ],
        });
    });

    for (const { stage, accountId } of [staging, prod]) {
        it(`send approvals, and no other event, to the bus of ${stage}`, () => {
            const { inputs } = recording;
            const name = `cars-${stage}`;
            const { eventPattern, ...rule } = inputs("aws:cloudwatch/eventRule:EventRule", name);
            assert.deepEqual(rule, {
                name: `${prefix}-to-${stage}`,
                description: `A version of used-cars-xgboost-local was approved: offer it to ${stage}`,
            });
            assert.deepEqual(document(eventPattern), {
                source: ["aws.sagemaker"],
                "detail-type": ["SageMaker Model Package State Change"],
                detail: {
                    ModelPackageGroupName: ["used-cars-xgboost-local"],
                    ModelApprovalStatus: ["Approved"],
                    UpdatedModelPackageFields: ["ModelApprovalStatus", { exists: false }],
                },
            });
            assert.deepEqual(inputs("aws:cloudwatch/eventTarget:EventTarget", name), {
                ...{ rule: `${prefix}-to-${stage}`, targetId: "offer", arn: busOf(stage, accountId) },
                roleArn: `arn:of:aws:iam/role:Role:${prefix}-to-${stage}`,
                deadLetterConfig: { arn: `arn:of:aws:sqs/queue:Queue:${prefix}-offer-undelivered` },
                retryPolicy: { maximumEventAgeInSeconds: 86_400, maximumRetryAttempts: 185 },
            });
        });

        it(`have a role that EventBridge sends to ${stage} by, and to nothing else`, () => {
            const { inputs } = recording;
            const { assumeRolePolicy, name } = inputs("aws:iam/role:Role", `cars-${stage}`);
            assert.equal(name, `${prefix}-to-${stage}`);
            assert.deepEqual(document(assumeRolePolicy)["Statement"], [
                {
                    ...{ Effect: "Allow", Action: "sts:AssumeRole", Principal: { Service: "events.amazonaws.com" } },
                    Condition: { StringEquals: { "aws:SourceAccount": "111111111111" } },
                },
            ]);
            const { policy } = inputs("aws:iam/rolePolicy:RolePolicy", `cars-${stage}`);
            assert.deepEqual(document(policy)["Statement"], [
                { Effect: "Allow", Action: "events:PutEvents", Resource: busOf(stage, accountId) },
            ]);
        });
    }

    it("keep what could not be sent, for these rules alone, and tell people", () => {
        const { inputs, resources } = recording;
        const queue = inputs("aws:sqs/queue:Queue");
        assert.deepEqual(queue, {
            name: `${prefix}-offer-undelivered`,
            kmsMasterKeyId: "arn:aws:kms:us-east-1:111111111111:key/9a1b",
            messageRetentionSeconds: 14 * 86_400,
        });
        const [allowed] = document(inputs("aws:sqs/queuePolicy:QueuePolicy")["policy"])["Statement"] as object[];
        const ruleArn = (stage: string) => `arn:aws:events:us-east-1:111111111111:rule/${prefix}-to-${stage}`;
        assert.deepEqual((allowed as { Condition: object }).Condition, {
            ArnEquals: { "aws:SourceArn": [ruleArn("staging"), ruleArn("prod")] },
        });
        const alarms = resources.filter(({ type }) => type === "aws:cloudwatch/metricAlarm:MetricAlarm");
        assert.deepEqual(
            alarms.map((alarm) => alarm.inputs["name"]),
            [`${prefix}-offer-undelivered`, `${prefix}-to-staging-lost`, `${prefix}-to-prod-lost`],
        );
    });
});
