import type {
    CreateModelPackageInput,
    DescribeModelPackageOutput,
    ListModelPackagesInput,
    ModelApprovalStatus,
    UpdateModelPackageInput,
} from "@aws-sdk/client-sagemaker";
import type { Account } from "../core/account";
import { invalid } from "../core/errors";
import { list, type Listed } from "../core/listing";
import { findModelPackageGroup, type ModelPackageGroup } from "./modelPackageGroups";
import { checkCreation, checkListing, checkUpdate } from "./modelPackageRequest";

/** SageMaker's limit on the metadata of one version. */
const mostMetadata = 50;

/** A version of a model package group. */
export class ModelPackage implements Listed {
    readonly arn: string;
    modified: Date;
    private approval: ModelApprovalStatus;
    private approvalDescription?: string;
    private metadata: Readonly<Record<string, string>>;

    constructor(
        private readonly group: ModelPackageGroup,
        readonly version: number,
        readonly created: Date,
        readonly input: CreateModelPackageInput,
    ) {
        // model-package-group/name becomes model-package/name/1.
        this.arn = `${group.arn.replace(":model-package-group/", ":model-package/")}/${version}`;
        this.modified = created;
        this.approval = input.ModelApprovalStatus ?? "PendingManualApproval";
        this.metadata = input.CustomerMetadataProperties ?? {};
    }

    /** What lists are filtered and sorted by: a version has no name of its own. */
    get name(): string {
        return this.group.name;
    }

    /** The part that lists show. */
    get summary() {
        return {
            ModelPackageGroupName: this.group.name,
            ModelPackageVersion: this.version,
            ModelPackageArn: this.arn,
            ModelPackageDescription: this.input.ModelPackageDescription,
            CreationTime: this.created,
            ModelPackageStatus: "Completed" as const,
            ModelApprovalStatus: this.approval,
        };
    }

    describe(): Omit<DescribeModelPackageOutput, "ModelPackageName"> {
        const { ClientToken: _, ModelPackageGroupName: __, ...request } = this.input;
        return {
            ...(request as object),
            ...this.summary,
            ModelPackageStatusDetails: { ValidationStatuses: [], ImageScanStatuses: [] },
            CertifyForMarketplace: false,
            CreatedBy: {},
            ApprovalDescription: this.approvalDescription,
            CustomerMetadataProperties: Object.keys(this.metadata).length > 0 ? this.metadata : undefined,
            ...(this.modified > this.created ? { LastModifiedTime: this.modified, LastModifiedBy: {} } : {}),
        };
    }

    /** New metadata comes to what is there; a key that is there already gets the new value. */
    update(input: UpdateModelPackageInput): void {
        const gone = input.CustomerMetadataPropertiesToRemove ?? [];
        const kept = Object.entries(this.metadata).filter(([key]) => !gone.includes(key));
        const metadata = { ...Object.fromEntries(kept), ...input.CustomerMetadataProperties };
        if (Object.keys(metadata).length > mostMetadata) {
            throw invalid(`A model package can have ${mostMetadata} CustomerMetadataProperties at most.`);
        }
        this.metadata = metadata;
        this.approval = input.ModelApprovalStatus ?? this.approval;
        this.approvalDescription = input.ApprovalDescription ?? this.approvalDescription;
        this.modified = laterThan(this.modified);
    }
}

/** `CreateModelPackage`: the next version of a group. The same ClientToken gives the same version again. */
export function createModelPackage(account: Account, input: CreateModelPackageInput) {
    checkCreation(input);
    const group = findModelPackageGroup(account, input.ModelPackageGroupName!);
    const token = input.ClientToken;
    const made = token && group.versions.find((version) => version.input.ClientToken === token);
    if (made) {
        return { ModelPackageArn: made.arn };
    }
    const last = group.versions.at(-1);
    const created = last ? laterThan(last.created) : new Date();
    const version = new ModelPackage(group, ++group.lastVersion, created, input);
    group.versions.push(version);
    return { ModelPackageArn: version.arn };
}

/** `DescribeModelPackage`, by ARN or as `group/version`. */
export function describeModelPackage(account: Account, input: { ModelPackageName?: string }) {
    return findModelPackage(account, input.ModelPackageName!).version.describe();
}

/**
 * `ListModelPackages`: without a group, only versions that are asked for by ModelPackageType; oldest first.
 *
 * Pages are cut before they are filtered by approval, as SageMaker's pages might be: its reference says neither. A page
 * may so have fewer versions than were asked for, or none, and a token none the less.
 */
export function listModelPackages(account: Account, input: ListModelPackagesInput) {
    checkListing(input);
    const { ModelPackageGroupName: group, ModelPackageType: type = "Unversioned", ModelApprovalStatus: status } = input;
    const groups = group
        ? [findModelPackageGroup(account, group)]
        : [...(type === "Unversioned" ? [] : account.modelPackageGroups.values())];
    const versions = groups.flatMap(({ versions }) => versions);
    const { items, NextToken } = list(versions, { SortOrder: "Ascending", ...input });
    const summaries = items.map((version) => version.summary);
    const wanted = summaries.filter((summary) => !status || summary.ModelApprovalStatus === status);
    return { ModelPackageSummaryList: wanted, NextToken };
}

export function updateModelPackage(account: Account, input: UpdateModelPackageInput) {
    checkUpdate(input);
    const { version } = findModelPackage(account, input.ModelPackageArn!);
    version.update(input);
    return { ModelPackageArn: version.arn };
}

export function deleteModelPackage(account: Account, input: { ModelPackageName?: string }) {
    const { group, version } = findModelPackage(account, input.ModelPackageName!);
    group.versions.splice(group.versions.indexOf(version), 1);
    account.tags.delete(version.arn);
    return {};
}

function findModelPackage(account: Account, name: string): { group: ModelPackageGroup; version: ModelPackage } {
    const arn = name.startsWith("arn:") ? name : account.arn("model-package", name);
    for (const group of account.modelPackageGroups.values()) {
        const version = group.versions.find((each) => each.arn === arn);
        if (version) {
            return { group, version };
        }
    }
    throw invalid(`ModelPackage ${arn} does not exist.`);
}

/** The present, or the next millisecond: no two versions bear the same time, so that lists keep their order. */
function laterThan(time: Date): Date {
    return new Date(Math.max(Date.now(), time.getTime() + 1));
}
