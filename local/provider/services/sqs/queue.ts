import type { QueueAttributeName } from "@aws-sdk/client-sqs";
import type { sqs } from "@pulumi/aws";
import { regional, taggable } from "../../engine/convert";
import { define } from "../../engine/resourceType";
import { Session } from "../../engine/session";

/** Inputs that are queue attributes: the attribute's name, and what an input that is left out means. */
const attributes = {
    contentBasedDeduplication: ["ContentBasedDeduplication", "false"],
    delaySeconds: ["DelaySeconds", "0"],
    fifoQueue: ["FifoQueue", "false"],
    kmsDataKeyReusePeriodSeconds: ["KmsDataKeyReusePeriodSeconds", "300"],
    kmsMasterKeyId: ["KmsMasterKeyId", ""],
    maxMessageSize: ["MaximumMessageSize", "262144"],
    messageRetentionSeconds: ["MessageRetentionPeriod", "345600"],
    policy: ["Policy", ""],
    receiveWaitTimeSeconds: ["ReceiveMessageWaitTimeSeconds", "0"],
    redriveAllowPolicy: ["RedriveAllowPolicy", ""],
    redrivePolicy: ["RedrivePolicy", ""],
    sqsManagedSseEnabled: ["SqsManagedSseEnabled", "false"],
    visibilityTimeoutSeconds: ["VisibilityTimeout", "30"],
} as const satisfies Record<string, readonly [QueueAttributeName, string]>;

const flags: readonly string[] = ["contentBasedDeduplication", "fifoQueue", "sqsManagedSseEnabled"];
const texts: readonly string[] = ["kmsMasterKeyId", "policy", "redriveAllowPolicy", "redrivePolicy"];

const queue = define<sqs.QueueArgs, sqs.QueueState>({
    inputs: {
        ...regional,
        ...taggable,
        contentBasedDeduplication: "boolean",
        delaySeconds: "number",
        fifoQueue: "boolean",
        kmsDataKeyReusePeriodSeconds: "number",
        kmsMasterKeyId: "string",
        maxMessageSize: "number",
        messageRetentionSeconds: "number",
        name: "string",
        policy: "policy",
        receiveWaitTimeSeconds: "number",
        redriveAllowPolicy: "json",
        redrivePolicy: "json",
        sqsManagedSseEnabled: "boolean",
        visibilityTimeoutSeconds: "number",
    },
    outputs: ["arn", "tagsAll", "url"],
    computed: [
        "kmsDataKeyReusePeriodSeconds",
        "maxMessageSize",
        "policy",
        "redriveAllowPolicy",
        "redrivePolicy",
        "sqsManagedSseEnabled",
    ],
    autoName: { property: "name", maxLength: 80 },
    defaults: {
        contentBasedDeduplication: false,
        delaySeconds: 0,
        fifoQueue: false,
        messageRetentionSeconds: 345600,
        receiveWaitTimeSeconds: 0,
        visibilityTimeoutSeconds: 30,
    },
    replaceOn: ["fifoQueue", "name"],
    async create(aws, inputs) {
        const client = await aws.clients.sqs();
        const given = Object.entries(attributeValues(inputs)).filter(([, value]) => value !== "false");
        const made = await client.createQueue({
            QueueName: inputs.name,
            Attributes: Object.fromEntries(given),
            tags: inputs.tagsAll,
        });
        return made.QueueUrl ?? "";
    },
    async read(aws, id) {
        const client = await aws.clients.sqs();
        const [{ Attributes: live = {} }, tags] = await Promise.all([
            client.getQueueAttributes({ QueueUrl: id, AttributeNames: ["All"] }),
            client.listQueueTags({ QueueUrl: id }),
        ]);
        const values = Object.entries(attributes).map(([input, [attribute]]) => {
            const value = live[attribute];
            if (flags.includes(input)) return [input, value === "true"];
            return [input, value === undefined || texts.includes(input) ? value : Number(value)];
        });
        return {
            ...(Object.fromEntries(values) as object),
            name: id.split("/").at(-1),
            arn: live.QueueArn,
            url: id,
            tagsAll: tags.Tags ?? {},
        };
    },
    async update(aws, id, { news, changed, tags }) {
        const client = await aws.clients.sqs();
        const wanted = attributeValues(news);
        const Attributes = Object.entries(attributes)
            .filter(([input]) => changed.has(input))
            .map(([, [attribute, absent]]) => [attribute, wanted[attribute] ?? absent]);
        if (Attributes.length) {
            const entries = Object.fromEntries(Attributes) as Record<string, string>;
            await client.setQueueAttributes({ QueueUrl: id, Attributes: entries });
        }
        if (tags.removed.length) await client.untagQueue({ QueueUrl: id, TagKeys: tags.removed });
        if (Object.keys(tags.set).length) await client.tagQueue({ QueueUrl: id, Tags: tags.set });
    },
    async delete(aws, id) {
        await (await aws.clients.sqs()).deleteQueue({ QueueUrl: id });
    },
});

function attributeValues(inputs: object): Record<string, string> {
    const values = inputs as Record<string, unknown>;
    const given = Object.entries(attributes).filter(([input]) => values[input] !== undefined);
    return Object.fromEntries(given.map(([input, [attribute]]) => [attribute, String(values[input])]));
}

const queuePolicy = define<sqs.QueuePolicyArgs, sqs.QueuePolicyState>({
    inputs: { ...regional, "policy!": "policy", "queueUrl!": "string" },
    outputs: [],
    replaceOn: ["queueUrl"],
    async create(aws, { queueUrl, policy }) {
        await setPolicy(aws, queueUrl, policy as string);
        return queueUrl;
    },
    async read(aws, id) {
        const client = await aws.clients.sqs();
        const { Attributes } = await client.getQueueAttributes({ QueueUrl: id, AttributeNames: ["Policy"] });
        return Attributes?.Policy ? { queueUrl: id, policy: Attributes.Policy } : undefined;
    },
    async update(aws, id, { news }) {
        await setPolicy(aws, id, news.policy as string);
    },
    async delete(aws, id) {
        await setPolicy(aws, id, "");
    },
});

async function setPolicy(aws: Session, QueueUrl: string, Policy: string): Promise<void> {
    await (await aws.clients.sqs()).setQueueAttributes({ QueueUrl, Attributes: { Policy } });
}

export const types = { "aws:sqs/queue:Queue": queue, "aws:sqs/queuePolicy:QueuePolicy": queuePolicy };
