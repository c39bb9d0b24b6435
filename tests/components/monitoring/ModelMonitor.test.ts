import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { ModelMonitor, type ModelMonitorArgs } from "../../../components/monitoring/ModelMonitor";
import { usedCars } from "../../../infra/models/used-cars";
import { foundationOf } from "../../support/foundation";
import { document, record, type Recording, valueOf } from "../../support/recorder";
import { scope } from "./definitionArgs";

const standardArgs: ModelMonitorArgs = {
    foundation: foundationOf(scope),
    model: usedCars,
    champions: Object.fromEntries(
        Object.keys(usedCars.algorithms).map((algorithm) => [
            algorithm,
            { parameterPrefix: `/drivetrain/local/used-cars/${algorithm}` },
        ]),
    ),
};
const build = (args: Partial<ModelMonitorArgs> = {}) =>
    record(() => new ModelMonitor("cars", { ...standardArgs, ...args }));
const name = (suffix: string) => `drivetrain-local-used-cars-${suffix}`;

describe("ModelMonitor", () => {
    let standard: Recording<ModelMonitor>;
    before(async () => {
        standard = await build();
    });

    it("tells its state machine, its topics and where labels land", async () => {
        const { result } = standard;
        assert.match(await valueOf(result.stateMachineArn), /drivetrain-local-used-cars-monitor$/);
        assert.equal(await valueOf(result.dataDriftTopicArn), `arn:of:aws:sns/topic:Topic:${name("data-drift")}`);
        assert.equal(await valueOf(result.modelDriftTopicArn), `arn:of:aws:sns/topic:Topic:${name("model-drift")}`);
        assert.equal(result.groundTruthPrefix, "ground-truth/");
        assert.equal(result.jobPrefix, "used-cars-monitor-local");
    });

    it("runs by the clock: once a day, as the model says, or as the program says", async () => {
        const scheduleOf = ({ inputs }: Recording<unknown>) =>
            inputs("aws:cloudwatch/eventRule:EventRule", "cars-start")["scheduleExpression"];
        assert.equal(scheduleOf(standard), "rate(1 day)");
        const model = { ...usedCars, monitoring: { schedule: "rate(6 hours)" } };
        assert.equal(scheduleOf(await build({ model })), "rate(6 hours)");
        assert.equal(scheduleOf(await build({ model, schedule: "cron(0 6 * * ? *)" })), "cron(0 6 * * ? *)");
    });

    it("brings data together by one Glue job at a time, with bookmarks, encrypted by the stack's key", () => {
        const job = standard.inputs("aws:glue/job:Job");
        assert.equal(job["name"], name("monitor-consolidate"));
        assert.deepEqual(job["executionProperty"], { maxConcurrentRuns: 1 });
        assert.equal(job["maxRetries"], 0);
        const given = job["defaultArguments"] as Record<string, string>;
        assert.equal(given["--job-bookmark-option"], "job-bookmark-enable");
        assert.equal(given["--captures"], "s3://captures/used-cars/");
        assert.equal(given["--requests"], "s3://captures/requests/");
        assert.equal(given["--ground_truth"], "s3://landing/ground-truth/");
        assert.equal(given["--scores"], "s3://artifacts/records/scoring/");
        const security = standard.inputs("aws:glue/securityConfiguration:SecurityConfiguration");
        assert.equal(job["securityConfiguration"], security["name"]);
        const modes = security["encryptionConfiguration"] as Record<string, { kmsKeyArn: string }>;
        for (const [kind, { kmsKeyArn }] of Object.entries(modes)) {
            assert.equal(kmsKeyArn, standardArgs.foundation.key.arn, kind);
        }
    });

    it("tells each kind of drift to its own addresses", async () => {
        const { resources } = await build({
            dataDriftEmails: ["data@example.com"],
            modelDriftEmails: ["model@example.com"],
        });
        const subscriptions = resources.filter(({ type }) => type === "aws:sns/topicSubscription:TopicSubscription");
        assert.deepEqual(subscriptions.map(({ inputs }) => [inputs["topic"], inputs["endpoint"]]).sort(), [
            [`arn:of:aws:sns/topic:Topic:${name("data-drift")}`, "data@example.com"],
            [`arn:of:aws:sns/topic:Topic:${name("model-drift")}`, "model@example.com"],
        ]);
    });

    it("starts no training on drift but where the model, or the program, says so", async () => {
        const rules = ({ resources }: Recording<unknown>) =>
            resources
                .filter(({ type }) => type === "aws:cloudwatch/eventRule:EventRule")
                .map(({ inputs }) => String(inputs["name"]));
        assert.ok(!rules(standard).includes(name("monitor-retrain")));
        const model = { ...usedCars, monitoring: { retrain: { coolDownDays: 3 } } };
        const retraining = await build({ model });
        assert.ok(rules(retraining).includes(name("monitor-retrain")));
        assert.ok(!rules(await build({ model, retrain: { on: "nothing" } })).includes(name("monitor-retrain")));
        // Another stage of the model may be in the account.
        const rule = retraining.inputs("aws:cloudwatch/eventRule:EventRule", "cars-retrain");
        assert.deepEqual(JSON.parse(String(rule["eventPattern"])), {
            source: ["drivetrain.monitor"],
            "detail-type": ["DriftDetected"],
            detail: {
                execution: [{ prefix: `arn:aws:states:us-east-1:111111111111:execution:${name("monitor")}:` }],
            },
        });
        // The analyzer is asked nothing of it.
        const settings = retraining.inputs("aws:s3/bucketObjectv2:BucketObjectv2", "cars-code-settings")["content"];
        assert.deepEqual(JSON.parse(String(settings)), {});
    });

    it("gives the lease back at the end of each run", () => {
        const release = standard.inputs("aws:lambda/function:Function", "cars-end-release")["environment"];
        assert.deepEqual(release, {
            variables: {
                LEDGER_TABLE: "ledger",
                STATE_MACHINE: name("monitor"),
                LEASE_ID: `lease#${name("monitor")}`,
                RUN_RECORD: JSON.stringify({
                    ...{ pipeline: "monitoring", model: "used-cars", algorithm: null },
                    ...{ base: "used-cars-monitor-local", bucket: "artifacts" },
                }),
            },
        });
    });

    it("runs the analyzer in the network where there is one", async () => {
        const network = { subnetIds: ["subnet-0123456789abcdef0"], securityGroupIds: ["sg-0123456789abcdef0"] };
        const { inputs } = await build({ network: pulumi.output(network) });
        assert.match(String(inputs("aws:sfn/stateMachine:StateMachine")["definition"]), /"VpcConfig"/);
    });

    it("uses an explicit physical name for everything that has one", () => {
        for (const { name: resource, inputs } of standard.resources.filter(({ inputs }) => "name" in inputs)) {
            assert.match(String(inputs["name"]), /drivetrain-local-used-cars-/, resource);
        }
    });

    it("has a role for each part, which names no wildcard but where AWS defines no resource", () => {
        const roles = standard.resources.filter(({ type }) => type === "aws:iam/role:Role").map(({ name }) => name);
        assert.equal(new Set(roles).size, roles.length);
        const policy = document(standard.inputs("aws:iam/rolePolicy:RolePolicy", "cars-consolidate")["policy"]);
        const wild = (policy["Statement"] as { Action: string | string[]; Resource: unknown }[])
            .filter(({ Resource }) => Resource === "*")
            .map(({ Action }) => Action);
        assert.deepEqual(wild, ["cloudwatch:PutMetricData"]);
    });

    it("reports every problem of its arguments at once, without a stack trace", async () => {
        await assert.rejects(
            build({ champions: {}, schedule: "daily", pollSeconds: 0, retrain: { on: "both", coolDownDays: 0 } }),
            (error: unknown) => {
                assert.ok(pulumi.ResourceError.isInstance(error));
                assert.equal(error.hideStack, true);
                assert.deepEqual(
                    error.message.split("\n").map((line) => line.split(":")[0]),
                    [
                        "champions.xgboost",
                        "champions.linear-learner",
                        "schedule",
                        "retrain.coolDownDays",
                        "pollSeconds",
                    ],
                );
                return true;
            },
        );
    });
});
