import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { unknownText } from "../../policies/engine/judgement";
import { fileOf } from "../stacks/stackFile";
import { UsageError } from "../terminal/errors";

interface ProjectFile {
    readonly config?: Readonly<Record<string, { readonly default?: unknown; readonly value?: unknown } | null>>;
}

/**
 * A stack's config as the engine gives it to the program: each value as text, by its full key, with the project's
 * defaults.
 * @param folder has `Pulumi.yaml` and the stack's file
 * @throws UsageError where a file cannot be read
 */
export function readStackConfig(stack: string, folder: string): Record<string, string> {
    const project = readYaml(folder, "Pulumi.yaml") as ProjectFile & { readonly name: string };
    const own = (readYaml(folder, fileOf(stack)) as { config?: Record<string, unknown> }).config ?? {};
    const defaults = Object.entries(project.config ?? {}).flatMap(([key, declared]) => {
        const value = declared?.value ?? declared?.default;
        return value === undefined ? [] : [[key.includes(":") ? key : `${project.name}:${key}`, value] as const];
    });
    const all = { ...Object.fromEntries(defaults), ...own };
    return Object.fromEntries(Object.entries(all).map(([key, value]) => [key, asText(value)]));
}

/** A secret's value is nothing to judge: it is as good as unknown. */
function asText(value: unknown): string {
    if (typeof value === "string") return value;
    if (typeof value === "object" && value !== null && "secure" in value) return unknownText;
    return JSON.stringify(sorted(value));
}

/** With the keys in the engine's order. */
function sorted(value: unknown): unknown {
    if (Array.isArray(value)) return value.map(sorted);
    if (typeof value !== "object" || value === null) return value;
    const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
    return Object.fromEntries(entries.map(([key, item]) => [key, sorted(item)]));
}

function readYaml(folder: string, file: string): object {
    try {
        return (parse(readFileSync(join(folder, file), "utf8")) as object | null) ?? {};
    } catch (error) {
        throw new UsageError(`${file} cannot be read: ${(error as Error).message.split("\n")[0]}.`);
    }
}
