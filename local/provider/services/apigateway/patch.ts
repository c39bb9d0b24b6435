import type { PatchOperation } from "@aws-sdk/client-api-gateway";

/** A patch that sets one property; API Gateway takes every value as text. */
export function replace(path: string, value: unknown): PatchOperation {
    return { op: "replace", path, value: value === undefined ? "" : asText(value) };
}

const asText = (value: unknown): string => (typeof value === "string" ? value : JSON.stringify(value));

/** A name as a segment of a patch's path (RFC 6901). */
export function segment(name: string): string {
    return name.replaceAll("~", "~0").replaceAll("/", "~1");
}

/** Patches for the changed inputs among those that are patched by a single value at a path. */
export function patches(
    changed: ReadonlySet<string>,
    news: object,
    paths: Readonly<Record<string, string>>,
): PatchOperation[] {
    return Object.entries(paths)
        .filter(([input]) => changed.has(input))
        .map(([input, path]) => replace(path, (news as Record<string, unknown>)[input]));
}

/** Patches that bring a map at `path` from its old content to the new one. */
export function mapPatches(
    path: string,
    olds: Readonly<Record<string, unknown>> = {},
    news: Readonly<Record<string, unknown>> = {},
): PatchOperation[] {
    const removed = Object.keys(olds).filter((key) => !(key in news));
    const set = Object.entries(news).filter(([key, value]) => olds[key] !== value);
    return [
        ...removed.map((key): PatchOperation => ({ op: "remove", path: `${path}/${segment(key)}` })),
        ...set.map(([key, value]): PatchOperation => ({
            op: "add",
            path: `${path}/${segment(key)}`,
            value: asText(value),
        })),
    ];
}
