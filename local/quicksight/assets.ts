import type { DataSource, ResourcePermission, Tag } from "@aws-sdk/client-quicksight";
import { type Account, PerAccount } from "../sagemaker/core/account";
import type { Operation, Services } from "../sagemaker/core/services";
import { checkDefinition } from "./definitions";
import { refused } from "./errors";
import { type AssetKind, nouns } from "./kinds";
import { checkPermissions } from "./permissions";

/** What was asked for, but for who may see it and its tags. */
export type AssetState = Readonly<Record<string, unknown>>;

export interface Asset {
    readonly kind: AssetKind;
    readonly id: string;
    readonly arn: string;
    state: AssetState;
    /** By principal. */
    readonly permissions: Map<string, readonly string[]>;
    readonly tags: Map<string, string>;
    readonly created: Date;
    updated: Date;
    /** Of a data set: what was asked for, the newest last. */
    readonly ingestions: Ingestion[];
}

export interface Ingestion {
    readonly id: string;
    readonly at: Date;
}

/** By ARN. */
const assets = new PerAccount(() => new Map<string, Asset>());

export const assetsOf = (account: Account): Map<string, Asset> => assets.of(account);

export const assetArn = ({ id, region }: Account, kind: AssetKind, name: string): string =>
    `arn:aws:quicksight:${region}:${id}:${kind}/${name}`;

/** @throws ServiceError `ResourceNotFoundException` */
export function findAsset(account: Account, kind: AssetKind, id: string): Asset {
    const found = assetsOf(account).get(assetArn(account, kind, id));
    if (!found) throw refused.notFound(`${nouns[kind].noun} ${assetArn(account, kind, id)}`);
    return found;
}

/** The asset of an ARN, of any kind. */
export function assetOf(account: Account, arn: string): Asset {
    const found = assetsOf(account).get(arn);
    if (!found) throw refused.notFound(arn);
    return found;
}

interface AssetInput extends AssetState {
    readonly Permissions?: readonly ResourcePermission[];
    readonly Tags?: readonly Tag[];
}

/** Refuses what refers to what is not there. */
function check(account: Account, kind: AssetKind, state: AssetState): void {
    if (kind === "datasource" && state["Type"] !== undefined && state["Type"] !== "ATHENA") {
        throw refused.invalid(`The local stage has data sources of the type ATHENA, not ${state["Type"] as string}.`);
    }
    if (kind === "dataset") {
        for (const arn of sourcesOf(state)) assetOf(account, arn);
        if (state["ImportMode"] !== "SPICE") throw refused.invalid("The local stage has data sets in SPICE alone.");
    }
    if (kind === "analysis" || kind === "dashboard") {
        if (state["Definition"] === undefined) {
            throw refused.invalid("The local stage makes assets of definitions alone.");
        }
        checkDefinition(state["Definition"] as object, (arn) => columnsOf(assetOf(account, arn).state));
    }
}

interface PhysicalTables {
    readonly PhysicalTableMap?: Readonly<
        Record<
            string,
            { readonly CustomSql?: { DataSourceArn: string; Columns?: readonly { readonly Name: string }[] } }
        >
    >;
}

/** The sources that a data set reads. */
export function sourcesOf(state: AssetState): string[] {
    return Object.values((state as PhysicalTables).PhysicalTableMap ?? {}).flatMap(({ CustomSql }) => {
        if (!CustomSql) throw refused.invalid("The local stage has data sets of custom SQL alone.");
        return [CustomSql.DataSourceArn];
    });
}

function columnsOf(state: AssetState): string[] {
    const tables = Object.values((state as PhysicalTables).PhysicalTableMap ?? {});
    return tables.flatMap(({ CustomSql }) => (CustomSql?.Columns ?? []).map(({ Name }) => Name));
}

/** The data sets that a definition declares. */
export function dataSetsOf(state: AssetState): string[] {
    const { DataSetIdentifierDeclarations = [] } = (state["Definition"] ?? {}) as {
        DataSetIdentifierDeclarations?: readonly { readonly DataSetArn: string }[];
    };
    return DataSetIdentifierDeclarations.map(({ DataSetArn }) => DataSetArn);
}

/** Makes an asset, or with `over` one that takes the place of another. */
export function makeAsset(
    account: Account,
    kind: AssetKind,
    input: AssetInput,
    services: Services,
    over = false,
): Asset {
    const { noun, id } = nouns[kind];
    const { Permissions, Tags, AwsAccountId: _, ...state } = input;
    const name = String(state[id]);
    const arn = assetArn(account, kind, name);
    const old = assetsOf(account).get(arn);
    if (old && !over) throw refused.exists(`${noun} ${name}`);
    checkPermissions(services, kind, Permissions);
    check(account, kind, state);
    const now = new Date();
    const asset: Asset = {
        ...{ kind, id: name, arn, state },
        permissions: old?.permissions ?? new Map((Permissions ?? []).map((one) => [one.Principal!, one.Actions!])),
        tags: old?.tags ?? new Map((Tags ?? []).map((tag) => [tag.Key!, tag.Value!])),
        created: old?.created ?? now,
        updated: now,
        // SPICE imports a new data set at once.
        ingestions: old?.ingestions ?? (kind === "dataset" ? [{ id: `initial-${name}`, at: now }] : []),
    };
    assetsOf(account).set(arn, asset);
    return asset;
}

/** Grants and revokes. */
export function changePermissions(
    asset: Asset,
    grant: readonly ResourcePermission[],
    revoke: readonly ResourcePermission[],
    services: Services,
): void {
    checkPermissions(services, asset.kind, grant);
    for (const { Principal } of revoke) asset.permissions.delete(Principal!);
    for (const { Principal, Actions } of grant) asset.permissions.set(Principal!, Actions!);
}

export const listed = ({ permissions }: Asset): ResourcePermission[] =>
    [...permissions].map(([Principal, Actions]) => ({ Principal, Actions: [...Actions] }));

/** Create, Describe, Update and Delete of a kind of asset, and its permissions. */
function operationsOf(kind: AssetKind): Readonly<Record<string, Operation>> {
    const { noun, id } = nouns[kind];
    const find = (account: Account, input: AssetInput) => findAsset(account, kind, String(input[id]));
    const named = (asset: Asset) => ({ Arn: asset.arn, [id]: asset.id, RequestId: asset.id });
    return {
        [`Create${noun}`]: (account, input: AssetInput, services) => ({
            ...named(makeAsset(account, kind, input, services)),
            CreationStatus: "CREATION_SUCCESSFUL",
        }),
        [`Describe${noun}`](account, input: AssetInput) {
            const asset = find(account, input);
            const { Definition: _, ...state } = asset.state;
            const times = { CreatedTime: asset.created, LastUpdatedTime: asset.updated };
            const status = kind === "dataset" ? {} : { Status: "CREATION_SUCCESSFUL" };
            return { [noun]: { ...state, ...named(asset), ...times, ...status } as Partial<DataSource> };
        },
        [`Describe${noun}Permissions`]: (account, input: AssetInput) => {
            const asset = find(account, input);
            return { ...named(asset), [`${noun}Arn`]: asset.arn, Permissions: listed(asset) };
        },
        [`Update${noun}`](account, input: AssetInput, services) {
            const { state } = find(account, input);
            // A source keeps what an update does not name; of the others an update says all.
            const whole = kind === "datasource" ? { ...state, ...input } : input;
            return { ...named(makeAsset(account, kind, whole, services, true)), UpdateStatus: "UPDATE_SUCCESSFUL" };
        },
        [`Update${noun}Permissions`](
            account,
            input: AssetInput & { GrantPermissions?: ResourcePermission[]; RevokePermissions?: ResourcePermission[] },
            services,
        ) {
            const asset = find(account, input);
            changePermissions(asset, input.GrantPermissions ?? [], input.RevokePermissions ?? [], services);
            return { ...named(asset), Permissions: listed(asset) };
        },
        [`Delete${noun}`](account, input: AssetInput) {
            const asset = find(account, input);
            assetsOf(account).delete(asset.arn);
            return named(asset);
        },
    };
}

/** The definition of an analysis, or of a dashboard, which Describe leaves out. */
function definitionOf(kind: "analysis" | "dashboard"): Operation {
    const { id } = nouns[kind];
    return (account, input: AssetInput) => {
        const { state } = findAsset(account, kind, String(input[id]));
        return {
            [id]: state[id],
            Name: state["Name"],
            Definition: state["Definition"],
            ResourceStatus: "CREATION_SUCCESSFUL",
        };
    };
}

export const assetOperations: Readonly<Record<string, Operation>> = {
    ...operationsOf("datasource"),
    ...operationsOf("dataset"),
    ...operationsOf("analysis"),
    ...operationsOf("dashboard"),
    DescribeAnalysisDefinition: definitionOf("analysis"),
    DescribeDashboardDefinition: definitionOf("dashboard"),
    ListTagsForResource: (account, { ResourceArn }: { ResourceArn: string }) => ({
        Tags: [...assetOf(account, ResourceArn).tags].map(([Key, Value]) => ({ Key, Value })),
    }),
    TagResource(account, { ResourceArn, Tags }: { ResourceArn: string; Tags: Tag[] }) {
        for (const { Key, Value } of Tags) assetOf(account, ResourceArn).tags.set(Key!, Value!);
        return {};
    },
    UntagResource(account, { ResourceArn, TagKeys }: { ResourceArn: string; TagKeys: string[] }) {
        for (const key of TagKeys) assetOf(account, ResourceArn).tags.delete(key);
        return {};
    },
};
