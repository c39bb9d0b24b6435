import { createHash, randomBytes } from "node:crypto";

/** What AWS allows in a name. */
export interface NameLimits {
    readonly maxLength?: number;
    readonly lowerCase?: boolean;
    readonly prefix?: string;
}

/**
 * A unique physical name as the published provider makes it: the resource's name, a dash and seven hex digits. The
 * engine's seed makes an update produce the name that its preview showed.
 */
export function uniqueName(name: string, seed: Uint8Array, limits: NameLimits = {}): string {
    const source = seed.length > 0 ? Buffer.concat([Buffer.from(name), seed]) : randomBytes(16);
    const suffix = `-${createHash("sha256").update(source).digest("hex").slice(0, 7)}`;
    const prefix = limits.prefix ?? "";
    const room = (limits.maxLength ?? 255) - prefix.length - suffix.length;
    const full = prefix + name.slice(0, room) + suffix;
    return limits.lowerCase ? full.toLowerCase() : full;
}

/** The parts of a URN that matter here; a type within a component keeps only its own token. */
export function parseUrn(urn: string): { stack: string; type: string; name: string } {
    const [stack = "", , types = "", ...name] = urn.replace(/^urn:pulumi:/, "").split("::");
    return { stack, type: types.split("$").at(-1) ?? "", name: name.join("::") };
}

/**
 * Whether a stack, or a platform, lives on this machine: `local` and `local-<anything>`. Only then may anything be
 * created, changed, read or deleted here; every other stack is AWS's.
 */
export function isLocalStack(stack: string): boolean {
    return /^(platform-)?local(-.+)?$/.test(stack);
}
