/** Plain property values as the engine sends them, and what they may contain beside JSON. */
export type Properties = Record<string, unknown>;

/** Stands for a value that is known only after an apply (the engine's marker for a computed value). */
export const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** Under this key the engine's wire format tells what kind of special value an object is. */
export const SIGNATURE = "4dabf18193072939515e22adb298388d";
const ASSET = "c44067f5952c0a294b673a41bacd8c17";
const ARCHIVE = "0def7320c3a5731c473e5ecbe6d01bc7";

/** A file's content: exactly one of `text`, `path` and `uri` is set; `hash` is the engine's SHA-256 of the content. */
export interface Asset {
    readonly hash?: string;
    readonly text?: string;
    readonly path?: string;
    readonly uri?: string;
}

/** A tree of files: either `assets` by name, or a folder or archive file at `path`. */
export interface Archive {
    readonly hash?: string;
    readonly assets?: Readonly<Record<string, Asset | Archive>>;
    readonly path?: string;
    readonly uri?: string;
}

export function isRecord(value: unknown): value is Properties {
    return typeof value === "object" && value !== null && !Array.isArray(value);
}

export function isAsset(value: unknown): value is Asset {
    return isRecord(value) && value[SIGNATURE] === ASSET;
}

export function isArchive(value: unknown): value is Archive {
    return isRecord(value) && value[SIGNATURE] === ARCHIVE;
}

/** Whether the value is, or holds somewhere inside, a value that is not known yet. */
export function hasUnknown(value: unknown): boolean {
    if (Array.isArray(value)) return value.some(hasUnknown);
    if (isRecord(value)) return Object.values(value).some(hasUnknown);
    return value === UNKNOWN;
}

/** A copy without undefined values, which the engine's wire format cannot carry. */
export function defined<T>(value: T): T {
    if (Array.isArray(value)) return value.map(defined) as T;
    if (!isRecord(value)) return value;
    const entries = Object.entries(value).filter(([, v]) => v !== undefined && v !== null);
    return Object.fromEntries(entries.map(([k, v]) => [k, defined(v)])) as T;
}
