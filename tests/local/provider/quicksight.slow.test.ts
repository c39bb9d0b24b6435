import { strict as assert } from "node:assert";
import { mkdirSync, rmSync } from "node:fs";
import { join, resolve } from "node:path";
import { QuickSight } from "@aws-sdk/client-quicksight";
import * as pulumi from "@pulumi/pulumi";
import { LocalWorkspace, Stack } from "@pulumi/pulumi/automation";
import { QuickSightDashboard } from "../../../components/insights/quicksight/QuickSightDashboard";
import { QuickSightGroups } from "../../../components/insights/quicksight/QuickSightGroups";
import { usedCars } from "../../../infra/models/used-cars";
import { Stage, stageEnvironment, StageOptions, startStage, stopStage } from "../../../local/stage";
import { engineEnvironment } from "../../../tools/engine";
import { foundationOf } from "../../support/foundation";

const checkout = resolve(__dirname, "..", "..", "..");
const account = "222222222222";
const scope = {
    ...{ partition: "aws", region: "us-east-1", accountId: account, stage: "local-quicksight" },
    prefix: "drivetrain-local-quicksight-used-cars",
};

/** What a platform and a model's stack make of QuickSight. */
const program = (tags: Readonly<Record<string, string>>) => () => {
    const { groups } = new QuickSightGroups("groups", { scope });
    const insights = new pulumi.ComponentResource("drivetrain:insights:Insights", "insights");
    const foundation = { ...foundationOf(scope), tags };
    new QuickSightDashboard("cars", { foundation, model: usedCars, insights, groups });
    return Promise.resolve();
};

describe("QuickSight's assets under the real engine", () => {
    const environment = { ...process.env };
    const directory = join(checkout, ".drivetrain", "test", `quicksight-${process.pid}`);
    const options: StageOptions = { directory: join(directory, "stage") };
    let stage: Stage;

    before(async () => {
        stage = await startStage(undefined, options);
        mkdirSync(join(directory, "state"), { recursive: true });
        Object.assign(process.env, engineEnvironment({ local: false }), stageEnvironment(stage, account), {
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

    async function stackOf(tags: Readonly<Record<string, string>>): Promise<Stack> {
        const given = { stackName: "local-quicksight", projectName: "drivetrain", program: program(tags) };
        const stack = await LocalWorkspace.createOrSelectStack(given);
        await stack.setAllConfig(
            { "aws:region": { value: scope.region }, "aws:allowedAccountIds[0]": { value: account } },
            true,
        );
        return stack;
    }

    it("are made, stay as they are, are changed, and go", async () => {
        const stack = await stackOf({ owner: "ml" });
        await stack.up();
        const client = new QuickSight({});
        const AwsAccountId = account;
        const { Permissions } = await client.describeDashboardPermissions({ AwsAccountId, DashboardId: scope.prefix });
        assert.deepEqual(
            Permissions?.map(({ Principal }) => Principal?.split("/").at(-1)),
            ["drivetrain-local-quicksight-authors", "drivetrain-local-quicksight-readers"],
        );
        const { Definition } = await client.describeAnalysisDefinition({ AwsAccountId, AnalysisId: scope.prefix });
        assert.equal(Definition?.Sheets?.length, 4);
        const DataSetId = `${scope.prefix}-drift`;
        const { IngestionStatus } = await client.createIngestion({ AwsAccountId, DataSetId, IngestionId: "run-1" });
        assert.equal(IngestionStatus, "INITIALIZED");

        const again = await stack.up();
        assert.deepEqual(Object.keys(again.summary.resourceChanges ?? {}), ["same"]);
        const refreshed = await stack.refresh();
        assert.deepEqual(Object.keys(refreshed.summary.resourceChanges ?? {}), ["same"]);

        const changed = await (await stackOf({ owner: "analytics" })).up();
        assert.equal(changed.summary.resourceChanges?.update, 2);
        const ResourceArn = `arn:aws:quicksight:us-east-1:${account}:dashboard/${scope.prefix}`;
        const { Tags } = await client.listTagsForResource({ ResourceArn });
        assert.deepEqual(Tags, [{ Key: "owner", Value: "analytics" }]);

        await stack.destroy();
        await assert.rejects(client.describeDashboard({ AwsAccountId, DashboardId: scope.prefix }), {
            name: "ResourceNotFoundException",
        });
    });
});
