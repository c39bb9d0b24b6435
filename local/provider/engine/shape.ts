import { isArchive, isAsset, isRecord, Properties, UNKNOWN } from "./values";

/**
 * What a single value may be: `strings` is an ordered list, `set` an unordered one, `map` a map of strings, `flags` one
 * of booleans, `json` a document compared by content, `policy` an IAM document compared by meaning, `file` an asset or
 * an archive. Several words with bars between them (`Enabled|Disabled`) allow exactly those words.
 */
export type Leaf =
    | "string"
    | "number"
    | "boolean"
    | "strings"
    | "set"
    | "map"
    | "flags"
    | "json"
    | "policy"
    | "file"
    | `${string}|${string}`;

/** A leaf, a list of blocks, or a block; a field whose name ends with `!` must be given. */
export type Shape = Leaf | readonly [Shape] | { readonly [field: string]: Shape };

export interface Field {
    readonly shape: Shape;
    readonly required: boolean;
}

export interface Problem {
    readonly property: string;
    readonly reason: string;
}

const fieldCache = new WeakMap<object, Record<string, Field>>();

/** The fields of a block by their names, without the mark for required ones. */
export function fieldsOf(shape: { readonly [field: string]: Shape }): Record<string, Field> {
    const cached = fieldCache.get(shape);
    if (cached) return cached;
    const entries = Object.entries(shape).map(([key, value]): [string, Field] => [
        key.replace(/!$/, ""),
        { shape: value, required: key.endsWith("!") },
    ]);
    const fields = Object.fromEntries(entries);
    fieldCache.set(shape, fields);
    return fields;
}

/** The inputs brought into their canonical form (numbers as text where text is meant), and every problem with them. */
export function conform(
    shape: { readonly [field: string]: Shape },
    inputs: Properties,
): { inputs: Properties; problems: Problem[] } {
    const problems: Problem[] = [];
    return { inputs: conformObject(shape, inputs, "", problems), problems };
}

function conformObject(shape: object, value: Properties, path: string, problems: Problem[]): Properties {
    const fields = fieldsOf(shape as Record<string, Shape>);
    const result: Properties = {};
    for (const [name, item] of Object.entries(value)) {
        if (name === "__defaults" || item === null || item === undefined) continue;
        const field = fields[name];
        const at = path ? `${path}.${name}` : name;
        if (field) result[name] = conformValue(field.shape, item, at, problems);
        else problems.push({ property: at, reason: unsupported(at, Object.keys(fields)) });
    }
    for (const [name, field] of Object.entries(fields)) {
        if (field.required && result[name] === undefined) {
            const at = path ? `${path}.${name}` : name;
            problems.push({ property: at, reason: `"${at}" is required and missing.` });
        }
    }
    return result;
}

function unsupported(path: string, accepted: string[]): string {
    return `"${path}" is not supported by the local provider; here it accepts ${accepted.join(", ")}.`;
}

function conformValue(shape: Shape, value: unknown, path: string, problems: Problem[]): unknown {
    if (value === UNKNOWN) return value;
    if (Array.isArray(shape)) {
        const item = shape[0] as Shape;
        if (!Array.isArray(value)) return wrong("a list", value, path, problems);
        return value.map((element, index) => conformValue(item, element, `${path}[${index}]`, problems));
    }
    if (typeof shape === "object") {
        if (!isRecord(value)) return wrong("an object", value, path, problems);
        return conformObject(shape, value, path, problems);
    }
    return conformLeaf(shape, value, path, problems);
}

function conformLeaf(leaf: Leaf, value: unknown, path: string, problems: Problem[]): unknown {
    if (value === UNKNOWN) return value;
    switch (leaf) {
        case "string":
            return isScalar(value) ? String(value) : wrong("a string", value, path, problems);
        case "number":
            return toNumber(value) ?? wrong("a number", value, path, problems);
        case "boolean":
            return toBoolean(value) ?? wrong("a boolean", value, path, problems);
        case "strings":
        case "set":
            if (!Array.isArray(value)) return wrong("a list of strings", value, path, problems);
            return value.map((item, index) => conformLeaf("string", item, `${path}[${index}]`, problems));
        case "map":
            return conformMap("string", value, path, problems);
        case "flags":
            return conformMap("boolean", value, path, problems);
        case "json":
        case "policy":
            return conformJson(value, path, problems);
        case "file":
            return isAsset(value) || isArchive(value) ? value : wrong("an asset or archive", value, path, problems);
        default: {
            const words = leaf.split("|");
            if (words.includes(value as string)) return value;
            return wrong(`one of ${words.join(", ")}`, value, path, problems);
        }
    }
}

function conformMap(leaf: Leaf, value: unknown, path: string, problems: Problem[]): unknown {
    if (!isRecord(value)) return wrong(`a map of ${leaf}s`, value, path, problems);
    const entries = Object.entries(value).filter(([, item]) => item !== null && item !== undefined);
    return Object.fromEntries(entries.map(([key, item]) => [key, conformLeaf(leaf, item, `${path}.${key}`, problems)]));
}

function conformJson(value: unknown, path: string, problems: Problem[]): unknown {
    if (isRecord(value) || Array.isArray(value)) {
        const text = JSON.stringify(value);
        return text.includes(UNKNOWN) ? UNKNOWN : text;
    }
    if (typeof value !== "string") return wrong("a JSON document", value, path, problems);
    try {
        JSON.parse(value);
        return value;
    } catch (error) {
        problems.push({ property: path, reason: `"${path}" is not valid JSON: ${(error as Error).message}.` });
        return value;
    }
}

const isScalar = (value: unknown): value is string | number | boolean =>
    ["string", "number", "boolean"].includes(typeof value);

function toNumber(value: unknown): number | undefined {
    const number = typeof value === "string" && value.trim() !== "" ? Number(value) : value;
    return typeof number === "number" && Number.isFinite(number) ? number : undefined;
}

function toBoolean(value: unknown): boolean | undefined {
    if (typeof value === "boolean") return value;
    return value === "true" ? true : value === "false" ? false : undefined;
}

function wrong(expected: string, value: unknown, path: string, problems: Problem[]): unknown {
    problems.push({ property: path, reason: `"${path}" must be ${expected}, not ${JSON.stringify(value)}.` });
    return value;
}
