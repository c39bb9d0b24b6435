import type {
    CreateModelPackageGroupInput,
    DescribeModelPackageGroupOutput,
    ListModelPackageGroupsInput,
    PutModelPackageGroupPolicyInput,
} from "@aws-sdk/client-sagemaker";
import { type Account, PerAccount } from "../core/account";
import { refuseMembers } from "../core/checks";
import { invalid, ServiceError } from "../core/errors";
import { list, type Listed, type ListInput } from "../core/listing";
import { addTags, removeTags } from "../core/tags";
import type { ModelPackage } from "./modelPackage";

/** A model package group: the versions of one model, in the order in which they were registered. */
export interface ModelPackageGroup extends Listed {
    readonly arn: string;
    readonly description?: string;
    readonly versions: ModelPackage[];
    /** The last number that a version was given; the number of a deleted version is not given again. */
    lastVersion: number;
    /** What other accounts may do with the versions: an IAM document, which the emulator judges by. */
    policy?: string;
}

/** By name. */
export const modelPackageGroups = new PerAccount(() => new Map<string, ModelPackageGroup>());

export function createModelPackageGroup(account: Account, input: CreateModelPackageGroupInput) {
    refuseMembers("CreateModelPackageGroup", input, ["ModelPackageGroupName", "ModelPackageGroupDescription", "Tags"]);
    const name = input.ModelPackageGroupName!;
    const arn = account.arn("model-package-group", name);
    if ([...modelPackageGroups.of(account).values()].some((group) => group.arn === arn)) {
        throw invalid(`Model Package Group already exists: ${arn}`);
    }
    const created = new Date();
    const description = input.ModelPackageGroupDescription;
    modelPackageGroups.of(account).set(name, {
        ...{ name, arn, description, created },
        modified: created,
        versions: [],
        lastVersion: 0,
    });
    addTags(account, arn, input.Tags);
    return { ModelPackageGroupArn: arn };
}

export function describeModelPackageGroup(
    account: Account,
    input: { ModelPackageGroupName?: string },
): DescribeModelPackageGroupOutput {
    return { ...summary(findModelPackageGroup(account, input.ModelPackageGroupName!)), CreatedBy: {} };
}

/** Groups are listed oldest first, unlike jobs and models. */
export function listModelPackageGroups(account: Account, input: ListModelPackageGroupsInput) {
    if (input.CrossAccountFilterOption === "CrossAccount") {
        return { ModelPackageGroupSummaryList: [] };
    }
    const asked = { SortOrder: "Ascending", ...input } as ListInput;
    const { items, NextToken } = list(modelPackageGroups.of(account).values(), asked);
    return { ModelPackageGroupSummaryList: items.map(summary), NextToken };
}

/** `DeleteModelPackageGroup`: versions have to be deleted before it. */
export function deleteModelPackageGroup(account: Account, input: { ModelPackageGroupName?: string }) {
    const group = findModelPackageGroup(account, input.ModelPackageGroupName!);
    if (group.versions.length > 0) {
        throw new ServiceError(
            "ConflictException",
            `Model Package Group ${group.arn} cannot be deleted because it still contains model packages.`,
        );
    }
    modelPackageGroups.of(account).delete(group.name);
    removeTags(account, group.arn);
    return {};
}

/** @param nameOrArn what a request names a group by */
export function findModelPackageGroup(account: Account, nameOrArn: string): ModelPackageGroup {
    const groups = [...modelPackageGroups.of(account).values()];
    const group = groups.find(({ name, arn }) => name === nameOrArn || arn === nameOrArn);
    if (!group) {
        const arn = nameOrArn.startsWith("arn:") ? nameOrArn : account.arn("model-package-group", nameOrArn);
        // getmoto/moto#7246
        throw invalid(`ModelPackageGroup ${arn} does not exist.`);
    }
    return group;
}

export function putModelPackageGroupPolicy(account: Account, input: PutModelPackageGroupPolicyInput) {
    const group = findModelPackageGroup(account, input.ModelPackageGroupName!);
    try {
        JSON.parse(input.ResourcePolicy!);
    } catch {
        throw invalid("The resource policy is not valid JSON.");
    }
    group.policy = input.ResourcePolicy;
    return { ModelPackageGroupArn: group.arn };
}

export function getModelPackageGroupPolicy(account: Account, input: { ModelPackageGroupName?: string }) {
    return { ResourcePolicy: policyOf(findModelPackageGroup(account, input.ModelPackageGroupName!)) };
}

export function deleteModelPackageGroupPolicy(account: Account, input: { ModelPackageGroupName?: string }) {
    const group = findModelPackageGroup(account, input.ModelPackageGroupName!);
    policyOf(group);
    group.policy = undefined;
    return {};
}

function policyOf({ policy, arn }: ModelPackageGroup): string {
    if (policy === undefined) throw invalid(`Cannot find resource policy for: ${arn}`);
    return policy;
}

function summary(group: ModelPackageGroup) {
    return {
        ModelPackageGroupName: group.name,
        ModelPackageGroupArn: group.arn,
        ModelPackageGroupDescription: group.description,
        CreationTime: group.created,
        ModelPackageGroupStatus: "Completed" as const,
    };
}
