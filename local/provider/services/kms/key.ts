import type { CreateKeyCommandInput } from "@aws-sdk/client-kms";
import type { kms } from "@pulumi/aws";
import { regional, taggable, tagMap } from "../../engine/convert";
import { define } from "../../engine/resourceType";
import { Session } from "../../engine/session";

const key = define<kms.KeyArgs, kms.KeyState>({
    inputs: {
        ...regional,
        ...taggable,
        bypassPolicyLockoutSafetyCheck: "boolean",
        customerMasterKeySpec: "string",
        deletionWindowInDays: "number",
        description: "string",
        enableKeyRotation: "boolean",
        isEnabled: "boolean",
        keyUsage: "string",
        multiRegion: "boolean",
        policy: "policy",
        rotationPeriodInDays: "number",
    },
    outputs: ["arn", "keyId", "tagsAll"],
    computed: ["multiRegion", "policy", "rotationPeriodInDays"],
    defaults: {
        bypassPolicyLockoutSafetyCheck: false,
        customerMasterKeySpec: "SYMMETRIC_DEFAULT",
        isEnabled: true,
        keyUsage: "ENCRYPT_DECRYPT",
    },
    replaceOn: ["customerMasterKeySpec", "keyUsage", "multiRegion"],
    async create(aws, inputs) {
        const client = await aws.clients.kms();
        const { KeyMetadata } = await client.createKey({
            BypassPolicyLockoutSafetyCheck: inputs.bypassPolicyLockoutSafetyCheck,
            Description: inputs.description,
            KeySpec: inputs.customerMasterKeySpec as CreateKeyCommandInput["KeySpec"],
            KeyUsage: inputs.keyUsage as CreateKeyCommandInput["KeyUsage"],
            MultiRegion: inputs.multiRegion,
            Policy: inputs.policy,
            Tags: kmsTags(inputs.tagsAll),
        });
        const id = KeyMetadata?.KeyId ?? "";
        return {
            id,
            async finish() {
                if (inputs.enableKeyRotation) await rotate(aws, id, inputs.rotationPeriodInDays);
                if (inputs.isEnabled === false) await client.disableKey({ KeyId: id });
            },
        };
    },
    async read(aws, id) {
        const client = await aws.clients.kms();
        const { KeyMetadata: found } = await client.describeKey({ KeyId: id });
        if (!found || found.KeyState === "PendingDeletion") return undefined;
        const [policy, rotation, tags] = await Promise.all([
            client.getKeyPolicy({ KeyId: id, PolicyName: "default" }),
            client.getKeyRotationStatus({ KeyId: id }),
            client.listResourceTags({ KeyId: id }),
        ]);
        return {
            arn: found.Arn,
            keyId: found.KeyId,
            customerMasterKeySpec: found.KeySpec,
            description: found.Description,
            enableKeyRotation: rotation.KeyRotationEnabled,
            isEnabled: found.Enabled,
            keyUsage: found.KeyUsage,
            multiRegion: found.MultiRegion,
            policy: policy.Policy,
            tagsAll: tagMap(tags.Tags?.map(({ TagKey: Key, TagValue: Value }) => ({ Key, Value }))),
        };
    },
    async update(aws, id, { news, changed, tags }) {
        const client = await aws.clients.kms();
        if (changed.has("description")) {
            await client.updateKeyDescription({ KeyId: id, Description: news.description ?? "" });
        }
        if (changed.has("policy") && news.policy) {
            await client.putKeyPolicy({ KeyId: id, PolicyName: "default", Policy: news.policy });
        }
        if (changed.has("isEnabled")) {
            await (news.isEnabled ? client.enableKey({ KeyId: id }) : client.disableKey({ KeyId: id }));
        }
        if (changed.has("enableKeyRotation") || changed.has("rotationPeriodInDays")) {
            if (news.enableKeyRotation) await rotate(aws, id, news.rotationPeriodInDays);
            else await client.disableKeyRotation({ KeyId: id });
        }
        if (tags.removed.length) await client.untagResource({ KeyId: id, TagKeys: tags.removed });
        if (Object.keys(tags.set).length) await client.tagResource({ KeyId: id, Tags: kmsTags(tags.set) });
    },
    async delete(aws, id, state) {
        const client = await aws.clients.kms();
        const { KeyMetadata: found } = await client.describeKey({ KeyId: id });
        if (found?.KeyState === "PendingDeletion") return;
        await client.scheduleKeyDeletion({ KeyId: id, PendingWindowInDays: state.deletionWindowInDays ?? 30 });
    },
});

const alias = define<kms.AliasArgs, kms.AliasState>({
    inputs: { ...regional, name: "string", "targetKeyId!": "string" },
    outputs: ["arn", "targetKeyArn"],
    autoName: { property: "name", prefix: "alias/" },
    replaceOn: ["name"],
    async create(aws, { name = "", targetKeyId }) {
        await (await aws.clients.kms()).createAlias({ AliasName: name, TargetKeyId: targetKeyId });
        return name;
    },
    async read(aws, id, state) {
        const client = await aws.clients.kms();
        const found = (await client.listAliases({})).Aliases?.find(({ AliasName }) => AliasName === id);
        if (!found) return undefined;
        // The target may be given as an ARN; the service answers with the bare id.
        const given = state.targetKeyId?.endsWith(`/${found.TargetKeyId}`) ? state.targetKeyId : found.TargetKeyId;
        const targetKeyArn = aws.arn("kms", `key/${found.TargetKeyId}`);
        return { name: id, arn: found.AliasArn, targetKeyArn, targetKeyId: given };
    },
    async update(aws, id, { news }) {
        await (await aws.clients.kms()).updateAlias({ AliasName: id, TargetKeyId: news.targetKeyId });
    },
    async delete(aws, id) {
        await (await aws.clients.kms()).deleteAlias({ AliasName: id });
    },
});

async function rotate(aws: Session, id: string, days: number | undefined): Promise<void> {
    await (await aws.clients.kms()).enableKeyRotation({ KeyId: id, RotationPeriodInDays: days });
}

const kmsTags = (tags: Record<string, string>) =>
    Object.entries(tags).map(([TagKey, TagValue]) => ({ TagKey, TagValue }));

export const types = { "aws:kms/key:Key": key, "aws:kms/alias:Alias": alias };
