import assert from "node:assert/strict";
import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { CloudWatchLogs } from "@aws-sdk/client-cloudwatch-logs";
import { LocalWorkspace, type Stack, type UpResult } from "@pulumi/pulumi/automation";
import { ApiGatewayAccess, JobLogs, Model, Network } from "../../components";
import { usedCars } from "../../infra/models/used-cars";
import { stageEnvironment, startStage, stopStage } from "../../local";
import { engineEnvironment } from "../../tools/engine";
import { account, region, stageOptions } from "../local/emulator/cloud";

/** All that the components are made of, with one algorithm that has whatever an algorithm can have. */
async function everything() {
    const { xgboost } = usedCars.algorithms;
    const forest = { ...xgboost!, image: { build: "jobs/byoc" }, approval: "manual" as const };
    const apiGatewayAccess = new ApiGatewayAccess("api-gateway");
    new JobLogs("job-logs", { logRetentionDays: 90 });
    const network = new Network("network", { interfaceEndpoints: ["logs"] });
    const { outputs } = new Model("cars", {
        model: { ...usedCars, algorithms: { forest } },
        ...{ apiGatewayAccess, network, forceDestroy: true, alertEmails: ["ml@example.com"] },
    });
    return outputs;
}

/** Groups that SageMaker made when it ran before the stack was there, all but the first. */
const sageMakerLogs = [
    "/aws/sagemaker/ProcessingJobs",
    "/aws/sagemaker/TrainingJobs",
    "/aws/sagemaker/TransformJobs",
    "/aws/sagemaker/Endpoints/used-cars-forest-local",
];

/** A resource as the engine keeps it; those that it depends on come before it. */
interface Deployed {
    readonly urn: string;
    readonly type: string;
    readonly custom: boolean;
    readonly dependencies?: readonly string[];
}

/** Of this type no resource stands for all: what the stack puts into a bucket goes, and comes again, with it. */
const bucket = "aws:s3/bucket:Bucket";

/**
 * Resources of each type of AWS, in groups of which none depends on another, what others depend on first: the same ones
 * in every run, in whatever order the engine has made them.
 */
function someOfEachType(deployed: readonly Deployed[]): string[][] {
    const ofAws = deployed.filter(({ type, custom }) => custom && type.startsWith("aws:"));
    const types = [...new Set(ofAws.map(({ type }) => type))];
    const chosen = new Set(
        types.flatMap((type) => {
            const urns = ofAws.flatMap((resource) => (resource.type === type ? [resource.urn] : [])).sort();
            return type === bucket ? urns : urns.slice(0, 1);
        }),
    );
    const levels = new Map<string, number>();
    const groups: string[][] = [];
    for (const { urn, dependencies = [] } of deployed) {
        const level = Math.max(0, ...dependencies.map((dependency) => levels.get(dependency) ?? 0));
        levels.set(urn, chosen.has(urn) ? level + 1 : level);
        if (chosen.has(urn)) (groups[level] ??= []).push(urn);
    }
    return groups;
}

describe("a resource that is replaced", () => {
    const { directory } = stageOptions("replace");
    const options = { directory };
    const environment = { ...process.env };
    let stack: Stack;
    let logs: CloudWatchLogs;

    before(async () => {
        const stage = await startStage(undefined, options);
        const backend = join(directory, "state");
        mkdirSync(backend, { recursive: true });
        Object.assign(process.env, engineEnvironment({ local: false }), stageEnvironment(stage, account), {
            PULUMI_BACKEND_URL: `file://${backend}`,
            PULUMI_CONFIG_PASSPHRASE: "",
        });
        const program = { stackName: "local", projectName: "drivetrain", program: everything };
        stack = await LocalWorkspace.createOrSelectStack(program);
        const config = { "aws:region": { value: region }, "aws:allowedAccountIds[0]": { value: account } };
        await stack.setAllConfig(config, true);
        logs = new CloudWatchLogs();
        for (const logGroupName of sageMakerLogs.slice(1)) await logs.createLogGroup({ logGroupName });
        await stack.up();
    });
    after(async () => {
        for (const key of Object.keys(process.env)) if (!(key in environment)) delete process.env[key];
        Object.assign(process.env, environment);
        await stopStage(options);
        rmSync(directory, { recursive: true, force: true });
    });

    const changes = ({ summary }: Pick<UpResult, "summary">) =>
        Object.fromEntries(Object.entries(summary.resourceChanges ?? {}).filter(([kind]) => kind !== "same"));

    /** What a refresh finds otherwise than the state had it: `update urn:… [tags]`. */
    async function differences(): Promise<string[]> {
        const found: string[] = [];
        await stack.refresh({
            onEvent: ({ resOutputsEvent }) => {
                const { op, urn, diffs } = resOutputsEvent?.metadata ?? {};
                if (op === "update" || op === "delete") {
                    found.push(`${op} ${urn}${diffs ? ` [${diffs.join(", ")}]` : ""}`);
                }
            },
        });
        return found;
    }

    it("is there again, whatever it is, and so is all that hangs on it", async function () {
        this.timeout(900_000);
        const { resources } = (await stack.exportStack()).deployment as { resources: Deployed[] };
        const groups = someOfEachType(resources);
        assert.ok(groups.flat().length >= 50, groups.flat().join("\n"));
        for (const group of groups) {
            const replaced = await stack.up({ replace: group });
            assert.ok(changes(replaced)["replace"]! >= group.length, replaced.stdout);
            const found = await differences();
            // A registry that is made anew, itself or with its key, is empty: the engine sees it where it looks.
            const emptied = found.filter((difference) => /^delete \S+docker-build:index:Image::/.test(difference));
            assert.deepEqual(found, emptied, `after replacing\n${group.join("\n")}`);
            if (emptied.length > 0) assert.deepEqual(changes(await stack.up()), { create: 1 });
        }
    });

    it("or a log group of SageMaker's, is there with key and retention, adopted where it was, and stays in the end", async () => {
        const found = async () => {
            const { logGroups = [] } = await logs.describeLogGroups({ logGroupNamePrefix: "/aws/sagemaker/" });
            return logGroups.map(({ logGroupName, retentionInDays, kmsKeyId }) => ({
                name: logGroupName,
                days: retentionInDays,
                encrypted: kmsKeyId !== undefined,
            }));
        };
        const expected = (encrypted: boolean) =>
            sageMakerLogs
                .map((name) => ({ name, days: name.includes("Endpoints") ? 30 : 90, encrypted }))
                .sort((a, b) => (a.name < b.name ? -1 : 1));
        assert.deepEqual(await found(), expected(true));
        await stack.destroy();
        assert.deepEqual(await found(), expected(false));
    });
});
