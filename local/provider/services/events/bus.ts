import type { cloudwatch } from "@pulumi/aws";
import { regional, taggable, tagList, tagMap } from "../../engine/convert";
import { define } from "../../engine/resourceType";
import { Session } from "../../engine/session";

const eventBus = define<cloudwatch.EventBusArgs, cloudwatch.EventBusState>({
    inputs: { ...regional, ...taggable, description: "string", name: "string" },
    outputs: ["arn", "tagsAll"],
    autoName: { property: "name", maxLength: 256 },
    replaceOn: ["name"],
    async create(aws, { name = "", description, tagsAll }) {
        const client = await aws.clients.events();
        await client.createEventBus({ Name: name, Description: description, Tags: tagList(tagsAll) });
        return name;
    },
    async read(aws, id) {
        const client = await aws.clients.events();
        const live = await client.describeEventBus({ Name: id });
        const { Tags } = await client.listTagsForResource({ ResourceARN: live.Arn });
        return { arn: live.Arn, name: id, description: live.Description, tagsAll: tagMap(Tags) };
    },
    async update(aws, id, { news, olds, changed, tags }) {
        const client = await aws.clients.events();
        if (changed.has("description")) await client.updateEventBus({ Name: id, Description: news.description });
        const ResourceARN = olds.arn;
        if (tags.removed.length) await client.untagResource({ ResourceARN, TagKeys: tags.removed });
        if (Object.keys(tags.set).length) await client.tagResource({ ResourceARN, Tags: tagList(tags.set) });
    },
    async delete(aws, id) {
        await (await aws.clients.events()).deleteEventBus({ Name: id });
    },
});

/** A bus's whole policy. */
const eventBusPolicy = define<cloudwatch.EventBusPolicyArgs, cloudwatch.EventBusPolicyState>({
    inputs: { ...regional, eventBusName: "string", "policy!": "policy" },
    outputs: [],
    defaults: { eventBusName: "default" },
    replaceOn: ["eventBusName"],
    async create(aws, { eventBusName = "default", policy }) {
        await putPolicy(aws, eventBusName, policy);
        return eventBusName;
    },
    async read(aws, id) {
        const { Policy } = await (await aws.clients.events()).describeEventBus({ Name: id });
        return Policy ? { eventBusName: id, policy: Policy } : undefined;
    },
    async update(aws, id, { news }) {
        await putPolicy(aws, id, news.policy);
    },
    async delete(aws, id) {
        await (await aws.clients.events()).removePermission({ EventBusName: id, RemoveAllPermissions: true });
    },
});

async function putPolicy(aws: Session, EventBusName: string, Policy: string): Promise<void> {
    await (await aws.clients.events()).putPermission({ EventBusName, Policy });
}

export const types = {
    "aws:cloudwatch/eventBus:EventBus": eventBus,
    "aws:cloudwatch/eventBusPolicy:EventBusPolicy": eventBusPolicy,
};
