import { strict as assert } from "node:assert";
import { mkdirSync, rmSync } from "node:fs";
import { join, resolve } from "node:path";
import { CloudWatchLogs } from "@aws-sdk/client-cloudwatch-logs";
import { Lambda } from "@aws-sdk/client-lambda";
import { SSM } from "@aws-sdk/client-ssm";
import * as aws from "@pulumi/aws";
import { LocalWorkspace, OutputMap, PulumiFn, Stack } from "@pulumi/pulumi/automation";
import { PredictionClient } from "../../../cli/realtime/client";
import { Stage, stageEnvironment, StageOptions, startStage, stopStage } from "../../../local/stage";
import { engineEnvironment } from "../../../tools/engine";
import { everyService, network } from "./program";

const checkout = resolve(__dirname, "..", "..", "..");
const region = "us-east-1";

const oneBucket: PulumiFn = async () => {
    new aws.s3.Bucket("bucket", {});
};

describe("the local provider under the real engine", () => {
    const environment = { ...process.env };
    const directory = join(checkout, ".drivetrain", "test", `provider-${process.pid}`);
    const options: StageOptions = {
        directory: join(directory, "stage"),
        servers: {
            sagemaker: join(checkout, "tests", "local", "emulator", "standIns", "sagemaker.ts"),
            provider: join(checkout, "local", "provider", "server.ts"),
        },
    };
    let stage: Stage;

    before(async () => {
        stage = await startStage(undefined, options);
        const backend = join(directory, "state");
        mkdirSync(backend, { recursive: true });
        Object.assign(process.env, engineEnvironment({ local: false }), {
            PULUMI_BACKEND_URL: `file://${backend}`,
            PULUMI_CONFIG_PASSPHRASE: "",
        });
    });
    after(async () => {
        for (const key of Object.keys(process.env)) if (!(key in environment)) delete process.env[key];
        Object.assign(process.env, environment);
        await stopStage(options);
        rmSync(directory, { recursive: true, force: true });
    });

    /** A stack in an account of its own. */
    async function stackOf(stackName: string, account: string, program: PulumiFn): Promise<Stack> {
        Object.assign(process.env, stageEnvironment(stage, account));
        const stack = await LocalWorkspace.createOrSelectStack({ stackName, projectName: "drivetrain", program });
        const config = {
            "aws:region": { value: region },
            "aws:allowedAccountIds[0]": { value: account },
            "aws:defaultTags.tags.stage": { value: "test" },
        };
        await stack.setAllConfig(config, true);
        return stack;
    }

    /** Kinds of steps that an operation took, without the resources that stayed as they were. */
    const changes = ({ summary }: { summary: { resourceChanges?: Record<string, number> } }) =>
        Object.fromEntries(Object.entries(summary.resourceChanges ?? {}).filter(([kind]) => kind !== "same"));

    /** Updates to this program, and proves that neither the cloud nor the program then asks for anything more. */
    async function settle(stack: Stack, program: PulumiFn) {
        stack.workspace.program = program;
        const result = await stack.up();
        const refreshed = await stack.refresh();
        assert.deepEqual(changes(refreshed), {}, refreshed.stdout);
        const preview = await stack.preview();
        assert.deepEqual(Object.keys(preview.changeSummary), ["same"], preview.stdout);
        return result;
    }

    it("creates, keeps, updates, replaces and deletes", async () => {
        const stack = await stackOf("local", "111111111111", everyService());
        const preview = await stack.preview();
        const created = await settle(stack, everyService());
        assert.deepEqual(preview.changeSummary, created.summary.resourceChanges);
        const again = await stack.up();
        assert.deepEqual(changes(again), {}, again.stdout);
        assert.match(created.outputs.madeUp?.value as string, /^madeup-[0-9a-f]{7}$/);
        assert.equal(await predict(created), "first");

        const updated = await settle(
            stack,
            everyService({ answer: "second", retention: 14, tag: "other", value: "two", output: 2, rate: 10 }),
        );
        assert.deepEqual(changes(updated), { update: 8 }, updated.stdout);
        assert.equal(updated.outputs.version?.value, 2);
        assert.equal(await predict(updated), "second");

        const replaced = await settle(stack, everyService({ functionName: "renamed" }));
        assert.ok(changes(replaced).replace! >= 3, replaced.stdout);
        assert.equal(await predict(replaced), "first");

        const gone = await stack.destroy();
        assert.deepEqual(Object.keys(changes(gone)), ["delete"]);
        assert.deepEqual((await new Lambda().listFunctions({})).Functions, []);
    });

    it("finds drift and what was deleted behind its back, and heals it", async () => {
        const stack = await stackOf("local-drift", "222222222222", everyService());
        await stack.up();
        const logs = new CloudWatchLogs();
        await logs.putRetentionPolicy({ logGroupName: "/aws/lambda/every", retentionInDays: 365 });
        await new SSM().deleteParameter({ Name: "/every/parameter" });
        const refreshed = await stack.refresh();
        assert.deepEqual(changes(refreshed), { delete: 1, update: 1 }, refreshed.stdout);
        const healed = await stack.up();
        assert.deepEqual(changes(healed), { create: 1, update: 1 }, healed.stdout);
        const { logGroups } = await logs.describeLogGroups({ logGroupNamePrefix: "/aws/lambda/every" });
        assert.equal(logGroups?.[0]?.retentionInDays, 7);
    });

    it("makes awsx's network of the same children by type, name and parent", async () => {
        const stack = await stackOf("platform-local", "111111111111", network);
        const created = await settle(stack, network);
        assert.equal((created.outputs.privateSubnetIds?.value as string[]).length, 2);
        const { resources } = (await stack.exportStack()).deployment as { resources: { urn: string }[] };
        const children = resources
            .map(({ urn }) => urn.split("::").slice(2).join(" "))
            .filter((child) => child.startsWith("awsx:ec2:Vpc"))
            .map((child) => child.replace(/aws:ec2\/\w+:/g, "").replace("awsx:ec2:", ""))
            .sort();
        const ofSubnet = (name: string) => [
            `Vpc$Vpc$Subnet ${name}`,
            `Vpc$Vpc$Subnet$RouteTable ${name}`,
            `Vpc$Vpc$Subnet$RouteTable$Route ${name}`,
            `Vpc$Vpc$Subnet$RouteTable$RouteTableAssociation ${name}`,
        ];
        const subnets = ["network-private-1", "network-private-2", "network-public-1", "network-public-2"];
        assert.deepEqual(
            children,
            [
                "Vpc network",
                "Vpc$Vpc network",
                "Vpc$Vpc$InternetGateway network",
                "Vpc$Vpc$Subnet$Eip network-1",
                "Vpc$Vpc$Subnet$NatGateway network-1",
                ...subnets.flatMap(ofSubnet),
            ].sort(),
        );
        assert.deepEqual(Object.keys(changes(await stack.destroy())), ["delete"]);
    });

    it("keeps the default tags of two providers apart", async () => {
        const stack = await stackOf("local-tags", "111111111111", async () => {
            const other = new aws.Provider("other", {
                region,
                allowedAccountIds: ["111111111111"],
                defaultTags: { tags: { stage: "other" } },
            });
            const first = new aws.sqs.Queue("first", {});
            const second = new aws.sqs.Queue("second", {}, { provider: other });
            return { first: first.tagsAll, second: second.tagsAll };
        });
        const { outputs } = await stack.up();
        assert.deepEqual(outputs.first?.value, { stage: "test" });
        assert.deepEqual(outputs.second?.value, { stage: "other" });
    });

    it("previews another stack without credentials and without an emulator, and changes nothing for it", async () => {
        for (const [name, program] of [
            ["dev", everyService()],
            ["platform-dev", network],
        ] as const) {
            const stack = await stackOf(name, "333333333333", program);
            const { changeSummary } = await stack.preview();
            assert.ok(changeSummary.create! > 20);
            // One resource: an engine that stops leaves no other registration of this process unanswered.
            await assert.rejects(
                stack.up({ program: oneBucket }),
                /is not a local one: the local provider previews it/,
            );
        }
    });

    it("names what it does not know", async () => {
        const stack = await stackOf("local-unknown", "111111111111", async () => {
            new aws.glacier.Vault("vault", {});
        });
        await assert.rejects(stack.up(), /does not know the resource type aws:glacier\/vault:Vault/);
    });

    /** Calls the API as the account's root. */
    async function predict({ outputs }: { outputs: OutputMap }): Promise<string> {
        const realtime = { url: outputs.url?.value as string, apiKeyId: outputs.apiKeyId?.value as string };
        const answer = await new PredictionClient({ ...realtime, functionName: "" }).post(
            "{}",
            "application/json",
            "application/json",
        );
        assert.equal(answer.status, 200, answer.body);
        return answer.body;
    }
});
