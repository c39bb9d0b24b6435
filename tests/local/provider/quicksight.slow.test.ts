import { strict as assert } from "node:assert";
import { mkdirSync, rmSync } from "node:fs";
import { join, resolve } from "node:path";
import { QuickSight } from "@aws-sdk/client-quicksight";
import * as pulumi from "@pulumi/pulumi";
import { LocalWorkspace, Stack } from "@pulumi/pulumi/automation";
import { renamed } from "../../../cli/quicksight/bundle";
import { exportBundle, importBundle } from "../../../cli/quicksight/jobs";
import { requireImported, requireQuickSight } from "../../../cli/quicksight/outputs";
import { paceOf } from "../../../cli/runs/pace";
import type { StackReference } from "../../../cli/stacks/stack";
import {
    QuickSightDashboard,
    type QuickSightDashboardArgs,
} from "../../../components/insights/quicksight/QuickSightDashboard";
import { QuickSightGroups } from "../../../components/insights/quicksight/QuickSightGroups";
import type { ModelOutputs } from "../../../contracts/outputs";
import { usedCars } from "../../../infra/models/used-cars";
import { Stage, stageEnvironment, StageOptions, startStage, stopStage } from "../../../local/stage";
import { engineEnvironment } from "../../../tools/engine";
import { foundationOf } from "../../support/foundation";

const checkout = resolve(__dirname, "..", "..", "..");
const region = "us-east-1";
const stackOfAccount = (name: string, accountId: string): StackReference => ({
    ...{ name, accountId, region, stage: name, platform: `platform-${name}`, local: true },
});
const first = stackOfAccount("local-quicksight", "222222222222");
const next = stackOfAccount("local-quicksight-next", "555555555555");

const scopeOf = ({ stage, accountId }: StackReference) => ({
    ...{ partition: "aws", region, accountId, stage },
    prefix: `drivetrain-${stage}-used-cars`,
});

type Variant = Pick<QuickSightDashboardArgs, "assets"> & { readonly owner?: string };

/** What a platform and a model's stack make of QuickSight, and export. */
const program =
    (of: StackReference, { assets, owner = "ml" }: Variant) =>
    () => {
        const scope = scopeOf(of);
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

    /** A client of a stack's account, to which the engine speaks as well from then on. */
    function enterAccount({ accountId }: StackReference): QuickSight {
        Object.assign(process.env, stageEnvironment(stage, accountId));
        return new QuickSight({});
    }

    async function stackOf(of: StackReference, variant: Variant): Promise<Stack> {
        const given = { stackName: of.name, projectName: "drivetrain", program: program(of, variant) };
        const stack = await LocalWorkspace.createOrSelectStack(given);
        await stack.setAllConfig(
            { "aws:region": { value: region }, "aws:allowedAccountIds[0]": { value: of.accountId } },
            true,
        );
        return stack;
    }

    /** What a stack has exported, as the commands read it. */
    async function outputsOf(stack: Stack): Promise<ModelOutputs> {
        const outputs = Object.entries(await stack.outputs()).map(([name, { value }]) => [name, value as unknown]);
        return Object.fromEntries(outputs) as ModelOutputs;
    }

    it("are made, stay as they are, and are changed", async () => {
        const client = enterAccount(first);
        const { prefix } = scopeOf(first);
        const stack = await stackOf(first, {});
        await stack.up();
        const AwsAccountId = first.accountId;
        const { Permissions } = await client.describeDashboardPermissions({ AwsAccountId, DashboardId: prefix });
        assert.deepEqual(
            Permissions?.map(({ Principal }) => Principal?.split("/").at(-1)),
            ["drivetrain-local-quicksight-authors", "drivetrain-local-quicksight-readers"],
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

        const changed = await (await stackOf(first, { owner: "analytics" })).up();
        assert.equal(changed.summary.resourceChanges?.update, 2);
        const ResourceArn = `arn:aws:quicksight:${region}:${AwsAccountId}:dashboard/${prefix}`;
        const { Tags } = await client.listTagsForResource({ ResourceArn });
        assert.deepEqual(Tags, [{ Key: "owner", Value: "analytics" }]);
    });

    it("come to the next account by export and import, for its own groups", async () => {
        const source = await outputsOf(await stackOf(first, {}));
        const shown = requireQuickSight(source, first.name);
        const quiet = () => {};
        const bundle = await exportBundle(enterAccount(first), first, shown, paceOf(first), quiet);
        assert.throws(() => requireImported(source, first.name), /its next `up` would undo an import/);

        const client = enterAccount(next);
        const stack = await stackOf(next, { assets: "imported" });
        await stack.up();
        const { prefix } = scopeOf(next);
        const AwsAccountId = next.accountId;
        await assert.rejects(client.describeDashboard({ AwsAccountId, DashboardId: prefix }));
        const wanted = requireImported(await outputsOf(stack), next.name);
        const own = renamed("cars.qs", bundle, scopeOf(first).prefix, wanted.prefix);
        await importBundle(client, next, wanted, own, paceOf(next), quiet);

        const { Permissions } = await client.describeDashboardPermissions({ AwsAccountId, DashboardId: prefix });
        assert.deepEqual(
            Permissions?.map(({ Principal }) => Principal),
            ["authors", "readers"].map(
                (group) =>
                    `arn:aws:quicksight:${region}:${AwsAccountId}:group/default/drivetrain-${next.stage}-${group}`,
            ),
        );
        const { DataSet } = await client.describeDataSet({ AwsAccountId, DataSetId: `${prefix}-predictions` });
        assert.match(JSON.stringify(DataSet), /drivetrain_local_quicksight_next_used_cars/);
        assert.doesNotMatch(JSON.stringify(DataSet), new RegExp(`${first.accountId}|quicksight.used`));
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
        const client = enterAccount(first);
        await (await stackOf(first, {})).destroy();
        await assert.rejects(
            client.describeDashboard({ AwsAccountId: first.accountId, DashboardId: scopeOf(first).prefix }),
            { name: "ResourceNotFoundException" },
        );
    });
});
