import assert from "node:assert/strict";
import * as path from "node:path";
import {
    ApplicationAutoScalingClient,
    DescribeScalableTargetsCommand,
    PutScalingPolicyCommand,
    RegisterScalableTargetCommand,
} from "@aws-sdk/client-application-auto-scaling";
import {
    CloudWatchClient,
    DescribeAlarmsCommand,
    type MetricAlarm,
    PutMetricAlarmCommand,
    type PutMetricAlarmCommandInput,
    SetAlarmStateCommand,
} from "@aws-sdk/client-cloudwatch";
import { CreateRepositoryCommand, ECRClient, PutImageCommand } from "@aws-sdk/client-ecr";
import { GetRoleCommand, IAMClient } from "@aws-sdk/client-iam";
import { CreateKeyCommand, KMSClient, PutKeyPolicyCommand } from "@aws-sdk/client-kms";
import { DeleteEndpointCommand, SageMakerClient, UpdateEndpointCommand } from "@aws-sdk/client-sagemaker";
import { SageMakerRuntimeClient } from "@aws-sdk/client-sagemaker-runtime";
import { CreateTopicCommand, SetTopicAttributesCommand, SNSClient, SubscribeCommand } from "@aws-sdk/client-sns";
import { CreateQueueCommand, ReceiveMessageCommand, SetQueueAttributesCommand, SQSClient } from "@aws-sdk/client-sqs";
import { account, allow, arn, Cloud, region } from "../../emulator/cloud";
import { refusal, until } from "../support";
import { digest, Hosting, makeImages, repository } from "./hosting";

/** The guardrails of deployments, and auto scaling, as callers meet them: with alarms and permissions that count. */
describe("SageMaker guardrails behind the emulator", () => {
    const describe_ = (alarms: string) => allow("cloudwatch:DescribeAlarms", arn("cloudwatch", `alarm:${alarms}`));
    const pull = allow(["ecr:GetAuthorizationToken", "ecr:BatchGetImage"], "*");
    let cloud: Cloud;
    let cloudwatch: CloudWatchClient;
    let sagemaker: SageMakerClient;
    let hosting: Hosting;
    let topic: string;
    let queue: string;

    before(async () => {
        cloud = await Cloud.start("guardrails", { sagemaker: path.resolve("local/sagemaker/server.ts") });
        makeImages(path.join(cloud.directory, "images"));
        const ecr = new ECRClient(cloud.client);
        await ecr.send(new CreateRepositoryCommand({ repositoryName: repository }));
        const image = { repositoryName: repository, imageDigest: `sha256:${digest}`, imageManifest: "{}" };
        await ecr.send(new PutImageCommand(image));
        cloudwatch = new CloudWatchClient(cloud.client);
        sagemaker = new SageMakerClient(cloud.client);
        hosting = new Hosting(sagemaker, new SageMakerRuntimeClient(cloud.client));
        await cloud.role("jobs", "sagemaker.amazonaws.com", [pull, describe_("*-5xx")]);
        await makeTopic();
        await hosting.model("B");
        await hosting.model("G");
        await hosting.model("X", {}, { FAILS: "1" });
        for (const endpoint of ["rings", "by-hand", "Cars"]) await hosting.create(endpoint, "B");
        for (const endpoint of ["rings", "silent"]) await putAlarm(endpoint);
    });
    after(() => cloud?.stop());

    /** A topic as the project's: encrypted by a key of the account's, which CloudWatch may use for it. */
    async function makeTopic() {
        const Statement = (Service: string, Action: string[], Resource: string) => ({
            Effect: "Allow",
            Principal: { Service },
            Action,
            Resource,
        });
        const policy = (...statements: object[]) => JSON.stringify({ Version: "2012-10-17", Statement: statements });
        const kms = new KMSClient(cloud.client);
        const KeyId = (await kms.send(new CreateKeyCommand({}))).KeyMetadata!.Arn!;
        const owner = {
            Effect: "Allow",
            Principal: { AWS: `arn:aws:iam::${account}:root` },
            Action: "kms:*",
            Resource: "*",
        };
        const use = Statement("cloudwatch.amazonaws.com", ["kms:Decrypt", "kms:GenerateDataKey*"], "*");
        await kms.send(new PutKeyPolicyCommand({ KeyId, Policy: policy(owner, use) }));
        const [sns, sqs] = [new SNSClient(cloud.client), new SQSClient(cloud.client)];
        const Attributes = { KmsMasterKeyId: KeyId };
        topic = (await sns.send(new CreateTopicCommand({ Name: "notices", Attributes }))).TopicArn!;
        queue = (await sqs.send(new CreateQueueCommand({ QueueName: "notices" }))).QueueUrl!;
        const send = Statement("sns.amazonaws.com", ["sqs:SendMessage"], arn("sqs", "notices"));
        await sqs.send(new SetQueueAttributesCommand({ QueueUrl: queue, Attributes: { Policy: policy(send) } }));
        await sns.send(new SubscribeCommand({ TopicArn: topic, Protocol: "sqs", Endpoint: arn("sqs", "notices") }));
        const publish = Statement("cloudwatch.amazonaws.com", ["sns:Publish"], topic);
        const of = { TopicArn: topic, AttributeName: "Policy", AttributeValue: policy(publish) };
        await sns.send(new SetTopicAttributesCommand(of));
    }

    function putAlarm(endpoint: string, more: Partial<PutMetricAlarmCommandInput> = {}) {
        return cloudwatch.send(
            new PutMetricAlarmCommand({
                AlarmName: `${endpoint}-5xx`,
                Namespace: "AWS/SageMaker",
                MetricName: "Invocation5XXErrors",
                Dimensions: [
                    { Name: "EndpointName", Value: endpoint },
                    { Name: "VariantName", Value: "AllTraffic" },
                ],
                Statistic: "Sum",
                Period: 60,
                EvaluationPeriods: 1,
                Threshold: 0,
                ComparisonOperator: "GreaterThanThreshold",
                TreatMissingData: "notBreaching",
                AlarmActions: [topic],
                ...more,
            }),
        );
    }

    async function alarmsOf(AlarmNamePrefix: string): Promise<MetricAlarm[]> {
        return (await cloudwatch.send(new DescribeAlarmsCommand({ AlarmNamePrefix }))).MetricAlarms!;
    }

    /** An update with a canary of a quarter that bakes for half a minute under an alarm. */
    function update(EndpointName: string, EndpointConfigName: string, AlarmName: string, as = sagemaker) {
        const routing = { Type: "CANARY", WaitIntervalInSeconds: 30 } as const;
        const CanarySize = { Type: "CAPACITY_PERCENT", Value: 25 } as const;
        return as.send(
            new UpdateEndpointCommand({
                EndpointName,
                EndpointConfigName,
                DeploymentConfig: {
                    BlueGreenUpdatePolicy: { TrafficRoutingConfiguration: { ...routing, CanarySize } },
                    AutoRollbackConfiguration: { Alarms: [{ AlarmName }] },
                },
            }),
        );
    }

    it("takes a failing deployment back, by an alarm on its own errors, and tells the topic", async () => {
        assert.deepEqual(
            (await alarmsOf("rings")).map(({ StateValue }) => StateValue),
            ["OK"],
        );
        await update("rings", "X", "rings-5xx");
        await hosting.reaches("rings", "Baking");
        const began = Date.now();
        for (let call = 0; call < 4; call++) await hosting.ask("rings").catch(() => undefined);
        const after = await hosting.settled("rings");
        assert.ok(Date.now() - began < 10_000, "long before the baking period ended");
        assert.equal(after.EndpointConfigName, "B");
        assert.match(after.FailureReason!, /went into ALARM state: \[rings-5xx\]/);
        assert.equal(await hosting.ask("rings", 4), "BBBB");
        const [ringing] = await alarmsOf("rings");
        assert.equal(
            ringing?.StateReason,
            "Threshold Crossed: 1 datapoint [1.0] was greater than the threshold (0.0).",
        );
        const [silent] = await alarmsOf("silent");
        assert.equal(silent?.StateValue, "OK", "another endpoint's alarm on the same metric");
        const receive = new ReceiveMessageCommand({ QueueUrl: queue, WaitTimeSeconds: 5 });
        const { Messages } = await new SQSClient(cloud.client).send(receive);
        const { Message } = JSON.parse(Messages![0]!.Body!) as { Message: string };
        const notice = JSON.parse(Message) as Record<string, string>;
        assert.deepEqual([notice.AlarmName, notice.NewStateValue], ["rings-5xx", "ALARM"]);
    });

    it("takes a deployment back when an alarm is set by hand, which lasts until there are data", async () => {
        await putAlarm("by-hand", { AlarmActions: [] });
        await update("by-hand", "G", "by-hand-5xx");
        await hosting.reaches("by-hand", "Baking");
        const state = { AlarmName: "by-hand-5xx", StateReason: "a drill" };
        await cloudwatch.send(new SetAlarmStateCommand({ ...state, StateValue: "ALARM" }));
        const after = await hosting.settled("by-hand");
        assert.deepEqual([after.EndpointConfigName, await hosting.ask("by-hand", 4)], ["B", "BBBB"]);
        // The calls that were answered since are data.
        await until(
            () => alarmsOf("by-hand"),
            ([alarm]) => alarm?.StateValue === "OK",
            10,
        );
    });

    it("judges percentiles of the latency", async () => {
        const percentile = { MetricName: "ModelLatency", Statistic: undefined, ExtendedStatistic: "p99" };
        await putAlarm("Cars", { AlarmName: "Cars-latency", AlarmActions: [], ...percentile });
        await hosting.ask("Cars", 3);
        const [alarm] = await until(
            () => alarmsOf("Cars-latency"),
            ([slow]) => slow?.StateValue === "ALARM",
            10,
        );
        assert.deepEqual([alarm?.Statistic ?? undefined, alarm?.ExtendedStatistic], [undefined, "p99"]);
    });

    it("drops the notice of an alarm whose topic does not let CloudWatch in", async () => {
        const closed = (await new SNSClient(cloud.client).send(new CreateTopicCommand({ Name: "closed" }))).TopicArn!;
        const Policy = { TopicArn: closed, AttributeName: "Policy", AttributeValue: '{"Statement":[]}' };
        const sns = new SNSClient(cloud.client);
        await sns.send(new SetTopicAttributesCommand(Policy));
        await sns.send(new SubscribeCommand({ TopicArn: closed, Protocol: "sqs", Endpoint: arn("sqs", "notices") }));
        await putAlarm("closed", { AlarmActions: [closed, topic] });
        const state = { AlarmName: "closed-5xx", StateReason: "a drill", StateValue: "ALARM" as const };
        await cloudwatch.send(new SetAlarmStateCommand(state));
        const topics: string[] = [];
        const sqs = new SQSClient(cloud.client);
        for (let look = 0; look < 2; look++) {
            const { Messages } = await sqs.send(new ReceiveMessageCommand({ QueueUrl: queue, WaitTimeSeconds: 1 }));
            const bodies = (Messages ?? []).map(({ Body }) => JSON.parse(Body!) as { TopicArn: string });
            topics.push(...bodies.map(({ TopicArn }) => TopicArn));
        }
        assert.deepEqual(topics, [topic]);
    });

    it("needs cloudwatch:DescribeAlarms, of the caller and of the model's role", async () => {
        const endpoints = allow("sagemaker:*", "*");
        const caller = await cloud.role("deployer", "states.amazonaws.com", [endpoints]);
        const as = new SageMakerClient(await cloud.as("states.amazonaws.com", caller));
        const denied = await refusal(update("by-hand", "G", "by-hand-5xx", as), "AccessDeniedException");
        assert.match(
            denied.message,
            /not authorized to perform: cloudwatch:DescribeAlarms on resource: .*:alarm:by-hand-5xx/,
        );
        await cloud.allow("deployer", [endpoints, describe_("by-hand-*")]);
        await cloud.allow("jobs", [pull, describe_("rings-*")]);
        const unread = await refusal(update("by-hand", "G", "by-hand-5xx", as), "ValidationException");
        assert.match(unread.message, /role .*:role\/jobs has the permission cloudwatch:DescribeAlarms/);
    });

    it("asks for all that auto scaling needs", async () => {
        const target = {
            ServiceNamespace: "sagemaker",
            ResourceId: "endpoint/Cars/variant/AllTraffic",
            ScalableDimension: "sagemaker:variant:DesiredInstanceCount",
        } as const;
        const own = allow("application-autoscaling:*", "*", {
            StringEqualsIfExists: { "application-autoscaling:service-namespace": "sagemaker" },
        });
        const linked =
            `arn:aws:iam::${account}:role/aws-service-role/sagemaker.application-autoscaling.amazonaws.com/` +
            "AWSServiceRoleForApplicationAutoScaling_SageMakerEndpoint";
        const service = { StringLike: { "iam:AWSServiceName": "sagemaker.application-autoscaling.amazonaws.com" } };
        const needed = [
            // Probed without the name of an alarm.
            allow("cloudwatch:DescribeAlarms", "*"),
            allow("sagemaker:DescribeEndpoint", arn("sagemaker", "endpoint/cars")),
            allow("sagemaker:UpdateEndpointWeightsAndCapacities", arn("sagemaker", "endpoint/cars")),
            allow("sagemaker:DescribeEndpointConfig", arn("sagemaker", "endpoint-config/b")),
            allow("iam:CreateServiceLinkedRole", linked, service),
        ];
        const caller = await cloud.role("scaler", "states.amazonaws.com", [own]);
        const scaling = new ApplicationAutoScalingClient({
            ...(await cloud.as("states.amazonaws.com", caller)),
            maxAttempts: 1,
        });
        const register = () =>
            scaling.send(new RegisterScalableTargetCommand({ ...target, MinCapacity: 2, MaxCapacity: 4 }));
        for (const [index, statement] of needed.entries()) {
            await cloud.allow("scaler", [own, ...needed.slice(0, index)]);
            const denied = await refusal(register(), "AccessDeniedException");
            assert.ok(denied.message.includes(`not authorized to perform: ${String(statement.Action)} on resource`));
        }
        await cloud.allow("scaler", [own, ...needed]);
        await register();
        const role = { RoleName: "AWSServiceRoleForApplicationAutoScaling_SageMakerEndpoint" };
        assert.equal((await new IAMClient(cloud.client).send(new GetRoleCommand(role))).Role?.Arn, linked);
        // Once the service-linked role is there, nobody needs to be allowed to make it.
        await cloud.allow("scaler", [own, ...needed.slice(0, 4)]);
        await register();

        const metric = { PredefinedMetricType: "SageMakerVariantInvocationsPerInstance" } as const;
        const put = new PutScalingPolicyCommand({
            PolicyName: "invocations",
            PolicyType: "TargetTrackingScaling",
            TargetTrackingScalingPolicyConfiguration: { TargetValue: 70, PredefinedMetricSpecification: metric },
            ...target,
        });
        await refusal(scaling.send(put), "AccessDeniedException");
        const alarms = arn("cloudwatch", "alarm:TargetTracking-*");
        const watch = [allow(["cloudwatch:PutMetricAlarm", "cloudwatch:DescribeAlarms"], alarms)];
        await cloud.allow("scaler", [own, ...needed, ...watch]);
        assert.equal((await scaling.send(put)).Alarms?.length, 2);
        assert.equal((await alarmsOf("TargetTracking-endpoint/Cars/")).length, 2);

        const states = await cloud.role("machine", "states.amazonaws.com", [own]);
        const Resource = "arn:aws:states:::aws-sdk:applicationautoscaling:deregisterScalableTarget";
        const absent = { ...target, ResourceId: "endpoint/none/variant/AllTraffic" };
        await cloud.allow("machine", [
            own,
            allow("cloudwatch:DescribeAlarms", "*"),
            allow("cloudwatch:DeleteAlarms", alarms),
        ]);
        const failed = await cloud.runTask("deregister", states, { Resource, Arguments: absent });
        assert.equal(failed.error, "ApplicationAutoScaling.ObjectNotFoundException");

        const deleter = await cloud.role("deleter", "states.amazonaws.com", [allow("sagemaker:*", "*")]);
        const as = new SageMakerClient(await cloud.as("states.amazonaws.com", deleter));
        const remove = new DeleteEndpointCommand({ EndpointName: "Cars" });
        assert.match(
            (await refusal(as.send(remove), "ValidationException")).message,
            /does not have application-autoscaling:DeregisterScalableTarget permission to deregister/,
        );
        const deregister = allow(
            "application-autoscaling:DeregisterScalableTarget",
            `arn:aws:application-autoscaling:${region}:${account}:scalable-target/*`,
        );
        await cloud.allow("deleter", [allow("sagemaker:*", "*"), deregister]);
        await as.send(remove);
        const left = new DescribeScalableTargetsCommand({ ServiceNamespace: "sagemaker" });
        assert.deepEqual((await scaling.send(left)).ScalableTargets, []);
        assert.deepEqual(await alarmsOf("TargetTracking-endpoint/Cars/"), []);
    });
});
