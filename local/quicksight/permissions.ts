import type { ResourcePermission } from "@aws-sdk/client-quicksight";
import type { Services } from "../sagemaker/core/services";
import { refused } from "./errors";
import { isGroup } from "./groups";
import type { AssetKind } from "./kinds";

/** Sets of actions by what QuickSight's console calls them; another set than these is refused. */
const sets: Readonly<Record<AssetKind, readonly (readonly string[])[]>> = {
    dashboard: [
        ["DescribeDashboard", "ListDashboardVersions", "QueryDashboard"],
        [
            ...["DescribeDashboard", "ListDashboardVersions", "UpdateDashboardPermissions", "QueryDashboard"],
            ...["UpdateDashboard", "DeleteDashboard", "DescribeDashboardPermissions"],
            "UpdateDashboardPublishedVersion",
        ],
    ],
    analysis: [
        [
            ...["RestoreAnalysis", "UpdateAnalysisPermissions", "DeleteAnalysis", "DescribeAnalysisPermissions"],
            ...["QueryAnalysis", "DescribeAnalysis", "UpdateAnalysis"],
        ],
    ],
    dataset: [
        ["DescribeDataSet", "DescribeDataSetPermissions", "PassDataSet", "DescribeIngestion", "ListIngestions"],
        [
            ...["DescribeDataSet", "DescribeDataSetPermissions", "PassDataSet", "DescribeIngestion", "ListIngestions"],
            ...["DescribeRefreshSchedule", "ListRefreshSchedules"],
        ],
        [
            ...["DescribeDataSet", "DescribeDataSetPermissions", "PassDataSet", "DescribeIngestion", "ListIngestions"],
            ...["UpdateDataSet", "DeleteDataSet", "CreateIngestion", "CancelIngestion", "UpdateDataSetPermissions"],
        ],
        [
            ...["DescribeDataSet", "DescribeDataSetPermissions", "PassDataSet", "DescribeIngestion", "ListIngestions"],
            ...["UpdateDataSet", "DeleteDataSet", "CreateIngestion", "CancelIngestion", "UpdateDataSetPermissions"],
            ...["DescribeRefreshSchedule", "ListRefreshSchedules", "CreateRefreshSchedule", "UpdateRefreshSchedule"],
            ...["DeleteRefreshSchedule", "DescribeDataSetRefreshProperties", "PutDataSetRefreshProperties"],
            "DeleteDataSetRefreshProperties",
        ],
    ],
    datasource: [
        ["DescribeDataSource", "DescribeDataSourcePermissions", "PassDataSource"],
        [
            ...["DescribeDataSource", "DescribeDataSourcePermissions", "PassDataSource", "UpdateDataSource"],
            ...["DeleteDataSource", "UpdateDataSourcePermissions"],
        ],
    ],
};

const sorted = (actions: readonly string[]) => [...actions].sort().join();

/** Refuses principals that are no group of the account, and actions that are no set for the kind of asset. */
export function checkPermissions(
    services: Services,
    kind: AssetKind,
    permissions: readonly ResourcePermission[] | undefined,
): void {
    for (const { Principal = "", Actions = [] } of permissions ?? []) {
        if (!isGroup(services, Principal)) {
            throw refused.invalid(`Given resource permissions list contains an invalid principal: ${Principal}`);
        }
        const known = sets[kind].map((set) => sorted(set.map((action) => `quicksight:${action}`)));
        if (!known.includes(sorted(Actions))) {
            throw refused.invalid(
                `Given resource permissions list contains unsupported permission sets for ${kind}: ${Actions.join(", ")}`,
            );
        }
    }
}
