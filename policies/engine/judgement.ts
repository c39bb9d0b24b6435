import { UnknownValueError } from "@pulumi/policy";

/** What one field of one resource was found to be. `undetermined`: its value is not known yet. */
export type Verdict = "pass" | "fail" | "undetermined";

export interface Judgement {
    readonly verdict: Verdict;
    /** Where it was read, as a path in the resource's inputs: `rules[0].applyServerSideEncryptionByDefault`. */
    readonly path: string;
    /** One sentence: what was found and, unless it passed, what to do. */
    readonly message: string;
}

/** What the engine sends in place of a text that is not known yet (`UnknownStringValue` of Pulumi's wire protocol). */
export const unknownText = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** Stands for a value that is not known before the deployment, or not before the state machine runs. */
export const UNKNOWN: unique symbol = Symbol("unknown");

export const pass = (path: string, message = "holds"): Judgement => ({ verdict: "pass", path, message });
export const fail = (path: string, message: string): Judgement => ({ verdict: "fail", path, message });
export const undetermined = (path: string, message: string): Judgement => ({ verdict: "undetermined", path, message });

export type Fields = Readonly<Record<string, unknown>>;

export function isObject(value: unknown): value is Fields {
    return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** `"a"` or `["a", "b"]` as a list; nothing as an empty one. */
export function listOf(value: unknown): readonly unknown[] {
    if (value === undefined || value === null) {
        return [];
    }
    return Array.isArray(value) ? value : [value];
}

/**
 * Reads one property of a resource to any depth, with {@link UNKNOWN} in place of every value that is not known.
 *
 * The engine's own proxy throws on the first unknown that a rule touches, and the SDK then turns the whole rule, a
 * mandatory one too, into an advisory: everything known beside it would go unjudged. Files and archives are left out.
 */
export function read(props: Fields, property: string): unknown {
    let value: unknown;
    try {
        value = props[property];
        // Where no proxy of the engine's guards the properties.
        if (value === unknownText) return UNKNOWN;
    } catch (error) {
        if (error instanceof UnknownValueError) {
            return UNKNOWN;
        }
        throw error;
    }
    if (Array.isArray(value)) {
        const items = value as unknown as Fields;
        return Array.from({ length: value.length }, (_, index) => read(items, String(index)));
    }
    if (isObject(value)) {
        if ("__pulumiAsset" in value || "__pulumiArchive" in value) {
            return undefined;
        }
        const fields = value;
        return Object.fromEntries(Object.keys(fields).map((key) => [key, read(fields, key)]));
    }
    return value;
}
