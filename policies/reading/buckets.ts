import { isMissing } from "../engine/fields";
import { read, UNKNOWN } from "../engine/judgement";
import type { Resource } from "../engine/rule";
import { deniesWithoutTls } from "./plainHttp";

/** Buckets as Pulumi calls them, old and new. */
export const bucketType = /^aws:s3\/bucket(V2)?:Bucket(V2)?$/;

/** A bucket's name; Pulumi makes one up where none is given. */
export function nameOfBucket({ props }: Pick<Resource, "props">): unknown {
    const name = read(props, "bucket");
    return isMissing(name) ? UNKNOWN : name;
}

/** Whether a bucket's policy denies everyone everything without TLS, objects included. */
export function deniesPlainHttp(policy: unknown): boolean | typeof UNKNOWN {
    return deniesWithoutTls(policy, "s3:*", (resources) => resources.some((resource) => resource.endsWith("*")));
}
