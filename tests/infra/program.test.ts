import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { withBoundary } from "../../infra/boundary";
import { deployModel } from "../../infra/model";
import { usedCars } from "../../infra/models/used-cars";
import { deployPlatform } from "../../infra/platform";
import { type Settings, parseSettings } from "../../infra/settings";
import { record, valueOf } from "../components/shared/recorder";

const scope = {
    partition: "aws",
    region: "us-east-1",
    accountId: "111111111111",
    stage: "local",
    prefix: "drivetrain-local-used-cars",
};

function settings(): Settings {
    const parsed = parseSettings("local", {
        "aws:region": "us-east-1",
        "aws:allowedAccountIds": '["111111111111"]',
        "drivetrain:accountId": "111111111111",
        "drivetrain:network": "false",
        "drivetrain:logRetentionDays": "7",
    });
    assert.ok("settings" in parsed);
    return parsed.settings;
}

describe("a model's stack", () => {
    it("has a pipeline for each algorithm, and the outputs that commands read", async () => {
        const { result, resources } = await record(() => deployModel(settings(), usedCars, scope));
        const { pipelines, realtime, ...outputs } = await valueOf(pulumi.output(result));
        assert.deepEqual(outputs, {
            model: "used-cars",
            stage: "local",
            landingBucket: "drivetrain-111111111111-local-used-cars-landing",
            artifactBucket: "drivetrain-111111111111-local-used-cars-artifacts",
            captureBucket: "drivetrain-111111111111-local-used-cars-captures",
            topicArn: "arn:of:aws:sns/topic:Topic:drivetrain-local-used-cars-notices",
            trainingPrefix: "training/",
            combine: "max",
        });
        assert.deepEqual(Object.keys(realtime).sort(), ["apiKeyId", "functionName", "url"]);
        for (const algorithm of ["xgboost", "linear-learner"]) {
            assert.deepEqual(pipelines[algorithm], {
                stateMachineArn: `arn:of:aws:sfn/stateMachine:StateMachine:drivetrain-local-used-cars-${algorithm}-training`,
                endpointName: `used-cars-${algorithm}-local`,
                parameterPrefix: `/drivetrain/local/used-cars/${algorithm}`,
            });
        }
        // Both pipelines take the same code: a second copy would be the same S3 object twice.
        const keys = resources.filter(({ type }) => type.includes("bucketObject")).map(({ inputs }) => inputs["key"]);
        assert.equal(new Set(keys).size, keys.length);
    });

    it("keeps every log as long as its config says, encrypted", async () => {
        const { resources } = await record(() => deployModel(settings(), usedCars, scope));
        const logs = resources.filter(({ type }) => type === "aws:cloudwatch/logGroup:LogGroup");
        assert.ok(logs.length >= 7);
        for (const { name, inputs } of logs) {
            assert.equal(inputs["retentionInDays"], 7, name);
            assert.ok(inputs["kmsKeyId"], name);
        }
    });
});

describe("a platform's stack", () => {
    it("has outputs where it has no network, too", async () => {
        const { result, resources } = await record(() => deployPlatform(settings(), scope));
        assert.deepEqual(result, { stage: "local", subnetIds: [], securityGroupIds: [] });
        assert.ok(resources.some(({ type }) => type === "aws:apigateway/account:Account"));
    });
});

describe("a permissions boundary", () => {
    const transform = withBoundary("arn:aws:iam::111111111111:policy/boundary");
    const resource = {} as pulumi.Resource;

    it("is on every role", () => {
        assert.deepEqual(
            transform({ resource, type: "aws:iam/role:Role", name: "role", props: { name: "role" }, opts: {} }),
            { props: { name: "role", permissionsBoundary: "arn:aws:iam::111111111111:policy/boundary" }, opts: {} },
        );
    });

    it("is on nothing else", () => {
        const props = { name: "policy" };
        assert.equal(
            transform({ resource, type: "aws:iam/rolePolicy:RolePolicy", name: "policy", props, opts: {} }),
            undefined,
        );
    });
});
