import {
    DescribeModelPackageCommand,
    type DescribeModelPackageCommandOutput,
    DescribeModelPackageGroupCommand,
    type ModelApprovalStatus,
    paginateListModelPackages,
    SageMakerClient,
    UpdateModelPackageCommand,
} from "@aws-sdk/client-sagemaker";
import type { PipelineOutputs } from "../../contracts/outputs";

/** A version of a model in the registry. */
export interface Version {
    readonly arn: string;
    readonly version: number;
    /** `Approved`, `PendingManualApproval` or `Rejected` */
    readonly approval: string;
    /** The SageMaker model of the version. */
    readonly modelName?: string;
    /** When the version was registered. */
    readonly created?: string;
}

/** How many of the newest versions are looked through for the one that serves. */
const searched = 50;

/** `3` of `arn:aws:sagemaker:...:model-package/used-cars-xgboost-dev/3` */
export function versionOf(arn: string): number {
    return Number(arn.split("/").at(-1));
}

/**
 * The newest version of a model package group in a state of approval. It may be on a later page than the first: AWS
 * does not say whether pages are cut before or after they are filtered.
 */
export async function newestVersion(
    group: string,
    approval: ModelApprovalStatus,
    client = new SageMakerClient({}),
): Promise<Version | undefined> {
    const query = {
        ModelPackageGroupName: group,
        ModelApprovalStatus: approval,
        SortBy: "CreationTime",
        SortOrder: "Descending",
    } as const;
    for await (const page of paginateListModelPackages({ client, pageSize: 100 }, query)) {
        const arn = page.ModelPackageSummaryList?.[0]?.ModelPackageArn;
        if (arn !== undefined) return describeVersion(arn, client);
    }
    return undefined;
}

/** The version that `approve` would take, unless a later one serves: its approval would then be taken back. */
export async function waitingVersion(
    { modelPackageGroupName, approval }: Pick<PipelineOutputs, "modelPackageGroupName" | "approval">,
    serving: Version | undefined,
    client = new SageMakerClient({}),
): Promise<Version | undefined> {
    if (approval === "automatic") return undefined;
    const newest = await newestVersion(modelPackageGroupName, "PendingManualApproval", client);
    return newest && newest.version > (serving?.version ?? 0) ? newest : undefined;
}

/** The version whose model this is; undefined where it is not among the newest. */
export function versionOfModel(
    group: string,
    modelName: string,
    client = new SageMakerClient({}),
): Promise<Version | undefined> {
    return versionWith(group, "model-name", modelName, client);
}

/** The newest version with a property; undefined where it is not among the newest. */
export async function versionWith(
    group: string,
    property: string,
    value: string,
    client = new SageMakerClient({}),
): Promise<Version | undefined> {
    const query = { ModelPackageGroupName: group, SortBy: "CreationTime", SortOrder: "Descending" } as const;
    let seen = 0;
    for await (const page of paginateListModelPackages({ client, pageSize: 10 }, query)) {
        for (const { ModelPackageArn: arn = "" } of page.ModelPackageSummaryList ?? []) {
            const found = await client.send(new DescribeModelPackageCommand({ ModelPackageName: arn }));
            if (found.CustomerMetadataProperties?.[property] === value) return readVersion(found);
            seen += 1;
            if (seen >= searched) return undefined;
        }
    }
    return undefined;
}

/** What the registry knows of one version, by its ARN; an error of SageMaker where there is none. */
export async function describeVersion(arn: string, client = new SageMakerClient({})): Promise<Version> {
    return readVersion(await client.send(new DescribeModelPackageCommand({ ModelPackageName: arn })));
}

function readVersion(found: DescribeModelPackageCommandOutput): Version {
    const arn = found.ModelPackageArn ?? "";
    return {
        arn,
        version: found.ModelPackageVersion ?? versionOf(arn),
        approval: found.ModelApprovalStatus ?? "unknown",
        modelName: found.CustomerMetadataProperties?.["model-name"],
        created: found.CreationTime?.toISOString(),
    };
}

/** A version of a group by its number; undefined where there is none. */
export async function numberedVersion(
    group: string,
    version: number,
    client = new SageMakerClient({}),
): Promise<Version | undefined> {
    try {
        return readVersion(
            await client.send(
                new DescribeModelPackageCommand({ ModelPackageName: await arnOf(group, version, client) }),
            ),
        );
    } catch (error) {
        if (/does not exist/i.test((error as Error).message)) return undefined;
        throw error;
    }
}

/** A version with a group has no name, so it is described by its ARN: that of the group, with the number. */
async function arnOf(group: string, version: number, client: SageMakerClient): Promise<string> {
    const { ModelPackageGroupArn = "" } = await client.send(
        new DescribeModelPackageGroupCommand({ ModelPackageGroupName: group }),
    );
    return `${ModelPackageGroupArn.replace(":model-package-group/", ":model-package/")}/${version}`;
}

/**
 * Says yes or no to a version. A yes starts its deployment where the stack's algorithm asks for approval; a no to the one
 * that serves starts its rollback.
 */
export async function decide(
    arn: string,
    decision: "Approved" | "Rejected",
    why: string,
    client = new SageMakerClient({}),
): Promise<void> {
    await client.send(
        new UpdateModelPackageCommand({
            ModelPackageArn: arn,
            ModelApprovalStatus: decision,
            ApprovalDescription: why,
        }),
    );
}
