import type { ParameterTier, ParameterType } from "@aws-sdk/client-ssm";
import type { ssm } from "@pulumi/aws";
import { regional, taggable, tagList, tagMap } from "../../engine/convert";
import { define } from "../../engine/resourceType";

const parameter = define<ssm.ParameterArgs, ssm.ParameterState>({
    inputs: {
        ...regional,
        ...taggable,
        allowedPattern: "string",
        dataType: "string",
        description: "string",
        insecureValue: "string",
        keyId: "string",
        name: "string",
        overwrite: "boolean",
        tier: "Standard|Advanced|Intelligent-Tiering",
        "type!": "String|StringList|SecureString",
        value: "string",
    },
    outputs: ["arn", "hasValueWo", "tagsAll", "version"],
    computed: ["dataType", "insecureValue", "keyId", "tier", "value"],
    autoName: { property: "name", maxLength: 2048 },
    replaceOn: ["name"],
    volatile: (changed) => (changed.has("value") || changed.has("insecureValue") ? ["version"] : []),
    async create(aws, inputs) {
        const client = await aws.clients.ssm();
        await client.putParameter({ ...request(inputs), Tags: tagList(inputs.tagsAll), Overwrite: false });
        return inputs.name ?? "";
    },
    async read(aws, id, state) {
        const client = await aws.clients.ssm();
        const [{ Parameter: found }, described, tags] = await Promise.all([
            client.getParameter({ Name: id, WithDecryption: true }),
            client.describeParameters({ ParameterFilters: [{ Key: "Name", Option: "Equals", Values: [id] }] }),
            client.listTagsForResource({ ResourceType: "Parameter", ResourceId: id }),
        ]);
        if (!found) return undefined;
        const about = described.Parameters?.[0];
        const value = state.insecureValue !== undefined ? { insecureValue: found.Value } : { value: found.Value };
        return {
            ...value,
            arn: found.ARN,
            name: found.Name,
            type: found.Type,
            version: found.Version,
            dataType: found.DataType,
            description: about?.Description,
            tier: about?.Tier ?? "Standard",
            hasValueWo: false,
            tagsAll: tagMap(tags.TagList),
        };
    },
    async update(aws, id, { news, changed, tags }) {
        const client = await aws.clients.ssm();
        const beyondTags = [...changed].some((name) => !name.startsWith("tags"));
        if (beyondTags) await client.putParameter({ ...request(news), Overwrite: true });
        const resource = { ResourceType: "Parameter", ResourceId: id } as const;
        if (tags.removed.length) await client.removeTagsFromResource({ ...resource, TagKeys: tags.removed });
        if (Object.keys(tags.set).length) await client.addTagsToResource({ ...resource, Tags: tagList(tags.set) });
    },
    async delete(aws, id) {
        await (await aws.clients.ssm()).deleteParameter({ Name: id });
    },
});

interface Declared {
    readonly name?: string;
    readonly type: string;
    readonly value?: string;
    readonly insecureValue?: string;
    readonly description?: string;
    readonly allowedPattern?: string;
    readonly dataType?: string;
    readonly keyId?: string;
    readonly tier?: string;
}

const request = (inputs: Declared) => ({
    Name: inputs.name,
    Type: inputs.type as ParameterType,
    Value: inputs.value ?? inputs.insecureValue,
    Description: inputs.description,
    AllowedPattern: inputs.allowedPattern,
    DataType: inputs.dataType,
    KeyId: inputs.keyId,
    Tier: inputs.tier as ParameterTier | undefined,
});

export const types = { "aws:ssm/parameter:Parameter": parameter };
