import { arnOf, type Scope } from "../../access/scope";

/** What the data sets hold; each is an asset of its own. */
export const dataSetKinds = ["drift", "predictions", "batches", "batch-features"] as const;

export type DataSetKind = (typeof dataSetKinds)[number];

/** The ids of a model's QuickSight assets, all known before anything exists. An id is unique in account and region. */
export interface QuickSightNames {
    readonly dataSource: string;
    readonly dataSets: Readonly<Record<DataSetKind, string>>;
    readonly analysis: string;
    readonly dashboard: string;
    /** The role by which QuickSight asks Athena. */
    readonly role: string;
}

/** Made of the scope's prefix alone: an import writes that of its own stage in place of the first account's. */
export function quickSightNames({ prefix }: Pick<Scope, "prefix">): QuickSightNames {
    const dataSets = Object.fromEntries(dataSetKinds.map((kind) => [kind, `${prefix}-${kind}`]));
    return {
        dataSource: prefix,
        dataSets: dataSets as Record<DataSetKind, string>,
        analysis: prefix,
        dashboard: prefix,
        role: `${prefix}-quicksight`,
    };
}

/** The kinds of asset, as their ARNs have them. */
export type AssetKind = "datasource" | "dataset" | "analysis" | "dashboard";

/** The ARN of an asset of the stack's account and region. */
export function assetArnOf(scope: Scope, kind: AssetKind, id: string): string {
    return arnOf(scope, "quicksight", `${kind}/${id}`);
}
