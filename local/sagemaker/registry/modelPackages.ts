import type {
    CreateModelPackageInput,
    ListModelPackagesInput,
    UpdateModelPackageInput,
} from "@aws-sdk/client-sagemaker";
import type { Account } from "../core/account";
import { invalid } from "../core/errors";
import { list } from "../core/listing";
import { removeTags } from "../core/tags";
import { laterThan, ModelPackage } from "./modelPackage";
import { findModelPackageGroup, type ModelPackageGroup, modelPackageGroups } from "./modelPackageGroups";
import { checkCreation, checkListing, checkUpdate } from "./modelPackageRequest";

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
        : [...(type === "Unversioned" ? [] : modelPackageGroups.of(account).values())];
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
    removeTags(account, version.arn);
    return {};
}

function findModelPackage(account: Account, name: string): { group: ModelPackageGroup; version: ModelPackage } {
    const arn = name.startsWith("arn:") ? name : account.arn("model-package", name);
    for (const group of modelPackageGroups.of(account).values()) {
        const version = group.versions.find((each) => each.arn === arn);
        if (version) {
            return { group, version };
        }
    }
    throw invalid(`ModelPackage ${arn} does not exist.`);
}
