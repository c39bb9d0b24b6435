import { judgeBucketPart, missingPart } from "../engine/bucketParts";
import { good, made, told } from "../engine/examples";
import { fields, isTrue } from "../engine/fields";
import { type Rule, unknownText } from "../engine/rule";

const bucket = made("aws:s3/bucket:Bucket", "data", { bucket: "data" });
const all = { blockPublicAcls: true, blockPublicPolicy: true, ignorePublicAcls: true, restrictPublicBuckets: true };
const block = (settings: object) =>
    made("aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock", "data-block", { bucket: "data", ...settings });
const add = "add one with all four settings true";

export const blockPublicAccess: Rule = {
    id: "s3/blockPublicAccess",
    group: "network",
    description: "Every bucket refuses to become public.",
    cause: "A bucket has no aws.s3.BucketPublicAccessBlock of its own, or one of that block's four settings is not true.",
    explanation:
        "A policy or an access control list that opens a bucket is one mistake away. With the block S3 refuses it, or " +
        "ignores it, whoever writes it; and unlike the account's block it stays with the bucket.",
    remedy:
        "Add an aws.s3.BucketPublicAccessBlock with blockPublicAcls, blockPublicPolicy, ignorePublicAcls and " +
        "restrictPublicBuckets true.",
    docs: "https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html",
    severity: "critical",
    standards: [
        "Security Hub S3.8",
        "CIS AWS 3.0.0 2.1.4",
        "NIST 800-53 AC-3",
        "NIST 800-53 SC-7",
        "Checkov CKV_AWS_53",
        "Checkov CKV_AWS_54",
        "Checkov CKV_AWS_55",
        "Checkov CKV_AWS_56",
        "Checkov CKV2_AWS_6",
        "cdk-nag AwsSolutions-S2",
    ],
    scope: "stack",
    judge: judgeBucketPart(
        "BucketPublicAccessBlock",
        fields({
            blockPublicAcls: isTrue(),
            blockPublicPolicy: isTrue(),
            ignorePublicAcls: isTrue(),
            restrictPublicBuckets: isTrue(),
        }),
        add,
    ),
    examples: {
        good: [good("a bucket with a whole block", bucket, block(all))],
        bad: [
            told("a bucket alone", `bucket: ${missingPart("BucketPublicAccessBlock", add)}`, bucket),
            told(
                "half a block",
                [
                    "data-block.ignorePublicAcls: it is not true; set it.",
                    "data-block.restrictPublicBuckets: it is not true; set it.",
                ],
                bucket,
                block({ ...all, ignorePublicAcls: false, restrictPublicBuckets: undefined }),
            ),
        ],
        unknown: [
            told(
                "a setting that is not known",
                "data-block.blockPublicPolicy: undetermined: it is not known before the deployment.",
                bucket,
                block({ ...all, blockPublicPolicy: unknownText }),
            ),
        ],
    },
};
