import { strict as assert } from "node:assert";
import { mkdirSync, rmSync } from "node:fs";
import { join, resolve } from "node:path";
import { QuickSight } from "@aws-sdk/client-quicksight";
import * as pulumi from "@pulumi/pulumi";
import { LocalWorkspace, Stack } from "@pulumi/pulumi/automation";
import { exportDashboard } from "../../../cli/commands/exportDashboard/action";
import { importDashboard } from "../../../cli/commands/importDashboard/action";
import { findStack } from "../../../cli/stacks/stack";
import {
    QuickSightDashboard,
    type QuickSightDashboardArgs,
} from "../../../components/insights/quicksight/QuickSightDashboard";
import { QuickSightGroups } from "../../../components/insights/quicksight/QuickSightGroups";
import { usedCars } from "../../../infra/models/used-cars";
import { Stage, stageEnvironment, StageOptions, startStage, stopStage } from "../../../local/stage";
import { engineEnvironment } from "../../../tools/engine";
import { foundationOf } from "../../support/foundation";

const checkout = resolve(__dirname, "..", "..", "..");
const region = "us-east-1";
/** By the stack that its file describes: what the engine calls it, since the local provider makes local stacks alone. */
const stacks = { dev: "local-quicksight", prod: "local-quicksight-next" } as const;
type Known = keyof typeof stacks;

const accountOf = (known: Known) => findStack(known).accountId;
const scopeOf = (known: Known) => ({
    ...{ partition: "aws", region, accountId: accountOf(known), stage: known },
    prefix: `drivetrain-${known}-used-cars`,
});

type Variant = Pick<QuickSightDashboardArgs, "assets"> & { readonly owner?: string };

/** What a platform and a model's stack make of QuickSight, and export. */
const program =
    (known: Known, { assets, owner = "ml" }: Variant) =>
    () => {
        const scope = scopeOf(known);
        const { groups } = new QuickSightGroups("groups", { scope });
        const insights = new pulumi.ComponentResource("drivetrain:insights:Insights", "insights");
        const foundation = { ...foundationOf(scope), tags: { owner } };
        const shown = new QuickSightDashboard("cars", { foundation, model: usedCars, insights, groups, assets });
        return Promise.resolve({ model: usedCars.name, pipelines: {}, quickSight: shown.outputs });
    };

describe("QuickSight's assets under the real engine", () => {
    const environment = { ...process.env };
    const directory = join(checkout, ".drivetrain", "test", `quicksight-${process.pid}`);
    const options: StageOptions = { directory: join(directory, "stage") };
    let stage: Stage;

    before(async () => {
        stage = await startStage(undefined, options);
        mkdirSync(join(directory, "state"), { recursive: true });
        Object.assign(process.env, engineEnvironment({ local: false }), {
            PULUMI_BACKEND_URL: `file://${join(directory, "state")}`,
            PULUMI_CONFIG_PASSPHRASE: "",
        });
    });
    after(async () => {
        for (const key of Object.keys(process.env)) if (!(key in environment)) delete process.env[key];
        Object.assign(process.env, environment);
        await stopStage(options);
        rmSync(directory, { recursive: true, force: true });
    });

    /** A client of a stack's account, to which the engine and the commands speak as well from then on. */
    function enterAccount(known: Known): QuickSight {
        Object.assign(process.env, stageEnvironment(stage, accountOf(known)));
        return new QuickSight({});
    }

    async function stackOf(known: Known, variant: Variant): Promise<Stack> {
        const given = { stackName: stacks[known], projectName: "drivetrain", program: program(known, variant) };
        const stack = await LocalWorkspace.createOrSelectStack(given);
        await stack.setAllConfig(
            { "aws:region": { value: region }, "aws:allowedAccountIds[0]": { value: accountOf(known) } },
            true,
        );
        return stack;
    }

    /** Runs a command, to which a stack has the name of its file. */
    async function command(known: Known, run: () => Promise<number>): Promise<number> {
        const stack = await stackOf(known, {});
        await stack.rename({ stackName: known });
        try {
            return await run();
        } finally {
            await stack.rename({ stackName: stacks[known] });
        }
    }

    it("are made, stay as they are, and are changed", async () => {
        const client = enterAccount("dev");
        const { prefix } = scopeOf("dev");
        const stack = await stackOf("dev", {});
        await stack.up();
        const AwsAccountId = accountOf("dev");
        const { Permissions } = await client.describeDashboardPermissions({ AwsAccountId, DashboardId: prefix });
        assert.deepEqual(
            Permissions?.map(({ Principal }) => Principal?.split("/").at(-1)),
            ["drivetrain-dev-authors", "drivetrain-dev-readers"],
        );
        const { Definition } = await client.describeAnalysisDefinition({ AwsAccountId, AnalysisId: prefix });
        assert.equal(Definition?.Sheets?.length, 4);
        const DataSetId = `${prefix}-drift`;
        const { IngestionStatus } = await client.createIngestion({ AwsAccountId, DataSetId, IngestionId: "run-1" });
        assert.equal(IngestionStatus, "INITIALIZED");

        const again = await stack.up();
        assert.deepEqual(Object.keys(again.summary.resourceChanges ?? {}), ["same"]);
        const refreshed = await stack.refresh();
        assert.deepEqual(Object.keys(refreshed.summary.resourceChanges ?? {}), ["same"]);

        const changed = await (await stackOf("dev", { owner: "analytics" })).up();
        assert.equal(changed.summary.resourceChanges?.update, 2);
        const ResourceArn = `arn:aws:quicksight:${region}:${AwsAccountId}:dashboard/${prefix}`;
        const { Tags } = await client.listTagsForResource({ ResourceArn });
        assert.deepEqual(Tags, [{ Key: "owner", Value: "analytics" }]);
    });

    it("come to the next account by the commands, for its own groups", async () => {
        const bundle = join(directory, "cars.qs");
        enterAccount("dev");
        assert.equal(await command("dev", () => exportDashboard(bundle, { stack: "dev", json: true })), 0);
        await assert.rejects(
            command("dev", () => importDashboard(bundle, { stack: "dev", from: "prod" })),
            /^CommandError: The stack dev makes QuickSight's assets itself, and its next `up` would undo an import/,
        );

        const client = enterAccount("prod");
        await assert.rejects(
            importDashboard(bundle, { stack: "prod", from: "dev" }),
            /^CommandError: Nothing is deployed to the stack prod/,
        );
        const stack = await stackOf("prod", { assets: "imported" });
        await stack.up();
        const { prefix } = scopeOf("prod");
        const AwsAccountId = accountOf("prod");
        await assert.rejects(client.describeDashboard({ AwsAccountId, DashboardId: prefix }));
        const options = { stack: "prod", from: "dev", json: true };
        assert.equal(await command("prod", () => importDashboard(bundle, options)), 0);

        const { Permissions } = await client.describeDashboardPermissions({ AwsAccountId, DashboardId: prefix });
        assert.deepEqual(
            Permissions?.map(({ Principal }) => Principal),
            ["authors", "readers"].map(
                (group) => `arn:aws:quicksight:${region}:${AwsAccountId}:group/default/drivetrain-prod-${group}`,
            ),
        );
        const { DataSet } = await client.describeDataSet({ AwsAccountId, DataSetId: `${prefix}-predictions` });
        assert.match(JSON.stringify(DataSet), /drivetrain_prod_used_cars/);
        assert.doesNotMatch(JSON.stringify(DataSet), new RegExp(`[-_]dev[-_]|${accountOf("dev")}`));
        const { DataSource } = await client.describeDataSource({ AwsAccountId, DataSourceId: prefix });
        assert.deepEqual(DataSource?.DataSourceParameters?.AthenaParameters, {
            WorkGroup: prefix,
            RoleArn: `arn:aws:iam::${AwsAccountId}:role/${prefix}-quicksight`,
        });

        // The program makes nothing of what was imported, and leaves it alone.
        const again = await stack.up();
        assert.deepEqual(Object.keys(again.summary.resourceChanges ?? {}), ["same"]);
        await stack.destroy();
        const { Dashboard } = await client.describeDashboard({ AwsAccountId, DashboardId: prefix });
        assert.equal(Dashboard?.DashboardId, prefix);
    });

    it("go with the stack that made them", async () => {
        const client = enterAccount("dev");
        await (await stackOf("dev", {})).destroy();
        await assert.rejects(
            client.describeDashboard({ AwsAccountId: accountOf("dev"), DashboardId: scopeOf("dev").prefix }),
            { name: "ResourceNotFoundException" },
        );
    });
});
