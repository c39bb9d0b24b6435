import { judgeBucketPart, missingPart } from "../engine/bucketParts";
import { good, made, told } from "../engine/examples";
import { field, given } from "../engine/fields";
import { type Rule, unknownText } from "../engine/rule";

const bucket = made("aws:s3/bucket:Bucket", "data", { bucket: "data" });
const logging = (targetBucket: unknown) =>
    made("aws:s3/bucketLogging:BucketLogging", "data-logging", { bucket: "data", targetBucket, targetPrefix: "data/" });
const add = "add one with a targetBucket, or record its data events with CloudTrail";
const named = given("name the bucket that keeps the logs");

export const logAccess: Rule = {
    id: "s3/logAccess",
    group: "reliability",
    // CloudTrail's data events, a setting of the account, tell the same and more; and a bucket for access logs cannot
    // have a key of ours.
    level: "advisory",
    description: "Every bucket logs who reached it.",
    cause: "A bucket has no aws.s3.BucketLogging of its own.",
    explanation:
        "After a leak the question is who read what. Access logs tell it, and so do CloudTrail's data events, which an " +
        "account records for all of its buckets at once: where it does, this rule has nothing to add.",
    remedy: "Add an aws.s3.BucketLogging with a targetBucket that is for logs alone, or record data events with CloudTrail.",
    docs: "https://docs.aws.amazon.com/AmazonS3/latest/userguide/ServerLogs.html",
    severity: "low",
    standards: ["Security Hub S3.9", "NIST 800-53 AU-2", "Checkov CKV_AWS_18", "cdk-nag AwsSolutions-S1"],
    scope: "stack",
    judge: judgeBucketPart("BucketLogging", field("targetBucket", named), add, {
        property: "logging",
        check: field("targetBucket", named),
    }),
    examples: {
        good: [
            good("a bucket with logs", bucket, logging("logs")),
            good("a bucket that says so itself", {
                ...bucket,
                props: { ...bucket.props, logging: { targetBucket: "logs" } },
            }),
        ],
        bad: [
            told("a bucket alone", `bucket: ${missingPart("BucketLogging", add)}`, bucket),
            told(
                "no place for logs",
                "data-logging.targetBucket: it is missing; name the bucket that keeps the logs.",
                bucket,
                logging(undefined),
            ),
        ],
        unknown: [
            told(
                "a place that is not known",
                "data-logging.targetBucket: undetermined: it is not known before the deployment.",
                bucket,
                logging(unknownText),
            ),
        ],
    },
};
