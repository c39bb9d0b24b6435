import type { s3 } from "@pulumi/aws";
import { regional, taggable, tagList, tagMap } from "../../engine/convert";
import { found } from "../../engine/errors";
import { define } from "../../engine/resourceType";
import { Session } from "../../engine/session";

/** Route 53 zones of S3's website endpoints ("Amazon S3 endpoints and quotas" in the AWS General Reference). */
const websiteZones: Readonly<Record<string, string>> = {
    "us-east-1": "Z3AQBSTGFYJSTF",
    "us-east-2": "Z2O1EMRO9K5GLX",
    "us-west-2": "Z3BJ6K6RIION7M",
    "eu-central-1": "Z21DNDUVLTQW6Q",
    "eu-west-1": "Z1BKCTXD74EZPE",
};

const bucket = define<s3.BucketArgs, s3.BucketState>({
    inputs: {
        ...regional,
        ...taggable,
        bucket: "string",
        forceDestroy: "boolean",
        objectLockEnabled: "boolean",
    },
    outputs: [
        "arn",
        "bucketDomainName",
        "bucketRegion",
        "bucketRegionalDomainName",
        "hostedZoneId",
        "tagsAll",
        "websiteDomain",
        "websiteEndpoint",
    ],
    computed: ["objectLockEnabled"],
    autoName: { property: "bucket", maxLength: 63, lowerCase: true },
    defaults: { forceDestroy: false },
    replaceOn: ["bucket", "objectLockEnabled"],
    async create(aws, inputs) {
        const client = await aws.clients.s3();
        const Bucket = inputs.bucket ?? "";
        await client.createBucket({ Bucket, ObjectLockEnabledForBucket: inputs.objectLockEnabled });
        return { id: Bucket, finish: () => setTags(aws, Bucket, inputs.tagsAll) };
    },
    async read(aws, id) {
        const client = await aws.clients.s3();
        if (!(await found(client.headBucket({ Bucket: id })))) return undefined;
        const tags = await found(client.getBucketTagging({ Bucket: id }));
        return {
            arn: `arn:aws:s3:::${id}`,
            bucket: id,
            bucketDomainName: `${id}.s3.amazonaws.com`,
            bucketRegion: aws.region,
            bucketRegionalDomainName: `${id}.s3.${aws.region}.amazonaws.com`,
            hostedZoneId: websiteZones[aws.region],
            tagsAll: tagMap(tags?.TagSet),
        };
    },
    async update(aws, id, { news, changed }) {
        if (changed.has("tagsAll")) await setTags(aws, id, news.tagsAll);
    },
    async delete(aws, id, state) {
        if (state.forceDestroy) await empty(aws, id);
        await (await aws.clients.s3()).deleteBucket({ Bucket: id });
    },
});

async function setTags(aws: Session, Bucket: string, tags: Record<string, string>): Promise<void> {
    const client = await aws.clients.s3();
    const TagSet = tagList(tags);
    if (TagSet.length) await client.putBucketTagging({ Bucket, Tagging: { TagSet } });
    else await client.deleteBucketTagging({ Bucket });
}

/** Deletes every version of every object, a thousand at a time. */
async function empty(aws: Session, Bucket: string): Promise<void> {
    const client = await aws.clients.s3();
    for (;;) {
        const page = await client.listObjectVersions({ Bucket, MaxKeys: 1000 });
        const Objects = [...(page.Versions ?? []), ...(page.DeleteMarkers ?? [])].map(({ Key, VersionId }) => ({
            Key,
            VersionId,
        }));
        if (Objects.length === 0) return;
        const { Errors } = await client.deleteObjects({ Bucket, Delete: { Objects, Quiet: true } });
        const failed = Errors?.[0];
        if (failed) throw new Error(`${failed.Code}: ${failed.Key} could not be deleted: ${failed.Message}`);
    }
}

export const types = { "aws:s3/bucket:Bucket": bucket };
