import type { CreateAnalysisRequest, CreateDashboardRequest } from "@aws-sdk/client-quicksight";
import type { Scope } from "../../access/scope";
import type { Tags } from "../../access/tags";
import { insightsDefinition } from "./definition/definition";
import { assetArnOf, type AssetKind, type DataSetKind, dataSetKinds, quickSightNames } from "./names";
import { permissionsOf, type QuickSightGroups } from "./permissions";

/** What the analysis and the dashboard are made of. */
export interface AssetsArgs {
    readonly scope: Scope;
    readonly model: string;
    readonly groups: QuickSightGroups;
    readonly tags: Tags;
}

/** What people read in QuickSight's lists. */
export function assetTitle({ scope, model }: Pick<AssetsArgs, "scope" | "model">, what: string): string {
    return `${model} ${scope.stage}: ${what}`;
}

/** The analysis, in which authors try other views. */
export function analysisRequest(args: AssetsArgs): CreateAnalysisRequest {
    const { analysis } = quickSightNames(args.scope);
    return { AnalysisId: analysis, Name: assetTitle(args, "drift"), ...common(args, "analysis") };
}

/** The dashboard, at which readers look. */
export function dashboardRequest(args: AssetsArgs): CreateDashboardRequest {
    const { dashboard } = quickSightNames(args.scope);
    return {
        DashboardId: dashboard,
        Name: assetTitle(args, "drift"),
        ...common(args, "dashboard"),
        DashboardPublishOptions: { SheetControlsOption: { VisibilityState: "EXPANDED" } },
    };
}

/** In the API's spelling, which is CloudFormation's. */
function common({ scope, groups, tags }: AssetsArgs, kind: AssetKind) {
    const { dataSets } = quickSightNames(scope);
    const arns = dataSetKinds.map((name) => [name, assetArnOf(scope, "dataset", dataSets[name])]);
    const own = Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
    return {
        AwsAccountId: scope.accountId,
        Definition: insightsDefinition(Object.fromEntries(arns) as Record<DataSetKind, string>),
        Permissions: permissionsOf(kind, groups).map(({ principal, actions }) => ({
            Principal: principal,
            Actions: [...actions],
        })),
        ...(own.length > 0 && { Tags: own }),
    };
}
