import type { s3 } from "@pulumi/aws";
import { regional, taggable, tagMap } from "../../engine/convert";
import { define, Inputs } from "../../engine/resourceType";
import { Session } from "../../engine/session";
import { isAsset } from "../../engine/values";
import { assetContent } from "../../engine/zip";

const inputs = {
    ...regional,
    ...taggable,
    "bucket!": "string",
    bucketKeyEnabled: "boolean",
    cacheControl: "string",
    content: "string",
    contentBase64: "string",
    contentEncoding: "string",
    contentType: "string",
    forceDestroy: "boolean",
    key: "string",
    kmsKeyId: "string",
    metadata: "map",
    serverSideEncryption: "AES256|aws:kms|aws:kms:dsse",
    source: "file",
    sourceHash: "string",
} as const;

const contentInputs = ["content", "contentBase64", "source", "sourceHash"];

/** One object of a bucket; @pulumi/aws has the type under two names. */
const object = (outputs: readonly string[]) =>
    define<s3.BucketObjectv2Args, s3.BucketObjectv2State>({
        inputs,
        outputs,
        computed: ["bucketKeyEnabled", "contentType", "kmsKeyId", "serverSideEncryption"],
        autoName: { property: "key", maxLength: 1024 },
        defaults: { forceDestroy: false },
        replaceOn: ["bucket", "key"],
        volatile: (changed) => (contentInputs.some((name) => changed.has(name)) ? ["etag", "versionId"] : []),
        async create(aws, news) {
            await put(aws, news);
            return `${news.bucket as string}/${news.key}`;
        },
        async read(aws, _id, state) {
            const client = await aws.clients.s3();
            const { Bucket, Key } = place(state);
            const live = await client.headObject({ Bucket, Key });
            const tags = await client.getObjectTagging({ Bucket, Key });
            return {
                arn: `arn:aws:s3:::${Bucket}/${Key}`,
                bucket: Bucket,
                key: Key,
                contentType: live.ContentType,
                etag: live.ETag?.replaceAll('"', ""),
                metadata: live.Metadata ?? {},
                storageClass: live.StorageClass ?? "STANDARD",
                versionId: live.VersionId,
                tagsAll: tagMap(tags.TagSet),
            };
        },
        async update(aws, _id, { news, changed }) {
            const onlyTags = [...changed].every((name) => name.startsWith("tags"));
            if (!onlyTags) return put(aws, news);
            const client = await aws.clients.s3();
            const TagSet = Object.entries(news.tagsAll).map(([Key, Value]) => ({ Key, Value }));
            await client.putObjectTagging({ ...place(news), Tagging: { TagSet } });
        },
        async delete(aws, _id, state) {
            const client = await aws.clients.s3();
            const { Bucket, Key } = place(state);
            const { Versions = [], DeleteMarkers = [] } = await client.listObjectVersions({ Bucket, Prefix: Key });
            const versions = [...Versions, ...DeleteMarkers].filter((version) => version.Key === Key);
            await Promise.all(versions.map(({ VersionId }) => client.deleteObject({ Bucket, Key, VersionId })));
            if (versions.length === 0) await client.deleteObject({ Bucket, Key });
        },
    });

function place({ bucket, key }: { readonly bucket?: unknown; readonly key?: string }) {
    return { Bucket: bucket as string, Key: key ?? "" };
}

async function put(aws: Session, news: Inputs<s3.BucketObjectv2Args>): Promise<void> {
    const client = await aws.clients.s3();
    await client.putObject({
        ...place(news),
        Body: body(news),
        BucketKeyEnabled: news.bucketKeyEnabled,
        CacheControl: news.cacheControl,
        ContentEncoding: news.contentEncoding,
        ContentType: news.contentType,
        Metadata: news.metadata,
        SSEKMSKeyId: news.kmsKeyId,
        ServerSideEncryption: news.serverSideEncryption as "aws:kms" | undefined,
        Tagging: new URLSearchParams(news.tagsAll).toString(),
    });
}

function body({ source, content, contentBase64 }: { source?: unknown; content?: string; contentBase64?: string }) {
    if (isAsset(source)) return assetContent(source);
    return contentBase64 === undefined ? Buffer.from(content ?? "") : Buffer.from(contentBase64, "base64");
}

const computed = ["arn", "etag", "storageClass", "tagsAll", "versionId"];
const checksums = ["checksumCrc32", "checksumCrc32c", "checksumCrc64nvme", "checksumSha1", "checksumSha256"];

export const types = {
    "aws:s3/bucketObject:BucketObject": object(computed),
    "aws:s3/bucketObjectv2:BucketObjectv2": object([...computed, ...checksums]),
};
