import { judgeBucketPart, missingPart } from "../engine/bucketParts";
import {
    bucketPart,
    captureBucketExample as bucket,
    capturePath,
    capturing,
    capturingCall,
    judgeCaptureBucket,
} from "../engine/captures";
import { good, told } from "../engine/examples";
import { type Check, field, isMissing, unknownAt, valueOf } from "../engine/fields";
import { fail, listOf, pass, UNKNOWN } from "../engine/judgement";
import { type Rule, unknownText } from "../engine/rule";

const part = "BucketLifecycleConfiguration";
const add = "add one that expires captures";
const missing = missingPart(part, add);
const at = `${capturePath}.DestinationS3Uri`;

/** One rule that is on, expires objects, and holds for all that is below the prefix. */
const expires = (key: string): Check =>
    field("rules", (value, place) => {
        if (value === UNKNOWN) return unknownAt(place);
        const rules = listOf(value).map((rule) => holds(rule, key, place));
        if (rules.includes(true)) return [pass(place.path)];
        return rules.includes(UNKNOWN)
            ? unknownAt(place)
            : [fail(place.path, `no rule expires what is below ${key || "the root"}; add one with expiration.days.`)];
    });

function holds(rule: unknown, key: string, place: Parameters<Check>[1]): boolean | typeof UNKNOWN {
    const of = (name: string) => valueOf(name, rule, place);
    const expiration = [of("expiration.days"), of("expiration.date")].find((value) => !isMissing(value));
    const prefix = of("filter.prefix") ?? of("prefix") ?? "";
    const narrow = ["filter.tag", "filter.and", "filter.objectSizeGreaterThan", "filter.objectSizeLessThan"];
    if ([of("status"), expiration, prefix].includes(UNKNOWN)) return UNKNOWN;
    return (
        of("status") === "Enabled" &&
        expiration !== undefined &&
        typeof prefix === "string" &&
        key.startsWith(prefix) &&
        narrow.every((name) => isMissing(of(name)))
    );
}

const lifecycle = (rule: object) => bucketPart("LifecycleConfiguration", { rules: [rule] });
const days = { status: "Enabled", expiration: { days: 90 } };

export const expireCaptures: Rule = {
    id: "sagemaker/expireCaptures",
    group: "data-capture",
    description: "Every capture is deleted after a time.",
    cause: "The bucket of a capture has no lifecycle rule that is enabled and expires what is below the capture's prefix.",
    explanation:
        "Captures grow with every request and hold what people sent. Kept for ever they cost more each month, and a " +
        "retention that was promised is not kept.",
    remedy: "Add an aws.s3.BucketLifecycleConfiguration with expiration.days for the capture's prefix.",
    docs: "https://docs.aws.amazon.com/AmazonS3/latest/userguide/lifecycle-expire-general-considerations.html",
    severity: "medium",
    standards: ["Security Hub S3.13", "NIST 800-53 SI-12", "Checkov CKV2_AWS_61"],
    scope: "stack",
    judge: judgeCaptureBucket((key) => judgeBucketPart(part, expires(key), add)),
    examples: {
        good: [
            good("all objects", bucket, lifecycle({ ...days, filter: { prefix: "" } }), capturing()),
            good(
                "the capture's prefix",
                bucket,
                lifecycle({ ...days, filter: { prefix: "used-cars/" } }),
                capturingCall(),
            ),
            good("no filter", bucket, lifecycle(days), capturingCall()),
        ],
        bad: [
            told("a bucket alone", `${at} > captures.bucket: ${missing}`, bucket, capturingCall()),
            told(
                "versions alone expire",
                `${at} > part.rules: no rule expires what is below used-cars/; add one with expiration.days.`,
                bucket,
                lifecycle({ status: "Enabled", noncurrentVersionExpiration: { noncurrentDays: 30 } }),
                capturingCall(),
            ),
            told(
                "another prefix, or a rule that is off",
                "dataCaptureConfig.destinationS3Uri > part.rules: no rule expires what is below used-cars/; add one with expiration.days.",
                bucket,
                bucketPart("LifecycleConfiguration", {
                    rules: [
                        { ...days, filter: { prefix: "bikes/" } },
                        { ...days, status: "Disabled" },
                    ],
                }),
                capturing(),
            ),
        ],
        unknown: [
            told(
                "a number of days that is not known",
                `${at} > part.rules: undetermined: it is not known before the deployment.`,
                bucket,
                lifecycle({ ...days, expiration: { days: unknownText } }),
                capturingCall(),
            ),
            told(
                "a bucket of another stack",
                `${at}: undetermined: captures is no bucket of this stack; it is judged where it is made.`,
                capturingCall(),
            ),
        ],
    },
};
