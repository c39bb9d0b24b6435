import type { iam } from "@pulumi/aws";
import { taggable, tagList, tagMap } from "../../engine/convert";
import { found } from "../../engine/errors";
import { define } from "../../engine/resourceType";

const role = define<iam.RoleArgs, iam.RoleState>({
    inputs: {
        ...taggable,
        "assumeRolePolicy!": "policy",
        description: "string",
        forceDetachPolicies: "boolean",
        maxSessionDuration: "number",
        name: "string",
        path: "string",
        permissionsBoundary: "string",
    },
    outputs: ["arn", "createDate", "tagsAll", "uniqueId"],
    autoName: { property: "name", maxLength: 64 },
    defaults: { forceDetachPolicies: false, maxSessionDuration: 3600, path: "/" },
    replaceOn: ["name", "path"],
    async create(aws, inputs) {
        const client = await aws.clients.iam();
        await client.createRole({
            RoleName: inputs.name,
            AssumeRolePolicyDocument: inputs.assumeRolePolicy as string,
            Description: inputs.description,
            MaxSessionDuration: inputs.maxSessionDuration,
            Path: inputs.path,
            PermissionsBoundary: inputs.permissionsBoundary,
            Tags: tagList(inputs.tagsAll),
        });
        return inputs.name ?? "";
    },
    async read(aws, id) {
        const client = await aws.clients.iam();
        const [{ Role: live }, tags] = await Promise.all([
            client.getRole({ RoleName: id }),
            client.listRoleTags({ RoleName: id }),
        ]);
        return {
            name: id,
            arn: live?.Arn,
            uniqueId: live?.RoleId,
            createDate: live?.CreateDate?.toISOString(),
            assumeRolePolicy: document(live?.AssumeRolePolicyDocument),
            description: live?.Description,
            maxSessionDuration: live?.MaxSessionDuration,
            path: live?.Path,
            permissionsBoundary: live?.PermissionsBoundary?.PermissionsBoundaryArn,
            tagsAll: tagMap(tags.Tags),
        };
    },
    async update(aws, id, { news, changed, tags }) {
        const client = await aws.clients.iam();
        const RoleName = id;
        if (changed.has("assumeRolePolicy")) {
            await client.updateAssumeRolePolicy({ RoleName, PolicyDocument: news.assumeRolePolicy as string });
        }
        if (changed.has("description") || changed.has("maxSessionDuration")) {
            const { description: Description = "", maxSessionDuration: MaxSessionDuration } = news;
            await client.updateRole({ RoleName, Description, MaxSessionDuration });
        }
        if (changed.has("permissionsBoundary")) {
            const PermissionsBoundary = news.permissionsBoundary;
            if (PermissionsBoundary) await client.putRolePermissionsBoundary({ RoleName, PermissionsBoundary });
            else await client.deleteRolePermissionsBoundary({ RoleName });
        }
        if (tags.removed.length) await client.untagRole({ RoleName, TagKeys: tags.removed });
        if (Object.keys(tags.set).length) await client.tagRole({ RoleName, Tags: tagList(tags.set) });
    },
    async delete(aws, id, state) {
        const client = await aws.clients.iam();
        const RoleName = id;
        if (state.forceDetachPolicies) {
            for (const PolicyName of (await client.listRolePolicies({ RoleName })).PolicyNames ?? []) {
                await client.deleteRolePolicy({ RoleName, PolicyName });
            }
            for (const { PolicyArn } of (await client.listAttachedRolePolicies({ RoleName })).AttachedPolicies ?? []) {
                await client.detachRolePolicy({ RoleName, PolicyArn });
            }
        }
        await client.deleteRole({ RoleName });
    },
});

const rolePolicy = define<iam.RolePolicyArgs, iam.RolePolicyState>({
    inputs: { name: "string", "policy!": "policy", "role!": "string" },
    outputs: [],
    autoName: { property: "name", maxLength: 128 },
    replaceOn: ["name", "role"],
    async create(aws, { name: PolicyName, policy, role: RoleName }) {
        const client = await aws.clients.iam();
        await client.putRolePolicy({ RoleName: RoleName as string, PolicyName, PolicyDocument: policy as string });
        return `${RoleName as string}:${PolicyName}`;
    },
    async read(aws, id) {
        const [RoleName, PolicyName] = pair(id, ":");
        const live = await (await aws.clients.iam()).getRolePolicy({ RoleName, PolicyName });
        return { role: RoleName, name: PolicyName, policy: document(live.PolicyDocument) };
    },
    async update(aws, id, { news }) {
        const [RoleName, PolicyName] = pair(id, ":");
        const client = await aws.clients.iam();
        await client.putRolePolicy({ RoleName, PolicyName, PolicyDocument: news.policy as string });
    },
    async delete(aws, id) {
        const [RoleName, PolicyName] = pair(id, ":");
        await (await aws.clients.iam()).deleteRolePolicy({ RoleName, PolicyName });
    },
});

const policy = define<iam.PolicyArgs, iam.PolicyState>({
    inputs: { ...taggable, description: "string", name: "string", path: "string", "policy!": "policy" },
    outputs: ["arn", "attachmentCount", "policyId", "tagsAll"],
    autoName: { property: "name", maxLength: 128 },
    defaults: { path: "/" },
    replaceOn: ["description", "name", "path"],
    async create(aws, inputs) {
        const client = await aws.clients.iam();
        const made = await client.createPolicy({
            PolicyName: inputs.name,
            PolicyDocument: inputs.policy as string,
            Description: inputs.description,
            Path: inputs.path,
            Tags: tagList(inputs.tagsAll),
        });
        return made.Policy?.Arn ?? "";
    },
    async read(aws, id) {
        const client = await aws.clients.iam();
        const { Policy: live } = await client.getPolicy({ PolicyArn: id });
        const [{ PolicyVersion }, tags] = await Promise.all([
            client.getPolicyVersion({ PolicyArn: id, VersionId: live?.DefaultVersionId }),
            client.listPolicyTags({ PolicyArn: id }),
        ]);
        return {
            arn: id,
            name: live?.PolicyName,
            path: live?.Path,
            policyId: live?.PolicyId,
            attachmentCount: live?.AttachmentCount,
            description: live?.Description,
            policy: document(PolicyVersion?.Document),
            tagsAll: tagMap(tags.Tags),
        };
    },
    async update(aws, id, { news, changed, tags }) {
        const client = await aws.clients.iam();
        if (changed.has("policy")) {
            // AWS keeps five versions at most: the ones that no longer count go first.
            await deleteVersions(aws, id);
            await client.createPolicyVersion({
                PolicyArn: id,
                PolicyDocument: news.policy as string,
                SetAsDefault: true,
            });
        }
        if (tags.removed.length) await client.untagPolicy({ PolicyArn: id, TagKeys: tags.removed });
        if (Object.keys(tags.set).length) await client.tagPolicy({ PolicyArn: id, Tags: tagList(tags.set) });
    },
    async delete(aws, id) {
        await deleteVersions(aws, id);
        await (await aws.clients.iam()).deletePolicy({ PolicyArn: id });
    },
});

const rolePolicyAttachment = define<iam.RolePolicyAttachmentArgs, iam.RolePolicyAttachmentState>({
    inputs: { "policyArn!": "string", "role!": "string" },
    outputs: [],
    async create(aws, { policyArn: PolicyArn, role: RoleName }) {
        const client = await aws.clients.iam();
        await client.attachRolePolicy({ RoleName: RoleName as string, PolicyArn });
        return `${RoleName as string}/${PolicyArn}`;
    },
    async read(aws, id) {
        const [RoleName, PolicyArn] = pair(id, "/");
        const { AttachedPolicies } = await (await aws.clients.iam()).listAttachedRolePolicies({ RoleName });
        const attached = AttachedPolicies?.some((one) => one.PolicyArn === PolicyArn);
        return attached ? { role: RoleName, policyArn: PolicyArn } : undefined;
    },
    async delete(aws, id) {
        const [RoleName, PolicyArn] = pair(id, "/");
        await (await aws.clients.iam()).detachRolePolicy({ RoleName, PolicyArn });
    },
});

async function deleteVersions(aws: Parameters<typeof policy.read>[0], PolicyArn: string): Promise<void> {
    const client = await aws.clients.iam();
    const versions = (await found(client.listPolicyVersions({ PolicyArn })))?.Versions ?? [];
    for (const { VersionId } of versions.filter((version) => !version.IsDefaultVersion)) {
        await client.deletePolicyVersion({ PolicyArn, VersionId });
    }
}

/** IAM answers documents URL-encoded. */
function document(text: string | undefined): string | undefined {
    return text?.startsWith("%") ? decodeURIComponent(text) : text;
}

/** An id's two parts, split at the first separator. */
function pair(id: string, separator: string): [string, string] {
    const at = id.indexOf(separator);
    return [id.slice(0, at), id.slice(at + 1)];
}

export const types = {
    "aws:iam/role:Role": role,
    "aws:iam/rolePolicy:RolePolicy": rolePolicy,
    "aws:iam/policy:Policy": policy,
    "aws:iam/rolePolicyAttachment:RolePolicyAttachment": rolePolicyAttachment,
};
