import { judgeBucketPart, missingPart } from "../engine/bucketParts";
import { good, made, told } from "../engine/examples";
import { type Check, field, unknownAt } from "../engine/fields";
import { fail, pass, UNKNOWN } from "../engine/judgement";
import { type Rule, unknownText } from "../engine/rule";
import { deniesPlainHttp } from "../reading/buckets";

const bucket = made("aws:s3/bucket:Bucket", "data", { bucket: "data" });
const policy = (document: unknown) =>
    made("aws:s3/bucketPolicy:BucketPolicy", "data-policy", {
        bucket: "data",
        policy: typeof document === "string" ? document : JSON.stringify(document),
    });
const denied = {
    Effect: "Deny",
    Principal: "*",
    Action: "s3:*",
    Resource: ["arn:aws:s3:::data", "arn:aws:s3:::data/*"],
    Condition: { Bool: { "aws:SecureTransport": "false" } },
};
const tlsOnly = (change: object = {}) => policy({ Version: "2012-10-17", Statement: [{ ...denied, ...change }] });
const add = "add one that denies everyone s3:* where aws:SecureTransport is false";
const open =
    "it lets requests without TLS through; deny everyone s3:* on the bucket and its objects where aws:SecureTransport " +
    "is false, and under no other condition.";

const closed: Check = (value, place) => {
    const denies = deniesPlainHttp(value);
    if (denies === UNKNOWN) return unknownAt(place);
    return denies ? [pass(place.path)] : [fail(place.path, open)];
};

export const requireTls: Rule = {
    id: "s3/requireTls",
    group: "network",
    description: "Every bucket is reached over TLS only.",
    cause:
        "A bucket has no policy, or one without a statement that denies everyone every action on the bucket's objects " +
        "where aws:SecureTransport is false.",
    explanation:
        "S3 answers plain HTTP too. A client that is misconfigured, or talked into it, would send data and signed requests " +
        "in the open, and nothing would tell.",
    remedy:
        'Add an aws.s3.BucketPolicy with a Deny for Principal "*" and Action "s3:*" on the bucket and its objects, under ' +
        'the condition Bool {"aws:SecureTransport": "false"}.',
    docs: "https://docs.aws.amazon.com/AmazonS3/latest/userguide/security-best-practices.html#transit",
    severity: "high",
    standards: [
        "Security Hub S3.5",
        "CIS AWS 3.0.0 2.1.1",
        "NIST 800-53 SC-8",
        "NIST 800-53 AC-17(2)",
        "Checkov CKV_AWS_379",
        "cdk-nag AwsSolutions-S10",
    ],
    scope: "stack",
    judge: judgeBucketPart("BucketPolicy", field("policy", closed), add, { property: "policy", check: closed }),
    examples: {
        good: [
            // As AWS advises it, with both resources in one statement:
            // https://repost.aws/knowledge-center/s3-bucket-policy-for-config-rule
            good("a policy that denies plain HTTP", bucket, tlsOnly()),
            good("a policy of the bucket's own", {
                ...bucket,
                props: { ...bucket.props, policy: { Statement: [denied] } },
            }),
        ],
        bad: [
            told("a bucket alone", `bucket: ${missingPart("BucketPolicy", add)}`, bucket),
            told(
                "a policy about something else",
                `data-policy.policy: ${open}`,
                bucket,
                tlsOnly({ Condition: { Bool: { "aws:MultiFactorAuthPresent": "false" } } }),
            ),
            told("one action alone", `data-policy.policy: ${open}`, bucket, tlsOnly({ Action: "s3:PutObject" })),
            told(
                "the bucket without its objects",
                `data-policy.policy: ${open}`,
                bucket,
                tlsOnly({ Resource: "arn:aws:s3:::data" }),
            ),
            told(
                "one address alone",
                `data-policy.policy: ${open}`,
                bucket,
                tlsOnly({ Condition: { ...denied.Condition, IpAddress: { "aws:SourceIp": "10.0.0.0/8" } } }),
            ),
        ],
        unknown: [
            told(
                "a policy that is not known",
                "data-policy.policy: undetermined: it is not known before the deployment.",
                bucket,
                policy(unknownText),
            ),
        ],
    },
};
