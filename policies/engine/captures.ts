import { bucketType, nameOfBucket } from "../reading/buckets";
import { endpointConfigurationType } from "../reading/sagemakerJobs";
import { calls, keyArn, made } from "./examples";
import { type Check, field, ifThere, type Place, unknownAt } from "./fields";
import { undetermined, UNKNOWN } from "./judgement";
import type { ExampleResource, Resource, Rule } from "./rule";
import { isOf, judgeBoth } from "./targets";

/**
 * Judges the data capture of every endpoint configuration that has one, as a resource and as a state machine's call. One
 * without is sagemaker/enableDataCapture's.
 */
export function judgeCaptures(check: Check): Rule["judge"] {
    return judgeBoth(
        endpointConfigurationType,
        ["sagemaker", "createEndpointConfig"],
        field("dataCaptureConfig", ifThere(check)),
    );
}

/**
 * Judges the bucket that each capture goes to.
 * @param judgeOf how a bucket is judged, by the prefix below which captures are
 */
export function judgeCaptureBucket(judgeOf: (key: string) => Rule["judge"]): Rule["judge"] {
    return (resource, stack, settings) => {
        const check: Check = (uri, place) => {
            const { bucket: name, key } = placeOfUri(uri) ?? { bucket: undefined, key: "" };
            if (uri !== UNKNOWN && name === undefined) return [];
            const bucket = captureBucket(name, place, stack);
            if (bucket === UNKNOWN) return unknownAt(place);
            if (bucket === undefined) {
                return [undetermined(place.path, `${name} is no bucket of this stack; it is judged where it is made.`)];
            }
            return judgeOf(key)(bucket, stack, settings).map((judgement) => ({
                ...judgement,
                path: `${place.path} > ${judgement.path === "bucket" ? `${bucket.name}.bucket` : judgement.path}`,
            }));
        };
        return judgeCaptures(field("destinationS3Uri", check))(resource, stack, settings);
    };
}

/** The stack's bucket of a name or, where that is not known yet, the one that the capture is made from. */
function captureBucket(
    name: string | undefined,
    place: Place,
    stack: readonly Resource[],
): Resource | typeof UNKNOWN | undefined {
    const buckets = stack.filter((one) => isOf(one, bucketType));
    if (name !== undefined) {
        const named = buckets.find((bucket) => nameOfBucket(bucket) === name);
        return named ?? (buckets.some((bucket) => nameOfBucket(bucket) === UNKNOWN) ? UNKNOWN : undefined);
    }
    const sources = (place.resource.propertyDependencies[place.property] ?? []).map(({ urn }) => urn);
    const own = buckets.filter(({ urn }) => sources.includes(urn));
    return place.call === undefined && own.length === 1 ? own[0] : UNKNOWN;
}

/** Where a capture goes: bucket and key of `s3://bucket/key`; undefined where it is no such place. */
export function placeOfUri(uri: unknown): { readonly bucket: string; readonly key: string } | undefined {
    const [, bucket, key = ""] = /^s3:\/\/([^/]+)\/?(.*)$/.exec(String(uri)) ?? [];
    return bucket === undefined ? undefined : { bucket, key };
}

/** A data capture of a resource that every rule passes. */
export const goodCapture = {
    enableCapture: true,
    initialSamplingPercentage: 100,
    destinationS3Uri: "s3://captures/used-cars/",
    kmsKeyId: keyArn,
    captureOptions: [{ captureMode: "Input" }, { captureMode: "Output" }],
    captureContentTypeHeader: { csvContentTypes: ["text/csv"], jsonContentTypes: ["application/json"] },
};

/** The same of a request. */
export const goodRequest = {
    EnableCapture: true,
    InitialSamplingPercentage: 100,
    DestinationS3Uri: "s3://captures/used-cars/",
    KmsKeyId: keyArn,
    CaptureOptions: [{ CaptureMode: "InputAndOutput" }],
    CaptureContentTypeHeader: { CsvContentTypes: ["text/csv"], JsonContentTypes: ["application/json"] },
};

/** An example's endpoint configuration `cars`. @param change what its data capture has otherwise; null for none */
export function capturing(
    change: object | null = {},
    dependsOn?: ExampleResource["dependsOn"],
    more: object = {},
): ExampleResource {
    const dataCaptureConfig = change === null ? {} : { dataCaptureConfig: { ...goodCapture, ...change } };
    return made(endpointConfigurationType, "cars", { name: "cars", ...dataCaptureConfig, ...more }, dependsOn);
}

/** An example's state machine that makes one. @param change what its data capture has otherwise; null for none */
export function capturingCall(change: object | null = {}, more: object = {}): ExampleResource {
    const DataCaptureConfig = change === null ? {} : { DataCaptureConfig: { ...goodRequest, ...change } };
    return calls("aws-sdk:sagemaker:createEndpointConfig", { ...DataCaptureConfig, ...more });
}

/** An example's bucket `captures`, and a resource that configures a part of it. */
export const captureBucketExample = made("aws:s3/bucket:Bucket", "captures", { bucket: "captures" });
export function bucketPart(kind: string, props: object, dependsOn?: ExampleResource["dependsOn"]): ExampleResource {
    const type = `aws:s3/bucket${kind}:Bucket${kind}`;
    return made(type, "part", { bucket: "captures", ...props }, dependsOn);
}

/** Where an example's state machine has its data capture. */
export const capturePath = "definition.States.Call.DataCaptureConfig";
