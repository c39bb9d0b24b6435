import {
    fail,
    type Fields,
    isObject,
    type Judgement,
    listOf,
    pass,
    read,
    undetermined,
    UNKNOWN,
} from "../engine/judgement";
import type { Example, ExampleResource, Resource, Rule } from "../engine/rule";

const bucketType = "aws:s3/bucket:Bucket";
const encryptionType =
    /^aws:s3\/bucketServerSideEncryptionConfiguration(V2)?:BucketServerSideEncryptionConfiguration(V2)?$/;

const bucket: ExampleResource = { type: bucketType, name: "data", props: { bucket: "data" } };
const encrypted = (byDefault: Readonly<Record<string, unknown>>): ExampleResource => ({
    type: "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration",
    name: "data-encryption",
    props: { bucket: "data", rules: [{ applyServerSideEncryptionByDefault: byDefault }] },
});
const example = (title: string, ...resources: readonly ExampleResource[]): Example => ({ title, resources });

const keyArn = "arn:aws:kms:us-east-1:111111111111:key/9a1b";

export const encryptBuckets: Rule = {
    id: "s3/encryptBuckets",
    description: "Every bucket encrypts what it stores with a key of ours.",
    cause:
        "A bucket has no aws.s3.BucketServerSideEncryptionConfiguration of its own, or that one has another algorithm " +
        "than aws:kms or aws:kms:dsse, no key, or the key that AWS manages (alias/aws/s3).",
    explanation:
        "S3 encrypts by itself with a key of its own, which nobody can restrict, audit or take back. With a KMS key the " +
        "key's policy decides who reads, and CloudTrail tells who did.",
    remedy: "Add an aws.s3.BucketServerSideEncryptionConfiguration with sseAlgorithm aws:kms and kmsMasterKeyId.",
    docs: "https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingKMSEncryption.html",
    severity: "high",
    scope: "stack",
    examples: {
        good: [
            example(
                "a bucket with its own key",
                bucket,
                encrypted({ sseAlgorithm: "aws:kms", kmsMasterKeyId: keyArn }),
            ),
        ],
        bad: [
            example("a bucket alone", bucket),
            example("S3's own key", bucket, encrypted({ sseAlgorithm: "AES256" })),
            example("no key named", bucket, encrypted({ sseAlgorithm: "aws:kms" })),
            example(
                "the key that AWS manages",
                bucket,
                encrypted({ sseAlgorithm: "aws:kms", kmsMasterKeyId: "alias/aws/s3" }),
            ),
            example(
                "another bucket's encryption",
                { ...bucket, props: { bucket: "raw" } },
                encrypted({ sseAlgorithm: "aws:kms", kmsMasterKeyId: keyArn }),
            ),
        ],
    },
    judge(resource, stack) {
        if (resource.type !== bucketType) {
            return [];
        }
        const candidates = stack
            .filter(({ type }) => encryptionType.test(type))
            .map((configuration) => ({ configuration, belongs: belongsTo(configuration, resource) }));
        const own = candidates.find(({ belongs }) => belongs === true);
        if (own !== undefined) {
            return judgeRules(own.configuration);
        }
        return candidates.some(({ belongs }) => belongs === UNKNOWN)
            ? [undetermined("bucket", "it is not known yet which bucket an encryption configuration is for.")]
            : [fail("bucket", "no BucketServerSideEncryptionConfiguration names this bucket; add one with a KMS key.")];
    },
};

/** By name where both names are known, else by what the configuration's `bucket` is made from. */
function belongsTo(configuration: Resource, owner: Resource): boolean | typeof UNKNOWN {
    const named = read(configuration.props, "bucket");
    const name = read(owner.props, "bucket");
    if (named !== UNKNOWN && name !== UNKNOWN && name !== undefined) {
        return named === name;
    }
    const sources = (configuration.propertyDependencies["bucket"] ?? []).filter(({ type }) => type === bucketType);
    if (sources.length === 0) {
        return named === UNKNOWN ? UNKNOWN : false;
    }
    if (!sources.some(({ urn }) => urn === owner.urn)) {
        return false;
    }
    return sources.length === 1 ? true : UNKNOWN;
}

function judgeRules(configuration: Resource): readonly Judgement[] {
    const at = `${configuration.name}.rules`;
    const rules = read(configuration.props, "rules");
    if (rules === UNKNOWN) {
        return [undetermined(at, "the encryption is not known before the deployment.")];
    }
    if (listOf(rules).length === 0) {
        return [fail(at, "it has no rule; add one with sseAlgorithm aws:kms and kmsMasterKeyId.")];
    }
    return listOf(rules).flatMap((rule, index) => {
        const path = `${at}[${index}].applyServerSideEncryptionByDefault`;
        const byDefault = isObject(rule) ? rule["applyServerSideEncryptionByDefault"] : rule;
        if (byDefault === UNKNOWN) {
            return [undetermined(path, "the encryption is not known before the deployment.")];
        }
        const fields = isObject(byDefault) ? byDefault : {};
        return [judgeAlgorithm(fields, path), judgeKey(fields, path, configuration)];
    });
}

function judgeAlgorithm(fields: Fields, path: string): Judgement {
    const at = `${path}.sseAlgorithm`;
    const algorithm = fields["sseAlgorithm"];
    if (algorithm === UNKNOWN) {
        return undetermined(at, "the algorithm is not known before the deployment.");
    }
    return algorithm === "aws:kms" || algorithm === "aws:kms:dsse"
        ? pass(at)
        : fail(at, `${typeof algorithm === "string" ? algorithm : "nothing"} is set; set aws:kms.`);
}

function judgeKey(fields: Fields, path: string, configuration: Resource): Judgement {
    const at = `${path}.kmsMasterKeyId`;
    const key = fields["kmsMasterKeyId"];
    if (key === UNKNOWN) {
        return comesFromKey(configuration)
            ? pass(at, "the key is one of this stack's own")
            : undetermined(at, "the key is not known before the deployment, nor that it is one of this stack's keys.");
    }
    if (typeof key !== "string" || key === "") {
        return fail(at, "no key is named; name a KMS key of this account.");
    }
    return /(^|:)alias\/aws\//.test(key)
        ? fail(at, `${key} is managed by AWS; name a KMS key of this account.`)
        : pass(at);
}

function comesFromKey(configuration: Resource): boolean {
    return (configuration.propertyDependencies["rules"] ?? []).some(({ type }) => /^aws:kms\/(key|alias):/.test(type));
}
