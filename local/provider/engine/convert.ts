import { isRecord } from "./values";

/** Names that the provider's schema and the AWS API spell differently, beyond the first letter. */
export type Spelling = Readonly<Record<string, string>>;

/**
 * A block in the AWS API's spelling: `storageClass` becomes `StorageClass`, at every depth. Maps of the user's own
 * keys must not go through this.
 */
export function toApi<T>(block: unknown, spelling: Spelling = {}): T {
    return respell(block, (key) => spelling[key] ?? key[0]?.toUpperCase() + key.slice(1)) as T;
}

/** The reverse of `toApi`. */
export function fromApi<T>(block: unknown, spelling: Spelling = {}): T {
    const reverse = Object.fromEntries(Object.entries(spelling).map(([ours, theirs]) => [theirs, ours]));
    return respell(block, (key) => reverse[key] ?? key[0]?.toLowerCase() + key.slice(1)) as T;
}

function respell(value: unknown, name: (key: string) => string): unknown {
    if (Array.isArray(value)) return value.map((item) => respell(item, name));
    if (!isRecord(value) || value instanceof Date) return value;
    return Object.fromEntries(
        Object.entries(value)
            .filter(([, item]) => item !== undefined)
            .map(([key, item]) => [name(key), respell(item, name)]),
    );
}

/** Tags as a list of `{ Key, Value }`, which most services want. */
export function tagList(tags: Readonly<Record<string, string>>): { Key: string; Value: string }[] {
    return Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
}

/** The reverse of `tagList`; tags that AWS itself sets are left out, as the published provider does. */
export function tagMap(tags: readonly { Key?: string; Value?: string }[] | undefined): Record<string, string> {
    const entries = (tags ?? []).map(({ Key = "", Value = "" }): [string, string] => [Key, Value]);
    return Object.fromEntries(entries.filter(([key]) => !key.startsWith("aws:")));
}

/** Without the properties that the service left out: what the emulator does not report is not taken for drift. */
export function reported<T extends object>(properties: T): Partial<T> {
    return Object.fromEntries(Object.entries(properties).filter(([, value]) => value !== undefined)) as Partial<T>;
}

/** Inputs that every regional type has. */
export const regional = { region: "string" } as const;

/** Input of the types that carry tags. */
export const taggable = { tags: "map" } as const;
