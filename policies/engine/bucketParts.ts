import { bucketType } from "../reading/buckets";
import { type Check, field, isMissing } from "./fields";
import { fail, isObject } from "./judgement";
import type { Rule } from "./rule";
import { judgePart } from "./targets";

/** What configures a part of buckets, old and new: `BucketVersioning`. */
export function bucketPartType(kind: string): RegExp {
    return new RegExp(`^aws:s3/b${kind.slice(1)}(V2)?:${kind}(V2)?$`);
}

/**
 * Judges a part of each bucket, by the resource that configures it or, where there is none, by what the bucket says of
 * it itself.
 * @param kind the part's resource, e.g. `BucketVersioning`
 * @param check judges what that resource is made with
 * @param add what to do where nothing configures it: a sentence's end
 * @param own the bucket's property for it, and how that is judged
 */
export function judgeBucketPart(
    kind: string,
    check: Check,
    add: string,
    own?: { readonly property: string; readonly check: Check },
): Rule["judge"] {
    return judgePart(
        bucketType,
        bucketPartType(kind),
        { of: "bucket", to: "bucket" },
        check,
        own === undefined ? missingPart(kind, add) : orMissing(own, missingPart(kind, add)),
    );
}

/** What is said of a bucket that nothing configures a part of. */
export function missingPart(kind: string, add: string): string {
    return `no ${kind} names this bucket; ${add}.`;
}

function orMissing(own: { readonly property: string; readonly check: Check }, missing: string): Check {
    return (value, place) =>
        isObject(value) && !isMissing(value[own.property])
            ? field(own.property, own.check)(value, place)
            : [fail("bucket", missing)];
}
