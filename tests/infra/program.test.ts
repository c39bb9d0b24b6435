import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { withBoundary } from "../../infra/boundary";
import { parseSettings, type Settings } from "../../infra/config/settings";
import { deployModel } from "../../infra/model";
import { usedCars } from "../../infra/models/used-cars";
import { deployPlatform, readPlatform } from "../../infra/platform";
import { record, valueOf } from "../support/recorder";

const scope = {
    partition: "aws",
    region: "us-east-1",
    accountId: "111111111111",
    stage: "local",
    prefix: "drivetrain-local-used-cars",
};

const commit = "173d22b7d3e1f0a1b2c3d4e5f60718293a4b5c6d";
const subnetIds = ["subnet-0123456789abcdef0", "subnet-0123456789abcdef1"];

function settings(config: Readonly<Record<string, string>> = {}): Settings {
    const { settings, problems } = parseSettings("local", {
        "aws:region": "us-east-1",
        "aws:allowedAccountIds": '["111111111111"]',
        "drivetrain:accountId": "111111111111",
        "drivetrain:network": "false",
        "drivetrain:logRetentionDays": "7",
        ...config,
    });
    assert.deepEqual(problems, []);
    return settings;
}

describe("a model's stack", () => {
    it("has a pipeline for each algorithm, and the outputs that commands read", async () => {
        const { result, resources } = await record(() => deployModel(settings(), usedCars, scope, { commit }));
        const { pipelines, realtime, insights, ...outputs } = await valueOf(pulumi.output(result));
        const { queries, ...asked } = insights as unknown as { queries: object } & Record<string, string>;
        assert.deepEqual(asked, {
            database: "drivetrain_local_used_cars",
            workgroup: "drivetrain-local-used-cars",
            recordsWorkgroup: "drivetrain-local-used-cars.records",
            rowReadersArn: "arn:of:aws:iam/policy:Policy:drivetrain-local-used-cars-row-readers",
            recordReadersArn: "arn:of:aws:iam/policy:Policy:drivetrain-local-used-cars-record-readers",
        });
        assert.equal(Object.keys(queries).length, 8);
        assert.deepEqual(outputs, {
            model: "used-cars",
            stage: "local",
            landingBucket: "drivetrain-111111111111-local-used-cars-landing",
            artifactBucket: "drivetrain-111111111111-local-used-cars-artifacts",
            captureBucket: "drivetrain-111111111111-local-used-cars-captures",
            ledgerTable: "drivetrain-local-used-cars-ledger",
            scoring: {
                stateMachineArn: "arn:of:aws:sfn/stateMachine:StateMachine:drivetrain-local-used-cars-scoring",
                prefix: "scoring/",
                jobPrefix: "used-cars-scoring-local",
                scores: "s3://drivetrain-111111111111-local-used-cars-artifacts/scores/",
            },
            topicArn: "arn:of:aws:sns/topic:Topic:drivetrain-local-used-cars-notices",
            trainingPrefix: "training/",
            groundTruthPrefix: "ground-truth/",
            monitoring: {
                stateMachineArn: "arn:of:aws:sfn/stateMachine:StateMachine:drivetrain-local-used-cars-monitor",
                dataDriftTopicArn: "arn:of:aws:sns/topic:Topic:drivetrain-local-used-cars-data-drift",
                modelDriftTopicArn: "arn:of:aws:sns/topic:Topic:drivetrain-local-used-cars-model-drift",
                jobPrefix: "used-cars-monitor-local",
            },
            dataPrefix: "data/",
            algorithms: ["xgboost", "linear-learner"],
            combine: "max",
        });
        assert.deepEqual(Object.keys(realtime!).sort(), ["apiKeyId", "functionName", "url"]);
        for (const algorithm of ["xgboost", "linear-learner"]) {
            assert.deepEqual(pipelines[algorithm], {
                stateMachineArn: `arn:of:aws:sfn/stateMachine:StateMachine:drivetrain-local-used-cars-${algorithm}-training`,
                endpointName: `used-cars-${algorithm}-local`,
                modelPackageGroupName: `used-cars-${algorithm}-local`,
                parameterPrefix: `/drivetrain/local/used-cars/${algorithm}`,
                deploymentStateMachineArn: `arn:of:aws:sfn/stateMachine:StateMachine:drivetrain-local-used-cars-${algorithm}-deployment`,
                approval: "automatic",
            });
        }
        // Both pipelines take the same code: a second copy would be the same S3 object twice.
        const keys = resources.filter(({ type }) => type.includes("bucketObject")).map(({ inputs }) => inputs["key"]);
        assert.equal(new Set(keys).size, keys.length);
    });

    it("tells commands which algorithms wait for a person, and the order of results' columns", async () => {
        const { xgboost, "linear-learner": linear } = usedCars.algorithms;
        const algorithms = { "a-third": { ...linear!, approval: "manual" as const }, xgboost: xgboost! };
        const { result } = await record(() => deployModel(settings(), { ...usedCars, algorithms }, scope, { commit }));
        const outputs = await valueOf(pulumi.output(result));
        assert.deepEqual(outputs.algorithms, ["a-third", "xgboost"]);
        assert.deepEqual(
            Object.entries(outputs.pipelines).map(([algorithm, { approval }]) => [algorithm, approval]),
            [
                ["a-third", "manual"],
                ["xgboost", "automatic"],
            ],
        );
    });

    it("tells the registry of each version by which commit it was made", async () => {
        const { resources } = await record(() => deployModel(settings(), usedCars, scope, { commit }));
        const machines = resources.filter(({ type }) => type === "aws:sfn/stateMachine:StateMachine");
        const told = machines.filter(({ inputs }) => String(inputs["definition"]).includes(`"CommitId":"${commit}"`));
        assert.equal(told.length, 2);
    });

    it("keeps every log as long as its config says, encrypted", async () => {
        const { resources } = await record(() => deployModel(settings(), usedCars, scope, { commit }));
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
        const { apiGatewayRoleArn, ...rest } = result;
        assert.deepEqual(rest, { stage: "local", subnetIds: [], securityGroupIds: [] });
        assert.equal(
            await valueOf(pulumi.output(apiGatewayRoleArn)),
            "arn:of:aws:iam/role:Role:drivetrain-local-used-cars-apigateway-logs",
        );
        assert.ok(resources.some(({ type }) => type === "aws:apigateway/account:Account"));
    });

    it("lets in the workflows of the repository that its config names, and of none where it names none", async () => {
        const boundary = "arn:aws:iam::111111111111:policy/boundary";
        const delivery = JSON.stringify({ repository: "anvil/cars", environment: "prod", boundary });
        const rolesOf = async (config: Readonly<Record<string, string>>) =>
            (await record(() => deployPlatform(settings(config), scope))).resources
                .filter(({ type }) => type === "aws:iam/role:Role")
                .map(({ name }) => name)
                .filter((name) => name.startsWith("delivery"));
        assert.deepEqual(await rolesOf({}), []);
        assert.deepEqual(await rolesOf({ "drivetrain:delivery": delivery }), [
            "delivery-deployer",
            "delivery-inspector",
            "delivery-previewer",
        ]);
    });

    it("has the network that its config describes", async () => {
        const config = {
            "drivetrain:network": "true",
            "drivetrain:networkCidr": "10.9.0.0/20",
            "drivetrain:availabilityZoneNames": '["us-east-1b","us-east-1d"]',
            "drivetrain:interfaceEndpoints": '["logs"]',
        };
        const vpc = { vpcId: "vpc-1", isolatedSubnetIds: subnetIds, routeTables: [{ id: "rtb-1" }] };
        const { result, resources, inputs } = await record(() => deployPlatform(settings(config), scope), {
            "awsx:ec2:Vpc": vpc,
        });
        const { cidrBlock, availabilityZoneNames } = inputs("awsx:ec2:Vpc");
        assert.deepEqual([cidrBlock, availabilityZoneNames], ["10.9.0.0/20", ["us-east-1b", "us-east-1d"]]);
        assert.deepEqual(
            resources.filter(({ type }) => type.startsWith("aws:ec2/vpcEndpoint")).map(({ name }) => name),
            ["network-s3", "network-logs"],
        );
        const outputs = await valueOf(pulumi.output(result));
        assert.deepEqual(outputs.subnetIds, subnetIds);
        assert.deepEqual(outputs.securityGroupIds, ["network-jobs"]);
    });
});

describe("what a stack is made of", () => {
    it("goes before what replaces it comes, but for what AWS itself gives an identity", async () => {
        const model = await record(() => deployModel(settings(), withEverything(), scope, { commit }), ecr);
        const platform = await record(
            () =>
                deployPlatform(
                    settings({ "drivetrain:network": "true", "drivetrain:interfaceEndpoints": '["logs"]' }),
                    scope,
                ),
            { "awsx:ec2:Vpc": { vpcId: "vpc-1", isolatedSubnetIds: subnetIds, routeTables: [] } },
        );
        const made = [...model.resources, ...platform.resources].filter(({ type }) => type.startsWith("aws:"));
        const types = (deleted: boolean) => {
            const found = made.filter(({ options }) => options.deleteBeforeReplace === deleted);
            return [...new Set(found.map(({ type }) => type))].sort();
        };
        assert.deepEqual(types(false), [
            "aws:apigateway/apiKey:ApiKey",
            "aws:apigateway/deployment:Deployment",
            "aws:apigateway/requestValidator:RequestValidator",
            "aws:apigateway/restApi:RestApi",
            "aws:ec2/securityGroup:SecurityGroup",
            "aws:kms/key:Key",
        ]);
        assert.ok(types(true).length >= 35, types(true).join());
        // AWS takes one group of a name in a VPC, so a name of ours would be in the way of the next one.
        const groups = made.filter(({ type }) => type === "aws:ec2/securityGroup:SecurityGroup");
        assert.deepEqual(
            groups.map(({ inputs }) => inputs["name"]),
            [undefined, undefined],
        );
    });

    /** A model that has whatever a model can have: an image of its own, and approval by a person. */
    function withEverything() {
        const { xgboost } = usedCars.algorithms;
        const forest = { ...xgboost!, image: { build: "jobs/byoc" }, approval: "manual" as const };
        return { ...usedCars, algorithms: { ...usedCars.algorithms, forest } };
    }
    const ecr = { "awsx:ecr:Image": { imageUri: "111111111111.dkr.ecr.us-east-1.amazonaws.com/forest@sha256:0" } };
});

describe("the platform of a model's stack", () => {
    const network = { subnetIds, securityGroupIds: ["sg-0123456789abcdef0"] };
    const platform = { stage: "dev", apiGatewayRoleArn: "arn:aws:iam::111111111111:role/logs", ...network };

    /** Reads the platform where the engine answers so; no outputs stand for no such stack. */
    async function read(wanted: boolean, outputs: object | undefined, preview: boolean) {
        return (await readAll({ "drivetrain:network": String(wanted) }, outputs, preview)).network;
    }

    async function readAll(config: Record<string, string>, outputs: object | undefined, preview: boolean) {
        await pulumi.runtime.setMocks(
            {
                newResource: ({ type }) => {
                    throw new Error(type);
                },
                call: ({ token, inputs }) => {
                    const { name } = inputs as { name: string };
                    assert.deepEqual([token, name], [readOutputs, "organization/drivetrain/platform-dev"]);
                    // As the engine words it, in the field where gRPC has an error's words.
                    if (outputs === undefined) throw Object.assign(new Error(), { details: `unknown stack "${name}"` });
                    return { name, outputs };
                },
            },
            "drivetrain",
            "dev",
            preview,
            "organization",
        );
        return readPlatform(settings(config), { ...scope, stage: "dev" });
    }
    const readOutputs = "pulumi:pulumi:readStackOutputs";
    const refused = (sentence: RegExp) => (error: unknown) => {
        assert.ok(pulumi.RunError.isInstance(error));
        assert.match(error.message, sentence);
        return true;
    };

    it("gives its network to every job and model", async () => {
        const given = await read(true, platform, false);
        assert.deepEqual(given, network);
        const { resources } = await record(() => deployModel(settings(), usedCars, scope, { commit, network: given }));
        const machines = resources.filter(({ type }) => type === "aws:sfn/stateMachine:StateMachine");
        assert.equal(machines.length, 6);
        // A deployment starts no job and makes no model.
        for (const { inputs } of machines.filter(({ inputs }) => !/-deployment$/.test(String(inputs["name"])))) {
            const found: unknown[] = [];
            JSON.parse(inputs["definition"] as string, (key, value: unknown) => {
                if (key === "VpcConfig") found.push(value);
                return value;
            });
            const expected = { Subnets: network.subnetIds, SecurityGroupIds: network.securityGroupIds };
            // Pre-processing, training, model, two baselines; pre-processing, explaining and merging, as scoring's other jobs
            // are of models that are there; the analyzer.
            const name = String(inputs["name"]);
            const jobs = name.endsWith("-scoring") ? 3 : name.endsWith("-monitor") ? 1 : 5;
            assert.deepEqual(found, Array(jobs).fill(expected), name);
        }
    });

    it("gives none where none is wanted", async () => {
        assert.equal(await read(false, platform, false), undefined);
    });

    it("must have one where one is wanted", async () => {
        const without = { ...platform, subnetIds: [], securityGroupIds: [] };
        for (const preview of [false, true]) {
            await assert.rejects(read(true, without, preview), refused(/^The stack platform-dev has no network: /));
        }
    });

    it("comes first, with or without a network, as API Gateway needs its role", async () => {
        for (const outputs of [undefined, {}, { stage: "dev", ...network }]) {
            for (const wanted of [true, false]) {
                await assert.rejects(
                    read(wanted, outputs, false),
                    refused(
                        /^The stack platform-dev is not up: bring it up first with `pulumi up --stack platform-dev`\.$/,
                    ),
                );
            }
        }
    });

    it("may be still to come in a preview", async () => {
        assert.deepEqual(await read(true, undefined, true), { subnetIds: [], securityGroupIds: [] });
        assert.equal(await read(false, undefined, true), undefined);
    });

    describe("QuickSight's groups", () => {
        const on = { "drivetrain:quicksight": "managed" };
        const groups = { authorsArn: "arn:aws:quicksight:eu-west-1:1:group/default/a", readersArn: "b" };

        it("are those of the platform, where they are wanted", async () => {
            const both = { ...platform, quickSight: groups };
            assert.deepEqual((await readAll(on, both, false)).quickSight, groups);
            assert.equal((await readAll({}, both, false)).quickSight, undefined);
        });

        it("must be there where they are wanted", async () => {
            await assert.rejects(readAll(on, platform, false), refused(/^The stack platform-dev has no groups for/));
        });

        it("are those that a platform makes, in a preview of a stage whose platform is still to come", async () => {
            const { quickSight } = await readAll(on, undefined, true);
            assert.deepEqual(quickSight, {
                authorsArn: "arn:aws:quicksight:us-east-1:111111111111:group/default/drivetrain-dev-authors",
                readersArn: "arn:aws:quicksight:us-east-1:111111111111:group/default/drivetrain-dev-readers",
            });
        });
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
