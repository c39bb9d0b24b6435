import assert from "node:assert/strict";
import * as fs from "node:fs";
import type { MetricDatum } from "@aws-sdk/client-cloudwatch";
import {
    DeleteEndpointCommand,
    type DeploymentConfig,
    type SageMakerClient,
    type TrafficRoutingConfig,
    UpdateEndpointCommand,
    type UpdateEndpointCommandInput,
    UpdateEndpointWeightsAndCapacitiesCommand,
} from "@aws-sdk/client-sagemaker";
import { planDeployment } from "../../../../local/sagemaker/hosting/deploymentPlan";
import { refusal, Server, until } from "../support";
import { Hosting, makeImages } from "./hosting";

/** The sum of each metric. */
function addUp(data: readonly MetricDatum[]): Record<string, number> {
    const sums: Record<string, number> = {};
    for (const { MetricName, Values, Counts } of data) {
        const sum = Values!.reduce((all, value, index) => all + value * Counts![index]!, 0);
        sums[MetricName!] = (sums[MetricName!] ?? 0) + sum;
    }
    return sums;
}

describe("SageMaker deployments", () => {
    const images = makeImages();
    let server: Server;
    let sagemaker: SageMakerClient;
    let hosting: Hosting;

    before(async () => {
        process.env.DRIVETRAIN_IMAGES = images;
        server = await new Server().start();
        sagemaker = server.client();
        hosting = new Hosting(sagemaker, server.runtime());
        await hosting.model("B");
        await hosting.model("G");
        await hosting.model("X", {}, { FAILS: "1" });
        await hosting.config("one", [{ ModelName: "G", InitialInstanceCount: 1 }]);
        server.aws.alarms.set("quiet", "OK");
    });

    after(async () => {
        await server.stop();
        delete process.env.DRIVETRAIN_IMAGES;
        fs.rmSync(images, { recursive: true, force: true });
    });

    const canary = (Value: number, WaitIntervalInSeconds = 1): TrafficRoutingConfig => ({
        Type: "CANARY",
        CanarySize: { Type: "INSTANCE_COUNT", Value },
        WaitIntervalInSeconds,
    });

    function deployment(routing: TrafficRoutingConfig, alarms: string[] = [], policy: object = {}): DeploymentConfig {
        return {
            BlueGreenUpdatePolicy: {
                TrafficRoutingConfiguration: routing,
                MaximumExecutionTimeoutInSeconds: 600,
                ...policy,
            },
            ...(alarms.length > 0
                ? { AutoRollbackConfiguration: { Alarms: alarms.map((AlarmName) => ({ AlarmName })) } }
                : {}),
        };
    }

    function update(EndpointName: string, EndpointConfigName: string, more: Partial<UpdateEndpointCommandInput> = {}) {
        return sagemaker.send(new UpdateEndpointCommand({ EndpointName, EndpointConfigName, ...more }));
    }

    const ofConfig = (name: string) => server.aws.metrics.filter(({ Dimensions }) => Dimensions?.[2]?.Value === name);

    it("gives the canary its share, bakes, shifts the rest, bakes again and ends the old fleet", async () => {
        await hosting.create("canary", "B");
        const DeploymentConfig = deployment(canary(1, 2), ["quiet"], { TerminationWaitInSeconds: 1 });
        const began = Date.now();
        await update("canary", "G", { DeploymentConfig });
        const baking = await hosting.reaches("canary", "Baking");
        assert.deepEqual([baking.EndpointStatus, baking.EndpointConfigName], ["Updating", "B"]);
        const pending = baking.PendingDeploymentSummary!;
        assert.deepEqual([pending.EndpointConfigName, pending.StartTime instanceof Date], ["G", true]);
        assert.equal(pending.ProductionVariants?.[0]?.DesiredInstanceCount, 4);
        // One of four instances: every fourth call, the same calls every time.
        assert.equal(await hosting.ask("canary", 8), "BBGBBBGB");
        await until(
            () => hosting.ask("canary", 2),
            (answers) => answers === "GG",
        );
        assert.equal((await hosting.describe("canary")).EndpointStatus, "Updating");
        const after = await hosting.settled("canary");
        assert.ok(Date.now() - began >= 5_000, "two baking periods of 2 seconds, and 1 until the old fleet ends");
        assert.deepEqual([after.EndpointConfigName, after.FailureReason], ["G", undefined]);
        assert.deepEqual(after.LastDeploymentConfig, DeploymentConfig);
        assert.equal(after.PendingDeploymentSummary, undefined);
        assert.equal(await hosting.ask("canary", 2), "GG");
    });

    it("takes all traffic back when an alarm trips", async () => {
        server.aws.alarms.set("errors", "OK");
        await hosting.create("rollback", "B");
        await update("rollback", "X", { DeploymentConfig: deployment(canary(2, 30), ["quiet", "errors"]) });
        await hosting.reaches("rollback", "Baking");
        const answers = [];
        for (let call = 0; call < 4; call++) {
            answers.push(await hosting.ask("rollback").catch((error: Error) => error.name));
        }
        assert.deepEqual(answers, ["B", "ModelError", "B", "ModelError"]);
        server.aws.alarms.set("errors", "ALARM");
        const after = await hosting.settled("rollback");
        assert.equal(after.EndpointConfigName, "B");
        assert.equal(
            after.FailureReason,
            "One or more of the configured alarms went into ALARM state: [errors]. The deployment was rolled back.",
        );
        assert.equal(await hosting.ask("rollback", 4), "BBBB");
        // What was judged had been counted: the container's own errors, of the fleet that made them.
        assert.equal(addUp(ofConfig("X")).Invocation5XXErrors, 2);
        // The alarm that still rings takes the next one back as well; another update without it goes through.
        await update("rollback", "G", { DeploymentConfig: deployment(canary(1), ["errors"]) });
        assert.match((await hosting.settled("rollback")).FailureReason!, /\[errors\]/);
        await update("rollback", "G", { DeploymentConfig: deployment(canary(1, 0), ["quiet"]) });
        const last = await hosting.settled("rollback");
        assert.deepEqual([last.EndpointConfigName, last.FailureReason], ["G", undefined]);
    });

    it("watches all at once too, and until the old fleet ends", async () => {
        server.aws.alarms.set("late", "OK");
        await hosting.create("at-once", "B");
        const routing = { Type: "ALL_AT_ONCE" as const, WaitIntervalInSeconds: 0 };
        const DeploymentConfig = deployment(routing, ["late"], { TerminationWaitInSeconds: 30 });
        await update("at-once", "G", { DeploymentConfig });
        await hosting.reaches("at-once", "Baking");
        assert.equal(await hosting.ask("at-once", 2), "GG");
        const remove = new DeleteEndpointCommand({ EndpointName: "at-once" });
        await refusal(sagemaker.send(remove), "ValidationException");
        server.aws.alarms.set("late", "ALARM");
        const after = await hosting.settled("at-once");
        assert.deepEqual([after.EndpointConfigName, await hosting.ask("at-once", 2)], ["B", "BB"]);
    });

    it("refuses what SageMaker refuses", async () => {
        await hosting.create("refusing", "B");
        const refused = async (DeploymentConfig: DeploymentConfig, config = "G") =>
            (await refusal(update("refusing", config, { DeploymentConfig }), "ValidationException")).message;
        const half =
            /must be less than or equal to 50% of the variant's total instance count, and variant AllTraffic has/;
        assert.match(await refused(deployment(canary(3))), half);
        assert.match(await refused(deployment(canary(1)), "one"), half);
        const percent = { Type: "CAPACITY_PERCENT" as const, Value: 51 };
        assert.match(await refused(deployment({ ...canary(1), CanarySize: percent })), half);
        assert.match(
            await refused(deployment({ ...canary(1), CanarySize: undefined })),
            /CanarySize must be specified/,
        );
        const rolling = { MaximumBatchSize: { Type: "INSTANCE_COUNT" as const, Value: 1 }, WaitIntervalInSeconds: 0 };
        assert.match(await refused({ RollingUpdatePolicy: rolling }), /does not support RollingUpdatePolicy/);
        assert.match(await refused(deployment(canary(1, 300))), /must be larger than the total waiting time of 600/);
        assert.match(
            await refused(deployment(canary(1), [], { MaximumExecutionTimeoutInSeconds: 599 })),
            /'599' at 'deploymentConfig.blueGreenUpdatePolicy.maximumExecutionTimeoutInSeconds'.* equal to 600/,
        );
        assert.equal(
            await refused(deployment(canary(1), ["quiet", "none"])),
            "Could not find the following CloudWatch alarms: [none].",
        );
        assert.match(
            (await refusal(update("refusing", "G", { RetainDeploymentConfig: true }), "ValidationException")).message,
            /does not support RetainDeploymentConfig/,
        );
        assert.equal((await hosting.describe("refusing")).EndpointStatus, "InService");
    });

    it("keeps the variants' properties, but for those that are excluded; data capture is the configuration's", async () => {
        const capture = (percent: number) => ({
            EnableCapture: true,
            InitialSamplingPercentage: percent,
            DestinationS3Uri: "s3://captures",
            CaptureOptions: [{ CaptureMode: "Input" as const }],
        });
        await hosting.config("captures-10", [{ ModelName: "B" }], capture(10));
        await hosting.config("captures-20", [{ ModelName: "G" }], capture(20));
        await hosting.create("retaining", "captures-10");
        const DesiredWeightsAndCapacities = [{ VariantName: "AllTraffic", DesiredInstanceCount: 7, DesiredWeight: 3 }];
        await sagemaker.send(
            new UpdateEndpointWeightsAndCapacitiesCommand({ EndpointName: "retaining", DesiredWeightsAndCapacities }),
        );
        await hosting.settled("retaining");
        const excluding = (excluded: ("DesiredInstanceCount" | "DataCaptureConfig")[]) => ({
            RetainAllVariantProperties: true,
            ExcludeRetainedVariantProperties: excluded.map((VariantPropertyType) => ({ VariantPropertyType })),
        });
        const updated = async (config: string, excluded: "DesiredInstanceCount"[]) => {
            await update("retaining", config, excluding(excluded));
            const { ProductionVariants, DataCaptureConfig } = await hosting.settled("retaining");
            const { CurrentInstanceCount, CurrentWeight } = ProductionVariants![0]!;
            return [CurrentInstanceCount, CurrentWeight, DataCaptureConfig?.CurrentSamplingPercentage];
        };
        assert.deepEqual(await updated("captures-20", []), [7, 3, 20]);
        const capturing = excluding(["DataCaptureConfig"]);
        assert.match(
            (await refusal(update("retaining", "captures-10", capturing), "ValidationException")).message,
            /DataCaptureConfig in ExcludeRetainedVariantProperties is not currently supported/,
        );
        assert.deepEqual(await updated("captures-20", ["DesiredInstanceCount"]), [4, 3, 20]);
    });

    it("counts invocations by variant and by configuration", async () => {
        await hosting.create("counted", "B");
        for (const body of ["who", "who", "refuse", "fail"]) {
            await hosting.ask("counted", 1, body).catch(() => undefined);
        }
        const ofEndpoint = (): MetricDatum[] =>
            server.aws.metrics.filter(
                ({ Dimensions }) => Dimensions?.[0]?.Value === "counted" && Dimensions.length === 2,
            );
        const sums = await until(
            () => addUp(ofEndpoint()),
            ({ Invocations }) => Invocations === 4,
            5,
        );
        const { ModelLatency, OverheadLatency, ...counts } = sums;
        assert.deepEqual(counts, {
            Invocations: 4,
            InvocationsPerInstance: 1,
            Invocation4XXErrors: 1,
            Invocation5XXErrors: 1,
            InvocationModelErrors: 2,
        });
        assert.ok(ModelLatency! > 100 && ModelLatency! < 4_000_000, `${ModelLatency} microseconds`);
        assert.ok(OverheadLatency! >= 0);
        const [datum] = ofEndpoint();
        assert.deepEqual(datum?.Dimensions, [
            { Name: "EndpointName", Value: "counted" },
            { Name: "VariantName", Value: "AllTraffic" },
        ]);
    });

    it("ends a deployment that is under way when the server ends", async () => {
        const other = await new Server().start();
        const hosts = new Hosting(other.client(), other.runtime());
        await hosts.model("B");
        await hosts.create("ending", "B");
        const routing = { DeploymentConfig: deployment({ Type: "ALL_AT_ONCE", WaitIntervalInSeconds: 300 }) };
        const input = { EndpointName: "ending", EndpointConfigName: "B", ...routing };
        await other.client().send(new UpdateEndpointCommand(input));
        await hosts.reaches("ending", "Baking");
        const began = Date.now();
        await other.stop();
        assert.ok(Date.now() - began < 4_000);
    });

    it("plans linear shifts", () => {
        const step = { Type: "CAPACITY_PERCENT" as const, Value: 34 };
        const plan = (instances: number, LinearStepSize = step) => {
            const routing = { Type: "LINEAR" as const, LinearStepSize, WaitIntervalInSeconds: 1 };
            const { shifts } = planDeployment(deployment(routing), new Map([["A", instances]]));
            return shifts.map((shares) => shares.get("A"));
        };
        assert.deepEqual(plan(4), [0.25, 0.5, 0.75, 1]);
        assert.deepEqual(plan(3), [1 / 3, 2 / 3, 1]);
        assert.deepEqual(plan(2), [0.5, 1]);
        assert.throws(() => plan(1), /must be 10-50% of the variant's total instance count, and variant A has 1\./);
        assert.throws(() => plan(20, { ...step, Value: 5 }), /10-50%/);
    });
});
