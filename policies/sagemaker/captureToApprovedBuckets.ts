import { capturePath, capturing, capturingCall, judgeCaptures, placeOfUri } from "../engine/captures";
import { good, made, told } from "../engine/examples";
import { type Check, comesFrom, field, unknownAt } from "../engine/fields";
import { fail, listOf, pass, undetermined, UNKNOWN } from "../engine/judgement";
import { matchesPattern } from "../engine/patterns";
import { type Resource, type Rule, unknownText } from "../engine/rule";
import { isOf } from "../engine/targets";
import { bucketType, nameOfBucket } from "../reading/buckets";

const bucket = made("aws:s3/bucket:Bucket", "captures", { bucket: "captures" });
const remedy = "capture to a bucket of this stack, or list it in the setting buckets";

/** A bucket that the stage approves; where it names none, one of the stack's own. */
function approved(stack: readonly Resource[]): Check {
    return (uri, place) => {
        if (uri === UNKNOWN) {
            return comesFrom(place, bucketType) ? [pass(place.path)] : unknownAt(place);
        }
        const name = placeOfUri(uri)?.bucket;
        if (name === undefined) return [];
        const patterns = listOf(place.settings["buckets"]).map(String);
        if (patterns.some((pattern) => matchesPattern(pattern, name))) return [pass(place.path)];
        const names = stack.filter((one) => isOf(one, bucketType)).map(nameOfBucket);
        if (patterns.length === 0 && names.includes(name)) return [pass(place.path)];
        return patterns.length === 0 && names.includes(UNKNOWN)
            ? [undetermined(place.path, `it is not known yet whether ${name} is a bucket of this stack.`)]
            : [fail(place.path, `${name} is not an approved bucket; ${remedy}.`)];
    };
}

export const captureToApprovedBuckets: Rule = {
    id: "sagemaker/captureToApprovedBuckets",
    group: "data-capture",
    description: "Every capture goes to a bucket that is approved for it.",
    cause:
        "The bucket of destinationS3Uri matches none of the setting buckets; where that is empty, it is no bucket of the " +
        "same stack.",
    explanation:
        "Captures in a bucket that nobody looks after are data without owner, retention or encryption, or they leave the " +
        "account. A bucket of the same stack is judged with it.",
    remedy: "Capture to a bucket of the stack, or have the stage approve the bucket by name or pattern.",
    docs: "https://docs.aws.amazon.com/sagemaker/latest/dg/model-monitor-data-capture-endpoint.html",
    severity: "high",
    standards: [],
    scope: "stack",
    settings: {
        buckets: {
            type: "array",
            items: { type: "string" },
            default: [],
            description: "Names of approved buckets, with * for any characters. Empty: the buckets of the stack.",
        },
    },
    judge: (resource, stack, settings) =>
        judgeCaptures(field("destinationS3Uri", approved(stack)))(resource, stack, settings),
    examples: {
        good: [
            good("a bucket of the stack", bucket, capturing()),
            good("a state that captures to it", bucket, capturingCall()),
            good(
                "a bucket of the stack whose name is not known yet",
                made("aws:s3/bucket:Bucket", "captures", {}),
                capturing({ destinationS3Uri: unknownText }, { dataCaptureConfig: ["captures"] }),
            ),
        ],
        bad: [
            told(
                "a bucket from elsewhere",
                `dataCaptureConfig.destinationS3Uri: captures is not an approved bucket; ${remedy}.`,
                capturing(),
            ),
            told(
                "a state that captures to another bucket",
                `${capturePath}.DestinationS3Uri: elsewhere is not an approved bucket; ${remedy}.`,
                bucket,
                capturingCall({ DestinationS3Uri: "s3://elsewhere/used-cars/" }),
            ),
        ],
        unknown: [
            told(
                "a place that only the running state machine knows",
                `${capturePath}.DestinationS3Uri: undetermined: it is not known before the deployment.`,
                bucket,
                capturingCall({ DestinationS3Uri: "{% $captures %}" }),
            ),
            told(
                "buckets whose names are not known",
                "dataCaptureConfig.destinationS3Uri: undetermined: it is not known yet whether captures is a bucket of this stack.",
                made("aws:s3/bucket:Bucket", "other", { bucket: unknownText }),
                capturing(),
            ),
        ],
    },
};
