import type {
    AssetBundleImportJobOverrideParameters,
    AssetBundleImportJobOverridePermissions,
    AssetBundleResourcePermissions,
    StartAssetBundleExportJobRequest,
} from "@aws-sdk/client-quicksight";
import { strFromU8, strToU8, unzipSync, zipSync } from "fflate";
import { type Account, PerAccount } from "../sagemaker/core/account";
import { messageOf } from "../sagemaker/core/errors";
import type { Operation, Services } from "../sagemaker/core/services";
import {
    type Asset,
    assetOf,
    type AssetState,
    changePermissions,
    dataSetsOf,
    listed,
    makeAsset,
    sourcesOf,
} from "./assets";
import { refused } from "./errors";
import { type AssetKind, nouns } from "./kinds";

/** Where bundles are fetched, beside the AWS APIs, by an id that nobody guesses. */
export const bundlesPath = "/_bundles/";

interface Job {
    readonly id: string;
    readonly asked: object;
    readonly status: string;
    readonly errors: readonly { readonly Arn?: string; readonly Type: string; readonly Message: string }[];
}

const exportsOf = new PerAccount(() => new Map<string, Job>());
const importsOf = new PerAccount(() => new Map<string, Job>());
const bundles = new Map<string, Uint8Array>();

/** A bundle by the path of its URL. */
export function bundleAt(path: string): Uint8Array | undefined {
    return bundles.get(path.slice(bundlesPath.length));
}

/** Sources first: an import makes them in this order. */
const order: readonly AssetKind[] = ["datasource", "dataset", "analysis", "dashboard"];

/** What is asked for, with what it is made of where that is wanted. */
function gather(account: Account, arns: readonly string[], dependencies: boolean): Asset[] {
    const found = new Map<string, Asset>();
    const visit = (arn: string) => {
        const asset = assetOf(account, arn);
        found.set(arn, asset);
        if (!dependencies) return;
        const behind = asset.kind === "dataset" ? sourcesOf(asset.state) : dataSetsOf(asset.state);
        behind.filter((one) => !found.has(one)).forEach(visit);
    };
    arns.forEach(visit);
    return [...found.values()].sort((a, b) => order.indexOf(a.kind) - order.indexOf(b.kind));
}

function startExport(account: Account, input: StartAssetBundleExportJobRequest) {
    const id = input.AssetBundleExportJobId!;
    if (exportsOf.of(account).has(id)) throw refused.exists(`Export job ${id}`);
    if (input.ExportFormat !== "QUICKSIGHT_JSON") {
        throw refused.invalid(`The local stage exports QUICKSIGHT_JSON, not ${input.ExportFormat}.`);
    }
    const assets = gather(account, input.ResourceArns!, input.IncludeAllDependencies ?? false);
    const files = assets.map(({ kind, id, state, ...rest }) => {
        const permissions = input.IncludePermissions ? { Permissions: listed({ kind, id, state, ...rest }) } : {};
        return [`${kind}/${id}.json`, strToU8(JSON.stringify({ ...state, ...permissions }))] as const;
    });
    bundles.set(`${account.id}-${id}`, zipSync(Object.fromEntries(files)));
    exportsOf.of(account).set(id, { id, asked: input, status: "SUCCESSFUL", errors: [] });
    return { AssetBundleExportJobId: id, Arn: jobArn(account, "export", id) };
}

interface ImportInput {
    readonly AssetBundleImportJobId: string;
    /** The body as JSON has it: in Base64. */
    readonly AssetBundleImportSource: { readonly Body?: string; readonly S3Uri?: string };
    readonly OverrideParameters?: AssetBundleImportJobOverrideParameters;
    readonly OverridePermissions?: AssetBundleImportJobOverridePermissions;
}

/** A file that is no bundle is refused when it is sent; what is wrong with an asset, the job tells. */
function startImport(account: Account, input: ImportInput, services: Services) {
    const id = input.AssetBundleImportJobId;
    if (importsOf.of(account).has(id)) throw refused.exists(`Import job ${id}`);
    const { Body } = input.AssetBundleImportSource;
    if (Body === undefined) throw refused.invalid("The local stage imports what a request brings, not S3 objects.");
    const files = unzipped(Body);
    const errors: Job["errors"][number][] = [];
    for (const kind of order) {
        for (const [path, content] of Object.entries(files).filter(([path]) => path.startsWith(`${kind}/`))) {
            try {
                importAsset(account, kind, JSON.parse(strFromU8(content)) as AssetState, input, services);
            } catch (error) {
                errors.push({ Type: (error as Error).name, Message: messageOf(error), Arn: path });
            }
        }
    }
    const { AssetBundleImportSource: _, ...asked } = input;
    importsOf.of(account).set(id, { id, asked, status: errors.length > 0 ? "FAILED" : "SUCCESSFUL", errors });
    return { AssetBundleImportJobId: id, Arn: jobArn(account, "import", id) };
}

function unzipped(body: string): Record<string, Uint8Array> {
    try {
        return unzipSync(Buffer.from(body, "base64"));
    } catch {
        throw refused.invalid("The asset bundle cannot be read: it is no zip archive.");
    }
}

function importAsset(account: Account, kind: AssetKind, state: AssetState, input: ImportInput, services: Services) {
    const { noun, id } = nouns[kind];
    const plural = { datasource: "DataSources", dataset: "DataSets", analysis: "Analyses", dashboard: "Dashboards" }[
        kind
    ];
    const overrides = (input.OverrideParameters ?? {}) as Record<string, readonly AssetState[] | undefined>;
    const own = overrides[plural]?.find((one) => one[id] === state[id]) ?? {};
    const asset = makeAsset(account, kind, moved(account, { ...state, ...own }), services, true);
    const permissions = (input.OverridePermissions ?? {}) as Record<
        string,
        readonly ({ readonly Permissions?: AssetBundleResourcePermissions } & AssetState)[] | undefined
    >;
    for (const given of permissions[plural] ?? []) {
        const ids = given[`${noun}Ids`] as readonly string[];
        if (!ids.includes("*") && !ids.includes(asset.id)) continue;
        const { Principals = [], Actions = [] } = given.Permissions ?? {};
        const grants = Principals.map((Principal) => ({ Principal, Actions }));
        changePermissions(asset, grants, [], services);
    }
}

/** ARNs within a bundle are of the account that imports it. */
function moved({ id, region }: Account, state: AssetState): AssetState {
    const text = JSON.stringify(state);
    const arns = /arn:aws:quicksight:[a-z0-9-]+:\d{12}:(datasource|dataset)\//g;
    return JSON.parse(text.replace(arns, `arn:aws:quicksight:${region}:${id}:$1/`)) as AssetState;
}

const jobArn = ({ id, region }: Account, kind: string, job: string) =>
    `arn:aws:quicksight:${region}:${id}:asset-bundle-${kind}-job/${job}`;

function find(jobs: Map<string, Job>, id: string): Job {
    const job = jobs.get(id);
    if (!job) throw refused.notFound(`Asset bundle job ${id}`);
    return job;
}

export const bundleOperations: Readonly<Record<string, Operation>> = {
    StartAssetBundleExportJob: startExport,
    DescribeAssetBundleExportJob(account, { AssetBundleExportJobId: id }: { AssetBundleExportJobId: string }) {
        const job = find(exportsOf.of(account), id);
        const DownloadUrl = `${bundlesPath}${account.id}-${id}`;
        return { ...job.asked, JobStatus: job.status, Errors: job.errors, DownloadUrl };
    },
    StartAssetBundleImportJob: startImport,
    DescribeAssetBundleImportJob(account, { AssetBundleImportJobId: id }: { AssetBundleImportJobId: string }) {
        const job = find(importsOf.of(account), id);
        return { ...job.asked, JobStatus: job.status, Errors: job.errors };
    },
};
