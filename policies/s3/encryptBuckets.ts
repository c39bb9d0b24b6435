import { bucketPartType, judgeBucketPart, missingPart } from "../engine/bucketParts";
import { good, keyArn, made, told } from "../engine/examples";
import { every, field, forEach, notEmpty, oneOf, ownKey } from "../engine/fields";
import { pass, read } from "../engine/judgement";
import { type Resource, type Rule, unknownText } from "../engine/rule";
import { isOf } from "../engine/targets";
import { bucketType } from "../reading/buckets";
import { refersTo } from "../reading/references";

const bucket = made("aws:s3/bucket:Bucket", "data", { bucket: "data" });
const encrypted = (byDefault: object, dependsOn?: Readonly<Record<string, readonly string[]>>) =>
    made(
        "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration",
        "data-encryption",
        { bucket: "data", rules: [{ applyServerSideEncryptionByDefault: byDefault }] },
        dependsOn,
    );
const logging = (bucket: string, targetBucket: string) =>
    made("aws:s3/bucketLogging:BucketLogging", "logging", { bucket, targetBucket });
const byKey = { sseAlgorithm: "aws:kms", kmsMasterKeyId: keyArn };
const at = "data-encryption.rules[0].applyServerSideEncryptionByDefault";
const add = "add one with a KMS key";
const missing = missingPart("BucketServerSideEncryptionConfiguration", add);

const byOwnKey = every(
    field("applyServerSideEncryptionByDefault.sseAlgorithm", oneOf(["aws:kms", "aws:kms:dsse"], "set aws:kms")),
    field("applyServerSideEncryptionByDefault.kmsMasterKeyId", ownKey()),
);

const judge = judgeBucketPart(
    "BucketServerSideEncryptionConfiguration",
    field("rules", every(notEmpty("add a rule with sseAlgorithm aws:kms and kmsMasterKeyId"), forEach(byOwnKey))),
    add,
    { property: "serverSideEncryptionConfiguration", check: field("rule", byOwnKey) },
);

/**
 * Whether other buckets log to a bucket. S3 delivers logs to no bucket whose default is a KMS key:
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/enable-server-access-logging.html
 */
function takesLogs(bucket: Resource, stack: readonly Resource[]): boolean {
    return stack.some((logging) => {
        if (!isOf(logging, bucketPartType("BucketLogging"))) return false;
        const names = (property: string) =>
            refersTo(read(logging.props, property), { from: logging, property }, { to: bucket, by: "bucket" });
        return names("targetBucket") === true && names("bucket") === false;
    });
}

export const encryptBuckets: Rule = {
    id: "s3/encryptBuckets",
    group: "encryption",
    description: "Every bucket encrypts what it stores with a key of ours.",
    cause:
        "A bucket has no aws.s3.BucketServerSideEncryptionConfiguration of its own, or that one has another algorithm " +
        "than aws:kms or aws:kms:dsse, no key, or the key that AWS manages (alias/aws/s3).",
    explanation:
        "S3 encrypts by itself with a key of its own, which nobody can restrict, audit or take back. With a KMS key the " +
        "key's policy decides who reads, and CloudTrail tells who did. Buckets that others log to are let alone: S3 delivers " +
        "no logs to a bucket with a key.",
    remedy: "Add an aws.s3.BucketServerSideEncryptionConfiguration with sseAlgorithm aws:kms and kmsMasterKeyId.",
    docs: "https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingKMSEncryption.html",
    severity: "high",
    standards: ["Security Hub S3.17", "NIST 800-53 SC-28", "Checkov CKV_AWS_145"],
    scope: "stack",
    remediation: ({ key }, { type }) =>
        key === undefined || type !== bucket.type
            ? undefined
            : {
                  serverSideEncryptionConfiguration: {
                      rule: {
                          applyServerSideEncryptionByDefault: { sseAlgorithm: "aws:kms", kmsMasterKeyId: key },
                          bucketKeyEnabled: true,
                      },
                  },
              },
    judge: (resource, stack, settings) =>
        isOf(resource, bucketType) && takesLogs(resource, stack) ? [pass("bucket")] : judge(resource, stack, settings),
    examples: {
        good: [
            good("a bucket with its own key", bucket, encrypted(byKey)),
            good(
                "a bucket that another one logs to, and that S3 encrypts",
                bucket,
                encrypted(byKey),
                made("aws:s3/bucket:Bucket", "logs", { bucket: "logs" }),
                logging("data", "logs"),
            ),
            good("a bucket that says so itself", {
                ...bucket,
                props: {
                    ...bucket.props,
                    serverSideEncryptionConfiguration: { rule: { applyServerSideEncryptionByDefault: byKey } },
                },
            }),
            good(
                "a key of the same stack that is not known yet",
                bucket,
                made("aws:kms/key:Key", "key", {}),
                encrypted({ sseAlgorithm: "aws:kms", kmsMasterKeyId: unknownText }, { rules: ["key"] }),
            ),
        ],
        bad: [
            told("a bucket alone", `bucket: ${missing}`, bucket),
            told("a bucket that logs to itself", `bucket: ${missing}`, bucket, logging("data", "data")),
            told(
                "S3's own key",
                [
                    `${at}.sseAlgorithm: AES256 is set; set aws:kms.`,
                    `${at}.kmsMasterKeyId: no key is named; name a KMS key of this account.`,
                ],
                bucket,
                encrypted({ sseAlgorithm: "AES256" }),
            ),
            told(
                "no key named",
                `${at}.kmsMasterKeyId: no key is named; name a KMS key of this account.`,
                bucket,
                encrypted({ sseAlgorithm: "aws:kms" }),
            ),
            told(
                "the key that AWS manages",
                `${at}.kmsMasterKeyId: alias/aws/s3 is managed by AWS; name a KMS key of this account.`,
                bucket,
                encrypted({ ...byKey, kmsMasterKeyId: "alias/aws/s3" }),
            ),
            told(
                "another bucket's encryption",
                `bucket: ${missing}`,
                { ...bucket, props: { bucket: "raw" } },
                encrypted(byKey),
            ),
        ],
        unknown: [
            told(
                "a key that is not known, nor that it is one of the stack's",
                `${at}.kmsMasterKeyId: undetermined: it is not known before the deployment.`,
                bucket,
                encrypted({ ...byKey, kmsMasterKeyId: unknownText }),
            ),
            told(
                "an encryption of a bucket that is not known",
                "bucket: undetermined: it is not known yet whose BucketServerSideEncryptionConfiguration there is.",
                bucket,
                { ...encrypted(byKey), props: { bucket: unknownText } },
            ),
        ],
    },
};
