import { judgeBucketPart, missingPart } from "../engine/bucketParts";
import { good, made, told } from "../engine/examples";
import { type Check, field, notEmpty, unknownAt } from "../engine/fields";
import { fail, isObject, listOf, pass, UNKNOWN } from "../engine/judgement";
import { type Rule, unknownText } from "../engine/rule";

const bucket = made("aws:s3/bucket:Bucket", "data", { bucket: "data" });
const lifecycle = (rules: unknown) =>
    made("aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration", "data-lifecycle", {
        bucket: "data",
        rules,
    });
const rule = { id: "old", status: "Enabled", noncurrentVersionExpiration: { noncurrentDays: 30 } };
const add = "add one with a rule that ends what is old";
const disabled = "none of its rules is enabled; set status Enabled.";

/** A list of rules of which one at least is in force. */
const inForce =
    (isOn: (rule: object) => unknown): Check =>
    (value, place) => {
        if (value === UNKNOWN) return unknownAt(place);
        const rules = listOf(value);
        if (rules.length === 0) return notEmpty("add a rule that ends what is old")(value, place);
        const answers = rules.map((one) => (isObject(one) ? isOn(one) : one));
        if (answers.some((answer) => answer === true)) return [pass(place.path)];
        return answers.includes(UNKNOWN) ? unknownAt(place) : [fail(place.path, disabled)];
    };

export const expireObjects: Rule = {
    id: "s3/expireObjects",
    group: "cost",
    description: "Every bucket ends or moves what is old.",
    cause: "A bucket has no aws.s3.BucketLifecycleConfiguration of its own, or none of its rules is enabled.",
    explanation:
        "Old versions, parts of uploads that were never finished, and captured requests are paid for until somebody deletes " +
        "them; and data that is kept beyond its use is a liability.",
    remedy:
        "Add an aws.s3.BucketLifecycleConfiguration that expires noncurrent versions, aborts unfinished uploads and, where " +
        "data has an end, expires objects.",
    docs: "https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-lifecycle-mgmt.html",
    severity: "low",
    standards: [
        "Security Hub S3.10",
        "Security Hub S3.13",
        "NIST 800-53 SI-12",
        "Checkov CKV2_AWS_61",
        "Checkov CKV_AWS_300",
    ],
    scope: "stack",
    judge: judgeBucketPart(
        "BucketLifecycleConfiguration",
        field(
            "rules",
            inForce((one) => stateOf(one, "status", "Enabled")),
        ),
        add,
        { property: "lifecycleRules", check: inForce((one) => stateOf(one, "enabled", true)) },
    ),
    examples: {
        good: [
            good("a bucket that ends old versions", bucket, lifecycle([rule])),
            good("one rule of two", bucket, lifecycle([{ ...rule, status: "Disabled" }, rule])),
            good("a bucket that says so itself", {
                ...bucket,
                props: { ...bucket.props, lifecycleRules: [{ enabled: true }] },
            }),
        ],
        bad: [
            told("a bucket alone", `bucket: ${missingPart("BucketLifecycleConfiguration", add)}`, bucket),
            told(
                "no rule",
                "data-lifecycle.rules: it is empty; add a rule that ends what is old.",
                bucket,
                lifecycle([]),
            ),
            told(
                "a rule that is not in force",
                `data-lifecycle.rules: ${disabled}`,
                bucket,
                lifecycle([{ ...rule, status: "Disabled" }]),
            ),
        ],
        unknown: [
            told(
                "a rule of which it is not known whether it is in force",
                "data-lifecycle.rules: undetermined: it is not known before the deployment.",
                bucket,
                lifecycle([{ ...rule, status: unknownText }]),
            ),
        ],
    },
};

function stateOf(rule: object, name: string, on: unknown): unknown {
    const state = (rule as Readonly<Record<string, unknown>>)[name];
    return state === UNKNOWN ? UNKNOWN : state === on;
}
