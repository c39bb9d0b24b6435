import {
    type AssetBundleImportJobOverrideParameters,
    type AssetBundleImportJobOverridePermissions,
    DescribeAssetBundleExportJobCommand,
    DescribeAssetBundleImportJobCommand,
    type QuickSightClient,
    StartAssetBundleExportJobCommand,
    StartAssetBundleImportJobCommand,
} from "@aws-sdk/client-quicksight";
import { assetArnOf, type AssetKind } from "../../components/insights/quicksight/names";
import { permissionsOf } from "../../components/insights/quicksight/permissions";
import type { QuickSightOutputs } from "../../contracts/outputs";
import type { Pace } from "../runs/pace";
import type { StackReference } from "../stacks/stack";
import { CommandError } from "../terminal/errors";
import { duration } from "../terminal/format";
import { poll } from "../terminal/interrupt";
import type { Report } from "../terminal/progress";

/** What a job of either kind tells of itself. */
interface JobState {
    readonly JobStatus?: string;
    readonly Errors?: readonly { readonly Arn?: string; readonly Message?: string }[];
}

/** Exports the dashboard with all that it is made of, and fetches the bundle. */
export async function exportBundle(
    client: QuickSightClient,
    stack: StackReference,
    { dashboardId, analysisId }: QuickSightOutputs,
    pace: Pace,
    report: Report,
): Promise<Uint8Array> {
    const { accountId: AwsAccountId } = stack;
    const place = { partition: "aws", region: stack.region, accountId: AwsAccountId, stage: "", prefix: "" };
    const AssetBundleExportJobId = jobId(dashboardId);
    await client.send(
        new StartAssetBundleExportJobCommand({
            ...{ AwsAccountId, AssetBundleExportJobId },
            ResourceArns: [assetArnOf(place, "dashboard", dashboardId), assetArnOf(place, "analysis", analysisId)],
            IncludeAllDependencies: true,
            ExportFormat: "QUICKSIGHT_JSON",
        }),
    );
    const command = new DescribeAssetBundleExportJobCommand({ AwsAccountId, AssetBundleExportJobId });
    const { DownloadUrl } = await follow("export", () => client.send(command), pace, report);
    const response = await fetch(DownloadUrl ?? "");
    if (!response.ok) throw new CommandError(`The bundle could not be fetched: HTTP ${response.status}.`);
    return new Uint8Array(await response.arrayBuffer());
}

/** Imports a bundle: with the stack's own groups, workgroup and role in place of those of the account it comes from. */
export async function importBundle(
    client: QuickSightClient,
    stack: StackReference,
    outputs: QuickSightOutputs,
    Body: Uint8Array,
    pace: Pace,
    report: Report,
): Promise<void> {
    const { accountId: AwsAccountId } = stack;
    const AssetBundleImportJobId = jobId(outputs.dashboardId);
    await client.send(
        new StartAssetBundleImportJobCommand({
            ...{ AwsAccountId, AssetBundleImportJobId },
            AssetBundleImportSource: { Body },
            OverrideParameters: overrideParameters(outputs),
            OverridePermissions: overridePermissions(outputs),
            FailureAction: "ROLLBACK",
        }),
    );
    const command = new DescribeAssetBundleImportJobCommand({ AwsAccountId, AssetBundleImportJobId });
    await follow("import", () => client.send(command), pace, report);
}

/** What the data source asks of the account that it comes to. */
export function overrideParameters(outputs: QuickSightOutputs): AssetBundleImportJobOverrideParameters {
    const { dataSourceId: DataSourceId, dataSourceRoleArn: RoleArn, workgroup: WorkGroup } = outputs;
    return { DataSources: [{ DataSourceId, DataSourceParameters: { AthenaParameters: { WorkGroup, RoleArn } } }] };
}

/** Who sees what is imported: as where the program makes it, the two groups and nobody else. */
export function overridePermissions(outputs: QuickSightOutputs): AssetBundleImportJobOverridePermissions {
    const given = (kind: AssetKind) => {
        const permissions = permissionsOf(kind, outputs.groups);
        // All who see a kind of asset may do the same with it.
        return { Principals: permissions.map((one) => one.principal), Actions: [...(permissions[0]?.actions ?? [])] };
    };
    return {
        DataSources: [{ DataSourceIds: [outputs.dataSourceId], Permissions: given("datasource") }],
        DataSets: [{ DataSetIds: [...outputs.dataSetIds], Permissions: given("dataset") }],
        Analyses: [{ AnalysisIds: [outputs.analysisId], Permissions: given("analysis") }],
        Dashboards: [{ DashboardIds: [outputs.dashboardId], Permissions: given("dashboard") }],
    };
}

function jobId(what: string): string {
    return `${what}-${new Date().toISOString().replace(/\D/g, "")}`;
}

async function follow<T extends JobState>(
    what: string,
    look: () => Promise<T>,
    { everyMs, endsWithinMs }: Pace,
    report: Report,
): Promise<T> {
    return poll(
        async () => {
            const state = await look();
            report(`${state.JobStatus}`);
            if (state.JobStatus === "SUCCESSFUL") return state;
            // What has failed is rolled back first.
            if (!/^FAILED(_ROLLBACK_(COMPLETED|ERROR))?$/.test(state.JobStatus ?? "")) return undefined;
            const errors = (state.Errors ?? []).map(({ Arn, Message }) => `${Arn}: ${Message}`);
            throw new CommandError(`QuickSight's ${what} failed: ${errors.join("; ") || "it gives no reason."}`);
        },
        {
            everyMs,
            deadlineMs: endsWithinMs,
            late: () =>
                new CommandError(
                    `QuickSight's ${what} did not end within ${duration(endsWithinMs / 1000)}: look at it in the console.`,
                ),
        },
    );
}
