/** The kinds of asset, as their ARNs have them. */
export type AssetKind = "datasource" | "dataset" | "analysis" | "dashboard";

/** What the API calls a kind, and the member that has its id. */
export const nouns: Readonly<Record<AssetKind, { readonly noun: string; readonly id: string }>> = {
    datasource: { noun: "DataSource", id: "DataSourceId" },
    dataset: { noun: "DataSet", id: "DataSetId" },
    analysis: { noun: "Analysis", id: "AnalysisId" },
    dashboard: { noun: "Dashboard", id: "DashboardId" },
};
