import type * as api from "@aws-sdk/client-s3";
import { fromApi, regional, Spelling, tagList, tagMap, toApi } from "../../engine/convert";
import { define } from "../../engine/resourceType";
import { Session } from "../../engine/session";
import { Shape } from "../../engine/shape";
import { Properties } from "../../engine/values";

/** A part of a bucket's configuration that the API sets, gets and clears as a whole. */
interface Setting {
    readonly inputs: { readonly [field: string]: Shape };
    readonly defaults?: Properties;
    put(client: api.S3, Bucket: string, inputs: Properties): Promise<unknown>;
    /** Inputs as they are now, or undefined where the bucket has no such configuration. */
    get(client: api.S3, Bucket: string): Promise<Properties | undefined>;
    clear(client: api.S3, Bucket: string): Promise<unknown>;
}

/** Such a part is a resource whose id is the bucket's name. */
function setting(what: Setting) {
    const s3Of = (aws: Session) => aws.clients.s3();
    return define<Properties, Properties>({
        inputs: { ...regional, "bucket!": "string", ...what.inputs },
        outputs: [],
        defaults: what.defaults,
        replaceOn: ["bucket"],
        async create(aws, news) {
            const bucket = String(news.bucket);
            await what.put(await s3Of(aws), bucket, news);
            return bucket;
        },
        async read(aws, id) {
            const live = await what.get(await s3Of(aws), id);
            return live && { bucket: id, ...live };
        },
        async update(aws, id, { news }) {
            await what.put(await s3Of(aws), id, news);
        },
        async delete(aws, id) {
            await what.clear(await s3Of(aws), id);
        },
    });
}

const versioning = setting({
    inputs: { "versioningConfiguration!": { "status!": "Enabled|Suspended|Disabled" } },
    async put(client, Bucket, inputs) {
        const { status } = (inputs as unknown as { versioningConfiguration: { status: string } })
            .versioningConfiguration;
        if (status === "Disabled") return;
        const VersioningConfiguration = { Status: status as api.BucketVersioningStatus };
        await client.putBucketVersioning({ Bucket, VersioningConfiguration });
    },
    async get(client, Bucket) {
        const { Status = "Disabled" } = (await client.getBucketVersioning({ Bucket })) as { Status?: string };
        return { versioningConfiguration: { status: Status } };
    },
    clear: (client, Bucket) => client.putBucketVersioning({ Bucket, VersioningConfiguration: { Status: "Suspended" } }),
});

const encryptionSpelling: Spelling = {
    applyServerSideEncryptionByDefault: "ApplyServerSideEncryptionByDefault",
    kmsMasterKeyId: "KMSMasterKeyID",
    sseAlgorithm: "SSEAlgorithm",
};

const encryption = setting({
    inputs: {
        "rules!": [
            {
                applyServerSideEncryptionByDefault: {
                    kmsMasterKeyId: "string",
                    "sseAlgorithm!": "AES256|aws:kms|aws:kms:dsse",
                },
                bucketKeyEnabled: "boolean",
            },
        ],
    },
    put: (client, Bucket, { rules }) =>
        client.putBucketEncryption({
            Bucket,
            ServerSideEncryptionConfiguration: { Rules: toApi(rules, encryptionSpelling) },
        }),
    async get(client, Bucket) {
        const { ServerSideEncryptionConfiguration: live } = await client.getBucketEncryption({ Bucket });
        const rules = fromApi<{ bucketKeyEnabled?: boolean }[]>(live?.Rules ?? [], encryptionSpelling);
        return { rules: rules.map((rule) => ({ bucketKeyEnabled: false, ...rule })) };
    },
    clear: (client, Bucket) => client.deleteBucketEncryption({ Bucket }),
});

const blocks = {
    blockPublicAcls: "BlockPublicAcls",
    blockPublicPolicy: "BlockPublicPolicy",
    ignorePublicAcls: "IgnorePublicAcls",
    restrictPublicBuckets: "RestrictPublicBuckets",
} as const;

const publicAccessBlock = setting({
    inputs: {
        blockPublicAcls: "boolean",
        blockPublicPolicy: "boolean",
        ignorePublicAcls: "boolean",
        restrictPublicBuckets: "boolean",
    },
    defaults: {
        blockPublicAcls: false,
        blockPublicPolicy: false,
        ignorePublicAcls: false,
        restrictPublicBuckets: false,
    },
    put(client, Bucket, inputs) {
        const entries = Object.entries(blocks).map(([ours, theirs]) => [theirs, inputs[ours]]);
        const PublicAccessBlockConfiguration = Object.fromEntries(entries) as api.PublicAccessBlockConfiguration;
        return client.putPublicAccessBlock({ Bucket, PublicAccessBlockConfiguration });
    },
    async get(client, Bucket) {
        const { PublicAccessBlockConfiguration: live } = await client.getPublicAccessBlock({ Bucket });
        return fromApi(live);
    },
    clear: (client, Bucket) => client.deletePublicAccessBlock({ Bucket }),
});

const policy = setting({
    inputs: { "policy!": "policy" },
    put: (client, Bucket, inputs) => client.putBucketPolicy({ Bucket, Policy: inputs.policy as string }),
    async get(client, Bucket) {
        const { Policy } = await client.getBucketPolicy({ Bucket });
        return Policy ? { policy: Policy } : undefined;
    },
    clear: (client, Bucket) => client.deleteBucketPolicy({ Bucket }),
});

const ownershipControls = setting({
    inputs: { "rule!": { "objectOwnership!": "BucketOwnerEnforced|BucketOwnerPreferred|ObjectWriter" } },
    put: (client, Bucket, { rule }) =>
        client.putBucketOwnershipControls({ Bucket, OwnershipControls: { Rules: [toApi(rule)] } }),
    async get(client, Bucket) {
        const { OwnershipControls } = await client.getBucketOwnershipControls({ Bucket });
        const rule = OwnershipControls?.Rules?.[0];
        return rule && { rule: fromApi(rule) };
    },
    clear: (client, Bucket) => client.deleteBucketOwnershipControls({ Bucket }),
});

const logging = setting({
    inputs: { "targetBucket!": "string", "targetPrefix!": "string" },
    put: (client, Bucket, { targetBucket, targetPrefix }) =>
        client.putBucketLogging({
            Bucket,
            BucketLoggingStatus: { LoggingEnabled: toApi({ targetBucket, targetPrefix }) },
        }),
    async get(client, Bucket) {
        const { LoggingEnabled: live } = await client.getBucketLogging({ Bucket });
        return live && { targetBucket: live.TargetBucket, targetPrefix: live.TargetPrefix ?? "" };
    },
    clear: (client, Bucket) => client.putBucketLogging({ Bucket, BucketLoggingStatus: {} }),
});

const transition = { date: "string", days: "number", "storageClass!": "string" } as const;
const tag = { "key!": "string", "value!": "string" } as const;
const sizes = { objectSizeGreaterThan: "number", objectSizeLessThan: "number" } as const;

const lifecycle = setting({
    inputs: {
        transitionDefaultMinimumObjectSize: "all_storage_classes_128K|varies_by_storage_class",
        rules: [
            {
                abortIncompleteMultipartUpload: { daysAfterInitiation: "number" },
                expiration: { date: "string", days: "number", expiredObjectDeleteMarker: "boolean" },
                filter: { ...sizes, prefix: "string", tag, and: { ...sizes, prefix: "string", tags: "map" } },
                "id!": "string",
                noncurrentVersionExpiration: { newerNoncurrentVersions: "number", "noncurrentDays!": "number" },
                noncurrentVersionTransitions: [
                    { newerNoncurrentVersions: "number", "noncurrentDays!": "number", "storageClass!": "string" },
                ],
                prefix: "string",
                "status!": "Enabled|Disabled",
                transitions: [transition],
            },
        ],
    },
    defaults: { transitionDefaultMinimumObjectSize: "all_storage_classes_128K" },
    put: (client, Bucket, inputs) =>
        client.putBucketLifecycleConfiguration({
            Bucket,
            TransitionDefaultMinimumObjectSize:
                inputs.transitionDefaultMinimumObjectSize as api.TransitionDefaultMinimumObjectSize,
            LifecycleConfiguration: { Rules: ((inputs.rules ?? []) as Properties[]).map(lifecycleRule) },
        }),
    async get(client, Bucket) {
        const { Rules } = await client.getBucketLifecycleConfiguration({ Bucket });
        return Rules?.length ? { rules: Rules.map(lifecycleInputs) } : undefined;
    },
    clear: (client, Bucket) => client.deleteBucketLifecycle({ Bucket }),
});

const lifecycleSpelling: Spelling = { id: "ID" };

function lifecycleRule(inputs: Properties): api.LifecycleRule {
    const rule = toApi<api.LifecycleRule>(inputs, lifecycleSpelling);
    const and = (inputs.filter as { and?: { tags?: Record<string, string> } } | undefined)?.and;
    if (and?.tags && rule.Filter?.And) {
        rule.Filter.And.Tags = tagList(and.tags);
    }
    for (const dated of [rule.Expiration, ...(rule.Transitions ?? [])]) {
        if (dated?.Date) dated.Date = new Date(dated.Date);
    }
    // The API wants a filter in every rule that has no prefix of its own; an empty one is the whole bucket.
    return rule.Prefix === undefined && !rule.Filter ? { ...rule, Filter: { Prefix: "" } } : rule;
}

function lifecycleInputs(rule: api.LifecycleRule): Properties {
    const inputs = fromApi<Properties>(rule, lifecycleSpelling);
    const and = rule.Filter?.And;
    if (and?.Tags) {
        (inputs.filter as { and: Properties }).and.tags = tagMap(and.Tags);
    }
    return inputs;
}

/** What a notification's target has beside its ARN. */
const target = { "events!": "set", filterPrefix: "string", filterSuffix: "string", id: "string" } as const;

const notification = setting({
    inputs: {
        eventbridge: "boolean",
        lambdaFunctions: [{ ...target, lambdaFunctionArn: "string" }],
        queues: [{ ...target, "queueArn!": "string" }],
        topics: [{ ...target, "topicArn!": "string" }],
    },
    put: (client, Bucket, inputs) =>
        client.putBucketNotificationConfiguration({
            Bucket,
            NotificationConfiguration: {
                EventBridgeConfiguration: inputs.eventbridge ? {} : undefined,
                LambdaFunctionConfigurations: targets(inputs.lambdaFunctions, "lambdaFunctionArn", "LambdaFunctionArn"),
                QueueConfigurations: targets(inputs.queues, "queueArn", "QueueArn"),
                TopicConfigurations: targets(inputs.topics, "topicArn", "TopicArn"),
            } as api.NotificationConfiguration,
        }),
    async get(client, Bucket) {
        const live = await client.getBucketNotificationConfiguration({ Bucket });
        return {
            eventbridge: live.EventBridgeConfiguration !== undefined,
            lambdaFunctions: live.LambdaFunctionConfigurations?.map((one) => ({
                lambdaFunctionArn: one.LambdaFunctionArn,
                ...targetInputs(one),
            })),
            queues: live.QueueConfigurations?.map((one) => ({ queueArn: one.QueueArn, ...targetInputs(one) })),
            topics: live.TopicConfigurations?.map((one) => ({ topicArn: one.TopicArn, ...targetInputs(one) })),
        };
    },
    clear: (client, Bucket) => client.putBucketNotificationConfiguration({ Bucket, NotificationConfiguration: {} }),
});

function targets(list: unknown, ours: string, theirs: string): Properties[] | undefined {
    return (list as Properties[] | undefined)?.map((one) => {
        const filters = [
            { Name: "prefix", Value: one.filterPrefix },
            { Name: "suffix", Value: one.filterSuffix },
        ].filter(({ Value }) => Value !== undefined);
        return {
            Id: one.id,
            [theirs]: one[ours],
            Events: one.events,
            Filter: filters.length ? { Key: { FilterRules: filters } } : undefined,
        };
    });
}

function targetInputs({ Id, Events, Filter }: Pick<api.QueueConfiguration, "Id" | "Events" | "Filter">): Properties {
    const rule = (name: string) => Filter?.Key?.FilterRules?.find(({ Name }) => Name?.toLowerCase() === name)?.Value;
    return { id: Id, events: Events, filterPrefix: rule("prefix"), filterSuffix: rule("suffix") };
}

export const types = {
    "aws:s3/bucketVersioning:BucketVersioning": versioning,
    "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration": encryption,
    "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock": publicAccessBlock,
    "aws:s3/bucketPolicy:BucketPolicy": policy,
    "aws:s3/bucketOwnershipControls:BucketOwnershipControls": ownershipControls,
    "aws:s3/bucketLogging:BucketLogging": logging,
    "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration": lifecycle,
    "aws:s3/bucketNotification:BucketNotification": notification,
};
