import type { AssetKind } from "./names";

/** The two groups that see anything at all, by their ARNs. */
export interface QuickSightGroups {
    /** Those who make analyses and dashboards of their own. */
    readonly authorsArn: string;
    /** Those who look at dashboards. */
    readonly readersArn: string;
}

/** What a group may do with an asset. */
export interface AssetPermission {
    readonly principal: string;
    readonly actions: readonly string[];
}

/**
 * QuickSight takes whole sets of actions only, a set for each role that its console offers, and refuses any other list.
 *
 * - Analyses and dashboards: the guide's "UpdateAnalysisPermissions" and "CreateDashboard", and the sharing of both.
 * - Data sets and sources: "UpdateDataSetPermissions" and "UpdateDataSourcePermissions" of the API reference, and what
 *   DescribeDataSetPermissions tells of a "viewer".
 */
export const actionSets = {
    dashboardReader: ["DescribeDashboard", "ListDashboardVersions", "QueryDashboard"],
    analysisOwner: [
        "RestoreAnalysis",
        "UpdateAnalysisPermissions",
        "DeleteAnalysis",
        "DescribeAnalysisPermissions",
        "QueryAnalysis",
        "DescribeAnalysis",
        "UpdateAnalysis",
    ],
    dataSetUser: [
        "DescribeDataSet",
        "DescribeDataSetPermissions",
        "PassDataSet",
        "DescribeIngestion",
        "ListIngestions",
        "DescribeRefreshSchedule",
        "ListRefreshSchedules",
    ],
    dataSourceUser: ["DescribeDataSource", "DescribeDataSourcePermissions", "PassDataSource"],
} as const satisfies Readonly<Record<string, readonly string[]>>;

/**
 * Who may do what with each kind of asset: nobody but the two groups. Readers have the dashboard alone; authors use data
 * sets and source in work of their own, and have the analysis, of which QuickSight knows owners only.
 */
export function permissionsOf(kind: AssetKind, { authorsArn, readersArn }: QuickSightGroups): AssetPermission[] {
    const to = (principal: string, set: keyof typeof actionSets): AssetPermission => ({
        principal,
        actions: actionSets[set].map((action) => `quicksight:${action}`),
    });
    switch (kind) {
        case "dashboard":
            return [to(authorsArn, "dashboardReader"), to(readersArn, "dashboardReader")];
        case "analysis":
            return [to(authorsArn, "analysisOwner")];
        case "dataset":
            return [to(authorsArn, "dataSetUser")];
        case "datasource":
            return [to(authorsArn, "dataSourceUser")];
    }
}
