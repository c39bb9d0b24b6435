import { judgeBucketPart, missingPart } from "../engine/bucketParts";
import { good, made, told } from "../engine/examples";
import { field, isTrue, oneOf } from "../engine/fields";
import { type Rule, unknownText } from "../engine/rule";

const bucket = made("aws:s3/bucket:Bucket", "data", { bucket: "data" });
const versioning = (status: unknown) =>
    made("aws:s3/bucketVersioning:BucketVersioning", "data-versioning", {
        bucket: "data",
        versioningConfiguration: { status },
    });
const add = "add one with versioningConfiguration.status Enabled";
const at = "data-versioning.versioningConfiguration.status";

export const versionBuckets: Rule = {
    id: "s3/versionBuckets",
    group: "reliability",
    description: "Every bucket keeps what is overwritten or deleted.",
    cause: "A bucket has no aws.s3.BucketVersioning of its own, or its versions are suspended.",
    explanation:
        "Without versions an overwritten or deleted object is gone: a model could not be trained again from the data that " +
        "made it, and a mistake could not be taken back.",
    remedy: "Add an aws.s3.BucketVersioning with status Enabled, and a lifecycle that ends old versions.",
    docs: "https://docs.aws.amazon.com/AmazonS3/latest/userguide/Versioning.html",
    severity: "medium",
    standards: ["Security Hub S3.14", "NIST 800-53 CP-9", "NIST 800-53 SI-12", "Checkov CKV_AWS_21"],
    scope: "stack",
    judge: judgeBucketPart(
        "BucketVersioning",
        field("versioningConfiguration.status", oneOf(["Enabled"], "set Enabled")),
        add,
        { property: "versioning", check: field("enabled", isTrue()) },
    ),
    examples: {
        good: [
            good("a bucket with versions", bucket, versioning("Enabled")),
            good("a bucket that says so itself", {
                ...bucket,
                props: { ...bucket.props, versioning: { enabled: true } },
            }),
        ],
        bad: [
            told("a bucket alone", `bucket: ${missingPart("BucketVersioning", add)}`, bucket),
            told("suspended versions", `${at}: Suspended is set; set Enabled.`, bucket, versioning("Suspended")),
            told("a bucket that says no", "versioning.enabled: it is not true; set it.", {
                ...bucket,
                props: { ...bucket.props, versioning: { enabled: false } },
            }),
        ],
        unknown: [
            told(
                "a status that is not known",
                `${at}: undetermined: it is not known before the deployment.`,
                bucket,
                versioning(unknownText),
            ),
        ],
    },
};
