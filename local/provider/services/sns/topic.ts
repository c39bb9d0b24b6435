import type { sns } from "@pulumi/aws";
import { regional, taggable, tagList, tagMap } from "../../engine/convert";
import { define } from "../../engine/resourceType";
import { Session } from "../../engine/session";

/** Inputs that are topic attributes, and the attributes' names. */
const topicAttributes = {
    contentBasedDeduplication: "ContentBasedDeduplication",
    deliveryPolicy: "DeliveryPolicy",
    displayName: "DisplayName",
    fifoTopic: "FifoTopic",
    kmsMasterKeyId: "KmsMasterKeyId",
    policy: "Policy",
    signatureVersion: "SignatureVersion",
    tracingConfig: "TracingConfig",
} as const;

const topic = define<sns.TopicArgs, sns.TopicState>({
    inputs: {
        ...regional,
        ...taggable,
        contentBasedDeduplication: "boolean",
        deliveryPolicy: "json",
        displayName: "string",
        fifoTopic: "boolean",
        kmsMasterKeyId: "string",
        name: "string",
        policy: "policy",
        signatureVersion: "number",
        tracingConfig: "PassThrough|Active",
    },
    outputs: ["arn", "beginningArchiveTime", "owner", "tagsAll"],
    computed: ["policy", "signatureVersion", "tracingConfig"],
    autoName: { property: "name", maxLength: 256 },
    defaults: { contentBasedDeduplication: false, fifoTopic: false },
    replaceOn: ["fifoTopic", "name"],
    async create(aws, inputs) {
        const attributes = Object.entries(attributesOf(topicAttributes, inputs)).filter(
            ([, value]) => value !== "false",
        );
        const client = await aws.clients.sns();
        const made = await client.createTopic({
            Name: inputs.name,
            Attributes: Object.fromEntries(attributes),
            Tags: tagList(inputs.tagsAll),
        });
        return made.TopicArn ?? "";
    },
    async read(aws, id) {
        const client = await aws.clients.sns();
        const [{ Attributes: found = {} }, tags] = await Promise.all([
            client.getTopicAttributes({ TopicArn: id }),
            client.listTagsForResource({ ResourceArn: id }),
        ]);
        return {
            arn: id,
            name: id.split(":").at(-1),
            owner: found.Owner ?? aws.account,
            displayName: found.DisplayName,
            fifoTopic: found.FifoTopic === "true",
            contentBasedDeduplication: found.ContentBasedDeduplication === "true",
            kmsMasterKeyId: found.KmsMasterKeyId,
            policy: found.Policy,
            tagsAll: tagMap(tags.Tags),
        };
    },
    async update(aws, id, { news, changed, tags }) {
        const client = await aws.clients.sns();
        const values = attributesOf(topicAttributes, news);
        for (const [input, attribute] of Object.entries(topicAttributes)) {
            if (!changed.has(input)) continue;
            const AttributeValue = values[attribute] ?? (input === "policy" ? defaultPolicy(aws, id) : "");
            await client.setTopicAttributes({ TopicArn: id, AttributeName: attribute, AttributeValue });
        }
        if (tags.removed.length) await client.untagResource({ ResourceArn: id, TagKeys: tags.removed });
        if (Object.keys(tags.set).length) await client.tagResource({ ResourceArn: id, Tags: tagList(tags.set) });
    },
    async delete(aws, id) {
        await (await aws.clients.sns()).deleteTopic({ TopicArn: id });
    },
});

const topicPolicy = define<sns.TopicPolicyArgs, sns.TopicPolicyState>({
    inputs: { ...regional, "arn!": "string", "policy!": "policy" },
    outputs: ["owner"],
    replaceOn: ["arn"],
    async create(aws, { arn, policy }) {
        await setPolicy(aws, arn, policy as string);
        return arn;
    },
    async read(aws, id) {
        const { Attributes: found } = await (await aws.clients.sns()).getTopicAttributes({ TopicArn: id });
        return { arn: id, owner: found?.Owner ?? aws.account, policy: found?.Policy };
    },
    async update(aws, id, { news }) {
        await setPolicy(aws, id, news.policy as string);
    },
    async delete(aws, id) {
        await setPolicy(aws, id, defaultPolicy(aws, id));
    },
});

/** Inputs that are subscription attributes, and the attributes' names. */
const subscriptionAttributes = {
    deliveryPolicy: "DeliveryPolicy",
    filterPolicy: "FilterPolicy",
    filterPolicyScope: "FilterPolicyScope",
    rawMessageDelivery: "RawMessageDelivery",
    redrivePolicy: "RedrivePolicy",
    subscriptionRoleArn: "SubscriptionRoleArn",
} as const;

const topicSubscription = define<sns.TopicSubscriptionArgs, sns.TopicSubscriptionState>({
    inputs: {
        ...regional,
        confirmationTimeoutInMinutes: "number",
        deliveryPolicy: "json",
        "endpoint!": "string",
        endpointAutoConfirms: "boolean",
        filterPolicy: "json",
        filterPolicyScope: "MessageAttributes|MessageBody",
        "protocol!": "string",
        rawMessageDelivery: "boolean",
        redrivePolicy: "json",
        subscriptionRoleArn: "string",
        "topic!": "string",
    },
    outputs: ["arn", "confirmationWasAuthenticated", "ownerId", "pendingConfirmation"],
    defaults: { confirmationTimeoutInMinutes: 1, endpointAutoConfirms: false, rawMessageDelivery: false },
    replaceOn: ["endpoint", "protocol", "topic"],
    async create(aws, inputs) {
        const client = await aws.clients.sns();
        const { SubscriptionArn } = await client.subscribe({
            TopicArn: inputs.topic as string,
            Protocol: inputs.protocol,
            Endpoint: inputs.endpoint,
            Attributes: attributesOf(subscriptionAttributes, inputs),
            ReturnSubscriptionArn: true,
        });
        return SubscriptionArn ?? "";
    },
    async read(aws, id, state) {
        const client = await aws.clients.sns();
        const { Attributes: found = {} } = await client.getSubscriptionAttributes({ SubscriptionArn: id });
        return {
            arn: id,
            topic: found.TopicArn ?? state.topic,
            protocol: found.Protocol,
            endpoint: found.Endpoint,
            filterPolicy: found.FilterPolicy,
            ownerId: found.Owner ?? aws.account,
            confirmationWasAuthenticated: found.ConfirmationWasAuthenticated === "true",
            pendingConfirmation: found.PendingConfirmation === "true",
            rawMessageDelivery: found.RawMessageDelivery === "true",
        };
    },
    async update(aws, id, { news, changed }) {
        const client = await aws.clients.sns();
        const values = attributesOf(subscriptionAttributes, news);
        for (const [input, attribute] of Object.entries(subscriptionAttributes)) {
            if (!changed.has(input)) continue;
            const AttributeValue = values[attribute] ?? "";
            await client.setSubscriptionAttributes({ SubscriptionArn: id, AttributeName: attribute, AttributeValue });
        }
    },
    async delete(aws, id) {
        await (await aws.clients.sns()).unsubscribe({ SubscriptionArn: id });
    },
});

function attributesOf(names: Readonly<Record<string, string>>, inputs: object): Record<string, string> {
    const values = inputs as Record<string, unknown>;
    const given = Object.entries(names).filter(([input]) => values[input] !== undefined);
    return Object.fromEntries(given.map(([input, attribute]) => [attribute, String(values[input])]));
}

async function setPolicy(aws: Session, arn: string, policy: string): Promise<void> {
    const client = await aws.clients.sns();
    await client.setTopicAttributes({ TopicArn: arn, AttributeName: "Policy", AttributeValue: policy });
}

/** The policy that a topic has when none was set: its own account may use it. */
function defaultPolicy(aws: Session, arn: string): string {
    return JSON.stringify({
        Version: "2008-10-17",
        Id: "__default_policy_ID",
        Statement: [
            {
                Sid: "__default_statement_ID",
                Effect: "Allow",
                Principal: { AWS: "*" },
                Action: [
                    "SNS:GetTopicAttributes",
                    "SNS:SetTopicAttributes",
                    "SNS:AddPermission",
                    "SNS:RemovePermission",
                    "SNS:DeleteTopic",
                    "SNS:Subscribe",
                    "SNS:ListSubscriptionsByTopic",
                    "SNS:Publish",
                ],
                Resource: arn,
                Condition: { StringEquals: { "AWS:SourceOwner": aws.account } },
            },
        ],
    });
}

export const types = {
    "aws:sns/topic:Topic": topic,
    "aws:sns/topicPolicy:TopicPolicy": topicPolicy,
    "aws:sns/topicSubscription:TopicSubscription": topicSubscription,
};
