import { isMissing } from "../engine/fields";
import { isObject, listOf, read, UNKNOWN } from "../engine/judgement";
import type { Resource } from "../engine/rule";
import { element, findDocuments, type Statement } from "./iamDocument";

/** Buckets as Pulumi calls them, old and new. */
export const bucketType = /^aws:s3\/bucket(V2)?:Bucket(V2)?$/;

/** A bucket's name; Pulumi makes one up where none is given. */
export function nameOfBucket({ props }: Pick<Resource, "props">): unknown {
    const name = read(props, "bucket");
    return isMissing(name) ? UNKNOWN : name;
}

/**
 * Whether a bucket's policy denies everyone everything without TLS, as AWS words it:
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/security-best-practices.html
 */
export function deniesPlainHttp(policy: unknown): boolean | typeof UNKNOWN {
    const { statements, unknown } = findDocuments(policy, "policy");
    if (statements.some(isTlsOnly)) return true;
    const open = (value: unknown): boolean =>
        value === UNKNOWN || (typeof value === "object" && value !== null && Object.values(value).some(open));
    return unknown.length > 0 || statements.some(({ fields }) => open(fields)) ? UNKNOWN : false;
}

function isTlsOnly({ fields }: Statement): boolean {
    const principal = element(fields, "Principal");
    const everyone = isObject(principal) ? listOf(principal["AWS"]).includes("*") : principal === "*";
    const actions = listOf(element(fields, "Action"));
    const resources = listOf(element(fields, "Resource")).map(String);
    const condition = element(fields, "Condition");
    const bool = isObject(condition) ? element(condition, "Bool") : undefined;
    const secure = isObject(bool) ? element(bool, "aws:SecureTransport") : undefined;
    return (
        element(fields, "Effect") === "Deny" &&
        everyone &&
        ["s3:*", "*"].some((action) => actions.includes(action)) &&
        resources.some((resource) => resource.endsWith("*")) &&
        isObject(condition) &&
        Object.keys(condition).length === 1 &&
        listOf(secure).map(String).join() === "false"
    );
}
