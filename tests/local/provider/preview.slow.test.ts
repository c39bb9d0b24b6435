import { strict as assert } from "node:assert";
import { type ChildProcess, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { cpSync, mkdirSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import type { EngineEvent } from "../../../cli/engine/events";
import { judgeStack } from "../../../cli/govern/judged";
import { tellFinding } from "../../../policies/engine/findings";
import { policyName as nameOf } from "../../../policies/engine/pack";
import { rules } from "../../../policies/rules";
import { readStanding } from "../../../policies/standing";
import { engineEnvironment } from "../../../tools/engine";
import { tellGraph, tellInputs } from "../../policies/probe/rules";
import { probeStanding } from "../../policies/probe/standing";

const checkout = resolve(__dirname, "..", "..", "..");
/** What the engine runs and reads; it writes into the stacks' files, so those are copied. */
const linked = [
    "components",
    "contracts",
    "functions",
    "infra",
    "jobs",
    "node_modules",
    "policies",
    "tools",
    "package.json",
    "tsconfig.json",
];
const subnetIds = ["subnet-0123456789abcdef0", "subnet-0123456789abcdef1"];
const securityGroupIds = ["sg-0123456789abcdef0"];

interface Outcome {
    readonly code: number;
    readonly stdout: string;
    /** All that was said, diagnostics included. */
    readonly text: string;
}

interface Planned {
    readonly type: string;
    readonly urn: string;
    readonly inputs: Readonly<Record<string, unknown>>;
}

describe("the stacks for AWS, previewed by the real engine without credentials", () => {
    const folder = join(checkout, ".drivetrain", "test", `preview-${process.pid}`);
    let provider: ChildProcess;
    let environment: NodeJS.ProcessEnv;

    before(async () => {
        mkdirSync(join(folder, "state"), { recursive: true });
        for (const name of linked) symlinkSync(join(checkout, name), join(folder, name));
        for (const file of readdirSync(checkout).filter((name) => /^Pulumi\..*yaml$/.test(name))) {
            cpSync(join(checkout, file), join(folder, file));
        }
        const withoutAws = Object.entries(process.env).filter(([key]) => !key.startsWith("AWS_"));
        provider = spawn(
            process.execPath,
            ["-r", "./tools/typescript.js", join(checkout, "local", "provider", "server.ts")],
            { cwd: checkout, env: Object.fromEntries(withoutAws), stdio: ["ignore", "pipe", "inherit"] },
        );
        assert.ok(provider.stdout);
        const [line] = (await once(provider.stdout, "data")) as [Buffer];
        const ports = JSON.parse(line.toString()) as Record<string, number>;
        environment = {
            ...Object.fromEntries(withoutAws),
            ...engineEnvironment({ local: false }),
            PULUMI_BACKEND_URL: `file://${join(folder, "state")}`,
            PULUMI_CONFIG_PASSPHRASE: "",
            PULUMI_DEBUG_PROVIDERS: Object.entries(ports)
                .map(([provider, port]) => `${provider}:${port}`)
                .join(),
            PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "1",
        };
    });
    after(async () => {
        const closed = once(provider, "close");
        provider.kill();
        await closed;
        rmSync(folder, { recursive: true });
    });

    function pulumi(...args: readonly string[]): Promise<Outcome> {
        return run(args, {});
    }

    function run(args: readonly string[], more: NodeJS.ProcessEnv): Promise<Outcome> {
        const options = { cwd: folder, env: { ...environment, ...more }, maxBuffer: 256 * 1024 * 1024 };
        return new Promise((done) => {
            execFile("pulumi", [...args, "--non-interactive", "--color=never"], options, (error, stdout, stderr) =>
                done({ code: error === null ? 0 : Number(error.code), stdout, text: stdout + stderr }),
            );
        });
    }

    /** Creates a stack from its own file and previews it under the policy pack. */
    async function preview(stack: string): Promise<{ readonly planned: readonly Planned[]; readonly text: string }> {
        const created = await pulumi("stack", "init", stack);
        assert.equal(created.code, 0, created.text);
        const { code, stdout, text } = await pulumi("preview", "-s", stack, "--policy-pack", "policies", "--json");
        assert.equal(code, 0, text);
        const { steps } = JSON.parse(stdout) as { steps: { op: string; newState: Planned }[] };
        assert.deepEqual([...new Set(steps.map(({ op }) => op))], ["create"]);
        return { planned: steps.map(({ newState }) => newState), text };
    }

    /** Lets a stack have outputs, as if it had been deployed. */
    async function pretendDeployed(stack: string, outputs: object): Promise<void> {
        const type = "pulumi:pulumi:Stack";
        const urn = `urn:pulumi:${stack}::drivetrain::${type}::drivetrain-${stack}`;
        const manifest = { time: "2026-01-01T00:00:00Z", magic: "", version: "" };
        const state = { version: 3, deployment: { manifest, resources: [{ urn, type, custom: false, outputs }] } };
        writeFileSync(join(folder, "state.json"), JSON.stringify(state));
        const imported = await pulumi("stack", "import", "-s", stack, "--file", "state.json");
        assert.equal(imported.code, 0, imported.text);
    }

    const ofType = (planned: readonly Planned[], type: string) => planned.filter((one) => one.type === type);

    /** The networks that jobs and models get, as the state machines' definitions have them. */
    function networks(planned: readonly Planned[]): unknown[] {
        return ofType(planned, "aws:sfn/stateMachine:StateMachine").flatMap(({ inputs }) => {
            const found: unknown[] = [];
            JSON.parse(inputs["definition"] as string, (key, value: unknown) => {
                if (key === "VpcConfig") found.push(value);
                return value;
            });
            return found;
        });
    }

    function isPlatform(planned: readonly Planned[]): void {
        assert.equal(ofType(planned, "awsx:ec2:Vpc").length, 1);
        assert.equal(ofType(planned, "aws:ec2/subnet:Subnet").length, 2);
        assert.equal(ofType(planned, "aws:apigateway/account:Account").length, 1);
        assert.deepEqual(
            ofType(planned, "aws:ec2/vpcEndpoint:VpcEndpoint").map(({ inputs }) => inputs["serviceName"]),
            ["com.amazonaws.us-east-1.s3"],
        );
        const [role] = ofType(planned, "aws:iam/role:Role");
        assert.match(String(role?.inputs["assumeRolePolicy"]), /apigateway\.amazonaws\.com/);
    }

    it("platform-dev has a network and the account's role for access logs", async () => {
        isPlatform((await preview("platform-dev")).planned);
    });

    it("dev shows what it will have before its platform is up, and says so", async () => {
        const { planned, text } = await preview("dev");
        assert.match(text, /platform-dev is not up: bring it up first with `pulumi up --stack platform-dev`/);
        assert.ok(networks(planned).length >= 6);
        for (const network of networks(planned)) assert.deepEqual(network, { Subnets: [], SecurityGroupIds: [] });
    });

    /** What a pack tells of a stack in a preview by the engine: `<urn> <policy> <path>: <message>`. */
    async function told(stack: string, pack: string): Promise<readonly string[]> {
        const previewed = await run(["preview", "-s", stack, "--policy-pack", pack, "--json"], {
            PULUMI_ENABLE_STREAMING_JSON_PREVIEW: "true",
        });
        assert.equal(previewed.code, 0, previewed.text);
        const lines = previewed.stdout
            .split("\n")
            .filter((line) => line.startsWith("{"))
            .flatMap((line) => (JSON.parse(line) as EngineEvent).policyEvent ?? [])
            .map(({ resourceUrn, policyName, message }) => `${resourceUrn} ${policyName} ${message.split("\n")[1]}`);
        assert.ok(lines.length > 0, previewed.text);
        return lines;
    }

    /** A name that the provider makes up ends in another number each time, and so its digest is another one. */
    const withoutChance = (line: string) => line.replace(/-[0-9a-f]{7}" [0-9a-f]{12}/, '-CHANCE"');

    for (const stack of ["platform-dev", "dev"]) {
        it(`${stack} is the same graph to govern, which asks no engine`, async () => {
            const pack = join(checkout, "tests", "policies", "probe");
            const seen = (await told(stack, pack)).map(withoutChance);
            const { findings } = await judgeStack(stack, [tellInputs, tellGraph], probeStanding);
            const judged = findings
                .map(({ urn, rule, path, message }) => `${urn} ${nameOf(rule)} ${path}: ${message}`)
                .map(withoutChance);
            assert.ok(seen.length > 100);
            assert.deepEqual(
                judged.filter((line) => !seen.includes(line)),
                [],
            );
            assert.deepEqual(
                seen.filter((line) => !judged.includes(line)),
                [],
            );
        });
    }

    for (const stack of ["platform-dev", "dev"]) {
        it(`${stack} is found the same of by all rules, with the engine and without`, async () => {
            const seen = await told(stack, "policies");
            const { findings } = await judgeStack(stack, rules, readStanding()(stack));
            const judged = findings.map((finding) => `${finding.urn} ${nameOf(finding.rule)} ${tellFinding(finding)}`);
            assert.deepEqual([...new Set(seen)].sort(), [...new Set(judged)].sort());
        });
    }

    it("platform-prod has a network and the account's role for access logs", async () => {
        isPlatform((await preview("platform-prod")).planned);
    });

    it("prod runs its jobs and models in the network of its platform", async () => {
        const apiGatewayRoleArn = "arn:aws:iam::444444444444:role/logs";
        await pretendDeployed("platform-prod", { apiGatewayRoleArn, subnetIds, securityGroupIds });
        const { planned, text } = await preview("prod");
        assert.doesNotMatch(text, /is not up/);
        assert.ok(networks(planned).length >= 6);
        for (const network of networks(planned)) {
            assert.deepEqual(network, { Subnets: subnetIds, SecurityGroupIds: securityGroupIds });
        }
        assert.ok(ofType(planned, "aws:s3/bucket:Bucket").every(({ inputs }) => inputs["forceDestroy"] !== true));
    });
});
