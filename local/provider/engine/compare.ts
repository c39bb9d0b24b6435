import { isDeepStrictEqual } from "node:util";
import { fieldsOf, Leaf, Shape } from "./shape";
import { isArchive, isAsset, isRecord, UNKNOWN } from "./values";

/**
 * Whether two values of an input mean the same: JSON documents by content, sets without order, files by hash.
 * A value that is not known yet equals nothing, as in the published provider's plan.
 */
export function same(shape: Shape, a: unknown, b: unknown): boolean {
    if (a === UNKNOWN || b === UNKNOWN) return false;
    if (a === undefined || b === undefined) return a === b;
    if (isAsset(a) || isArchive(a)) return (isAsset(b) || isArchive(b)) && sameContent(a, b);
    if (Array.isArray(shape)) return sameList(shape[0] as Shape, a, b);
    if (typeof shape === "object") return sameObject(shape as Record<string, Shape>, a, b);
    return isDeepStrictEqual(canonical(shape, a), canonical(shape, b));
}

/**
 * Whether what the service reports covers what was asked for. The service may say more (fields that it fills in
 * itself); that is no drift.
 */
export function covers(shape: Shape, live: unknown, wanted: unknown): boolean {
    if (wanted === undefined) return true;
    if (Array.isArray(shape)) {
        if (!Array.isArray(live) || !Array.isArray(wanted) || live.length !== wanted.length) return false;
        return wanted.every((item) => live.some((candidate) => covers(shape[0] as Shape, candidate, item)));
    }
    if (typeof shape === "object") {
        if (!isRecord(live) || !isRecord(wanted)) return false;
        return Object.entries(fieldsOf(shape as Record<string, Shape>)).every(([name, field]) =>
            covers(field.shape, live[name], wanted[name]),
        );
    }
    if (live === undefined) return wanted === "" || (Array.isArray(wanted) && wanted.length === 0);
    return same(shape, live, wanted);
}

function sameContent(a: object, b: object): boolean {
    const [left, right] = [a as { hash?: string }, b as { hash?: string }];
    return left.hash !== undefined && right.hash !== undefined ? left.hash === right.hash : isDeepStrictEqual(a, b);
}

function sameList(item: Shape, a: unknown, b: unknown): boolean {
    if (!Array.isArray(a) || !Array.isArray(b) || a.length !== b.length) return false;
    return a.every((value, index) => same(item, value, b[index]));
}

function sameObject(shape: Record<string, Shape>, a: unknown, b: unknown): boolean {
    if (!isRecord(a) || !isRecord(b)) return false;
    return Object.entries(fieldsOf(shape)).every(([name, field]) => same(field.shape, a[name], b[name]));
}

function canonical(leaf: Leaf, value: unknown): unknown {
    if (leaf === "json") return parsed(value);
    if (leaf === "policy") return policy(parsed(value));
    if (leaf === "number") return Number(value);
    if (leaf === "set") return Array.isArray(value) ? [...(value as unknown[])].map(String).sort() : value;
    return value;
}

function parsed(value: unknown): unknown {
    if (typeof value !== "string") return value;
    try {
        return JSON.parse(value) as unknown;
    } catch {
        return value;
    }
}

/**
 * IAM treats a single value as a list of one, ignores the order of lists, and reads an account's number as the ARN of
 * its root; documents that differ in nothing else are the same policy.
 */
function policy(value: unknown): unknown {
    if (Array.isArray(value)) {
        const items = (value as unknown[]).map(policy);
        return items.length === 1 ? items[0] : sorted(items);
    }
    if (isRecord(value)) return Object.fromEntries(Object.entries(value).map(([k, v]) => [k, policy(v)]));
    if (typeof value === "string" && /^\d{12}$/.test(value)) return `arn:aws:iam::${value}:root`;
    return value;
}

function sorted(items: unknown[]): unknown[] {
    return items.every((item) => typeof item === "string") ? items.sort() : items;
}
