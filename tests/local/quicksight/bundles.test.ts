import assert from "node:assert/strict";
import { renamed } from "../../../cli/quicksight/bundle";
import { overrideParameters, overridePermissions } from "../../../cli/quicksight/jobs";
import { groupsOf, ownGroups } from "../../../components/insights/quicksight/groups";
import { dataSetKinds, quickSightNames } from "../../../components/insights/quicksight/names";
import { Server } from "../sagemaker/support";
import { caller, makeAssets, requestsOf, scopeOf } from "./support";

describe("a bundle of QuickSight's assets", () => {
    const [dev, prod] = [scopeOf("dev", "333333333333"), scopeOf("prod", "444444444444")];
    const [here, there] = [dev.accountId, prod.accountId];
    const names = quickSightNames(prod);
    const outputs = {
        assets: "imported" as const,
        prefix: prod.prefix,
        dataSourceId: names.dataSource,
        dataSetIds: dataSetKinds.map((kind) => names.dataSets[kind]),
        analysisId: names.analysis,
        dashboardId: names.dashboard,
        dataSourceRoleArn: `arn:aws:iam::${there}:role/${names.role}`,
        workgroup: prod.prefix,
        groups: groupsOf(prod, ownGroups("prod"), prod.region),
    };
    let server: Server;
    let bundle: Uint8Array;
    before(async () => {
        server = await new Server().start();
        await makeAssets(server, dev);
        const call = caller(server, here);
        const job = { AwsAccountId: here, AssetBundleExportJobId: "export-1" };
        const arn = (kind: string) => `arn:aws:quicksight:us-east-1:${here}:${kind}/${dev.prefix}`;
        const started = await call("QuickSight.StartAssetBundleExportJob", {
            ...job,
            ResourceArns: [arn("dashboard"), arn("analysis")],
            IncludeAllDependencies: true,
            ExportFormat: "QUICKSIGHT_JSON",
        });
        assert.equal(started.status, 200, JSON.stringify(started.body));
        const { body } = await call("QuickSight.DescribeAssetBundleExportJob", job);
        assert.equal(body["JobStatus"], "SUCCESSFUL");
        const response = await fetch(server.url + String(body["DownloadUrl"]));
        bundle = new Uint8Array(await response.arrayBuffer());
    });
    after(() => server.stop());

    const importIt = async (id: string, content: Uint8Array, given = outputs) => {
        const call = caller(server, there);
        const job = { AwsAccountId: there, AssetBundleImportJobId: id };
        const started = await call("QuickSight.StartAssetBundleImportJob", {
            ...job,
            AssetBundleImportSource: { Body: Buffer.from(content).toString("base64") },
            OverrideParameters: overrideParameters(given),
            OverridePermissions: overridePermissions(given),
            FailureAction: "ROLLBACK",
        });
        assert.equal(started.status, 200, JSON.stringify(started.body));
        return (await call("QuickSight.DescribeAssetBundleImportJob", job)).body;
    };

    it("is not imported for groups that are not there", async () => {
        const body = await importIt("too-early", renamed("cars.qs", bundle, dev.prefix, prod.prefix));
        assert.equal(body["JobStatus"], "FAILED");
        assert.match(JSON.stringify(body["Errors"]), /invalid principal/);
    });

    it("makes the same assets in another account, of its own stage, for its own two groups", async () => {
        const call = caller(server, there);
        for (const [operation, input] of requestsOf(prod).filter(([name]) => name === "CreateGroup")) {
            assert.equal((await call(`QuickSight.${operation}`, input)).status, 200);
        }
        const body = await importIt("import-1", renamed("cars.qs", bundle, dev.prefix, prod.prefix));
        assert.equal(body["JobStatus"], "SUCCESSFUL", JSON.stringify(body["Errors"]));
        const AwsAccountId = there;

        const source = await call("QuickSight.DescribeDataSource", { AwsAccountId, DataSourceId: names.dataSource });
        const { DataSourceParameters } = source.body["DataSource"] as { DataSourceParameters: unknown };
        assert.deepEqual(DataSourceParameters, {
            AthenaParameters: { WorkGroup: prod.prefix, RoleArn: outputs.dataSourceRoleArn },
        });
        const set = await call("QuickSight.DescribeDataSet", { AwsAccountId, DataSetId: names.dataSets.drift });
        assert.match(JSON.stringify(set.body), /"drivetrain_prod_used_cars\\"\.\\"drift/);
        assert.doesNotMatch(JSON.stringify(set.body), /dev|333333333333/);
        const given = async (noun: string, id: string) => {
            const answer = await call(`QuickSight.Describe${noun}Permissions`, { AwsAccountId, [`${noun}Id`]: id });
            return (answer.body["Permissions"] as { Principal: string }[]).map(({ Principal }) => Principal);
        };
        const { authorsArn, readersArn } = outputs.groups;
        assert.deepEqual(await given("Dashboard", names.dashboard), [authorsArn, readersArn]);
        assert.deepEqual(await given("Analysis", names.analysis), [authorsArn]);
        for (const id of outputs.dataSetIds) assert.deepEqual(await given("DataSet", id), [authorsArn]);
        assert.deepEqual(await given("DataSource", names.dataSource), [authorsArn]);
    });

    it("is refused where it is none, and where it is of another stack", () => {
        assert.throws(() => renamed("cars.csv", new Uint8Array([1, 2, 3]), dev.prefix, prod.prefix), {
            message: '"cars.csv" is no asset bundle: `npx drivetrain export-dashboard` writes one.',
        });
        assert.throws(
            () => renamed("cars.qs", bundle, "drivetrain-dev-homes", prod.prefix),
            /^UsageError: "cars\.qs" has no asset of drivetrain-dev-homes: name the stack/,
        );
    });
});
