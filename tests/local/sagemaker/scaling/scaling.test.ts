import assert from "node:assert/strict";
import * as fs from "node:fs";
import {
    type ApplicationAutoScalingClient,
    DeleteScalingPolicyCommand,
    DeregisterScalableTargetCommand,
    DescribeScalableTargetsCommand,
    DescribeScalingActivitiesCommand,
    DescribeScalingPoliciesCommand,
    PutScalingPolicyCommand,
    type PutScalingPolicyCommandInput,
    RegisterScalableTargetCommand,
    type RegisterScalableTargetCommandInput,
} from "@aws-sdk/client-application-auto-scaling";
import {
    CreateEndpointCommand,
    DeleteEndpointCommand,
    type SageMakerClient,
    UpdateEndpointCommand,
} from "@aws-sdk/client-sagemaker";
import { readServiceModel } from "../../../../local/sagemaker/core/serviceModel";
import { scalingOperations } from "../../../../local/sagemaker/scaling/scalingOperations";
import { Hosting, makeImages } from "../hosting/hosting";
import { account, python, refusal, Server } from "../support";

describe("Application Auto Scaling", () => {
    const images = makeImages();
    const ScalableDimension = "sagemaker:variant:DesiredInstanceCount" as const;
    let server: Server;
    let sagemaker: SageMakerClient;
    let scaling: ApplicationAutoScalingClient;
    let hosting: Hosting;

    before(async () => {
        process.env.DRIVETRAIN_IMAGES = images;
        server = await new Server().start();
        sagemaker = server.client();
        scaling = server.scaling();
        hosting = new Hosting(sagemaker, server.runtime());
        await hosting.model("B");
        await hosting.model("G");
        await hosting.model("larger", { InstanceType: "ml.m5.xlarge" });
        await hosting.model("bursting", { InstanceType: "ml.t2.medium" });
        await hosting.create("Cars", "B");
    });

    after(async () => {
        await server.stop();
        delete process.env.DRIVETRAIN_IMAGES;
        fs.rmSync(images, { recursive: true, force: true });
    });

    const target = (endpoint: string) => ({
        ServiceNamespace: "sagemaker" as const,
        ResourceId: `endpoint/${endpoint}/variant/AllTraffic`,
        ScalableDimension,
    });

    function register(endpoint: string, more: Partial<RegisterScalableTargetCommandInput> = {}) {
        return scaling.send(
            new RegisterScalableTargetCommand({ ...target(endpoint), MinCapacity: 1, MaxCapacity: 8, ...more }),
        );
    }

    function putPolicy(endpoint: string, more: Partial<PutScalingPolicyCommandInput> = {}, TargetValue = 70) {
        const metric = { PredefinedMetricType: "SageMakerVariantInvocationsPerInstance" as const };
        return scaling.send(
            new PutScalingPolicyCommand({
                PolicyName: "invocations",
                PolicyType: "TargetTrackingScaling",
                TargetTrackingScalingPolicyConfiguration: { TargetValue, PredefinedMetricSpecification: metric },
                ...target(endpoint),
                ...more,
            }),
        );
    }

    const instances = async (endpoint: string) =>
        (await hosting.settled(endpoint)).ProductionVariants?.[0]?.DesiredInstanceCount;

    it("has only operations that the service has, and names the others", async () => {
        const known = readServiceModel(python, "application-autoscaling").operations;
        assert.deepEqual(
            Object.keys(scalingOperations).filter((name) => !(name in known)),
            [],
        );
        const activities = new DescribeScalingActivitiesCommand({ ServiceNamespace: "sagemaker" });
        const error = await refusal(scaling.send(activities), "UnknownOperationException");
        assert.match(
            error.message,
            /does not support the Application Auto Scaling operation DescribeScalingActivities/,
        );
    });

    it("registers a variant, brings its count into the range, and takes it off again", async () => {
        const { ScalableTargetARN } = await register("Cars", { MinCapacity: 5 });
        assert.match(
            ScalableTargetARN!,
            new RegExp(`^arn:aws:application-autoscaling:us-east-1:${account}:scalable-target/[0-9a-f]{34}$`),
        );
        assert.equal(await instances("Cars"), 5);
        const again = await register("Cars", { MinCapacity: undefined, MaxCapacity: 6 });
        assert.equal(again.ScalableTargetARN, ScalableTargetARN);
        await register("Cars", { MinCapacity: 1, MaxCapacity: 2 });
        assert.equal(await instances("Cars"), 2);
        const { ScalableTargets } = await scaling.send(
            new DescribeScalableTargetsCommand({ ServiceNamespace: "sagemaker" }),
        );
        const [described] = ScalableTargets!;
        assert.deepEqual(
            [described?.MinCapacity, described?.MaxCapacity, described?.ScalableTargetARN],
            [1, 2, ScalableTargetARN],
        );
        assert.ok(described?.CreationTime instanceof Date);
        await scaling.send(new DeregisterScalableTargetCommand(target("Cars")));
        const gone = scaling.send(new DeregisterScalableTargetCommand(target("Cars")));
        assert.equal(
            (await refusal(gone, "ObjectNotFoundException")).message,
            "No scalable target registered for service namespace: sagemaker, resource ID: " +
                `endpoint/Cars/variant/AllTraffic, scalable dimension: ${ScalableDimension}`,
        );
        assert.equal(await instances("Cars"), 2);
    });

    it("refuses targets that AWS refuses", async () => {
        const refused = async (endpoint: string, more: Partial<RegisterScalableTargetCommandInput> = {}) =>
            (await refusal(register(endpoint, more), "ValidationException")).message;
        assert.match(await refused("none"), /^Could not find endpoint "arn:aws:sagemaker:.*:endpoint\/none"\.$/);
        const variant = { ResourceId: "endpoint/Cars/variant/Other" };
        assert.match(await refused("Cars", variant), /^Could not find variant "Other"/);
        const wrong = "Unsupported service namespace, resource type or scalable dimension";
        assert.equal(await refused("Cars", { ResourceId: "table/cars" }), wrong);
        assert.match(await refused("Cars", { ServiceNamespace: "ecs" }), /does not support the service namespace ecs/);
        assert.match(await refused("Cars", { MinCapacity: 3, MaxCapacity: 2 }), /cannot be less than minimum capacity/);
        assert.match(await refused("Cars", { MinCapacity: 0 }), /Minimum capacity 0 is not valid/);
        assert.match(await refused("Cars", { MaxCapacity: undefined }), /MinCapacity and MaxCapacity are required/);
        assert.match(await refused("Cars", { RoleARN: "r" }), /does not support RoleARN in RegisterScalableTarget/);
        await hosting.create("bursting", "bursting");
        assert.match(await refused("bursting"), /^You cannot register a variant with ml\.t2\.medium instance type/);
        const starting = { EndpointName: "starting", EndpointConfigName: "B" };
        await sagemaker.send(new CreateEndpointCommand(starting));
        assert.match(await refused("starting"), /is Creating; a variant can be registered .* InService/);
        await hosting.settled("starting");
    });

    it("tracks invocations per instance, with two alarms", async () => {
        await hosting.create("policies", "B");
        const first = await refusal(putPolicy("policies"), "ObjectNotFoundException");
        assert.match(first.message, /^No scalable target registered for service namespace: sagemaker/);
        await register("policies");
        const { PolicyARN, Alarms } = await putPolicy("policies");
        assert.match(PolicyARN!, /:scalingPolicy:[0-9a-f-]{36}:resource\/sagemaker\/endpoint\/policies\/variant\//);
        assert.deepEqual(
            Alarms?.map(({ AlarmName }) => AlarmName?.replace(/[0-9a-f]{8}-.*$/, "")),
            ["AlarmHigh-", "AlarmLow-"].map((kind) => `TargetTracking-endpoint/policies/variant/AllTraffic-${kind}`),
        );
        assert.ok(Alarms?.every(({ AlarmName }) => server.aws.alarms.has(AlarmName!)));
        assert.equal((await putPolicy("policies", {}, 50)).PolicyARN, PolicyARN);
        assert.ok(!server.aws.alarms.has(Alarms[0]!.AlarmName!));
        const described = () =>
            scaling.send(
                new DescribeScalingPoliciesCommand({ ServiceNamespace: "sagemaker", PolicyNames: ["invocations"] }),
            );
        const [policy] = (await described()).ScalingPolicies!;
        assert.equal(policy?.TargetTrackingScalingPolicyConfiguration?.TargetValue, 50);
        const step = await refusal(putPolicy("policies", { PolicyType: "StepScaling" }), "ValidationException");
        assert.match(step.message, /does not support PolicyType StepScaling/);
        const remove = new DeleteScalingPolicyCommand({ PolicyName: "invocations", ...target("policies") });
        await scaling.send(remove);
        assert.deepEqual((await described()).ScalingPolicies, []);
        assert.match(
            (await refusal(scaling.send(remove), "ObjectNotFoundException")).message,
            /^No scaling policy found for service namespace: sagemaker, .* policy name: invocations$/,
        );
        const custom = { TargetValue: 1, CustomizedMetricSpecification: { MetricName: "a", Namespace: "b" } };
        const other = putPolicy("policies", { TargetTrackingScalingPolicyConfiguration: custom });
        assert.match((await refusal(other, "ValidationException")).message, /CustomizedMetricSpecification in Put/);
    });

    it("keeps an endpoint's update from undoing what was scaled", async () => {
        await hosting.create("updated", "B");
        await register("updated", { MinCapacity: 6 });
        await hosting.settled("updated");
        const update = (EndpointConfigName: string, RetainAllVariantProperties: boolean) =>
            sagemaker.send(
                new UpdateEndpointCommand({ EndpointName: "updated", EndpointConfigName, RetainAllVariantProperties }),
            );
        const words = /^The variant\(s\) "AllTraffic" must be deregistered as scalable targets with AWS Auto Scaling/;
        const reset = await refusal(update("G", false), "ValidationException");
        assert.match(reset.message, words);
        assert.match(reset.message, /Without RetainAllVariantProperties its instance count would be reset\.$/);
        const larger = await refusal(update("larger", true), "ValidationException");
        assert.match(larger.message, words);
        assert.match(larger.message, /from ml\.m5\.large to ml\.m5\.xlarge\.$/);
        await update("G", true);
        assert.equal(await instances("updated"), 6);
        await scaling.send(new DeregisterScalableTargetCommand(target("updated")));
        await update("larger", false);
        assert.equal(await instances("updated"), 4);
    });

    it("forgets the targets of an endpoint that is deleted, and their alarms", async () => {
        await hosting.create("deleted", "B");
        await register("deleted");
        const { Alarms } = await putPolicy("deleted");
        await sagemaker.send(new DeleteEndpointCommand({ EndpointName: "deleted" }));
        const ResourceIds = [target("deleted").ResourceId];
        const described = await scaling.send(
            new DescribeScalableTargetsCommand({ ServiceNamespace: "sagemaker", ResourceIds, ScalableDimension }),
        );
        assert.deepEqual(described.ScalableTargets, []);
        assert.ok(Alarms?.every(({ AlarmName }) => !server.aws.alarms.has(AlarmName!)));
    });
});
