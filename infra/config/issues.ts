import type { z } from "zod";

/** How people call what a schema expects. */
const kinds: Readonly<Record<string, string>> = {
    array: "a list",
    boolean: "true or false",
    int: "a whole number",
    number: "a number",
    object: "an object",
    record: "an object",
    string: "text",
};

/** What a schema finds wrong, as sentences that begin with the config path. */
export function describeIssue(namespace: string, issue: z.core.$ZodIssue): string[] {
    return issue.code === "unrecognized_keys"
        ? issue.keys.map((key) => `${pathOf(namespace, [...issue.path, key])}: is no known setting; remove it.`)
        : [`${pathOf(namespace, issue.path)}: ${wordsOf(issue)}.`];
}

/**
 * What is wrong with a value, and what it has to be: the rest of a sentence.
 *
 * @param issue with its input, for which a schema has to be asked by `reportInput`
 */
export function wordsOf(issue: z.core.$ZodIssue): string {
    const { message } = issue;
    // A schema's own words, where it has some.
    if (!/^(Invalid|Too small|Too big)\b/.test(message)) return message.replace(/\.$/, "");
    if (issue.code === "invalid_type") return wrongType(kinds[issue.expected] ?? issue.expected, issue.input);
    if (issue.code === "invalid_value") {
        return `must be ${issue.values.map((value) => JSON.stringify(value)).join(" or ")}`;
    }
    if (issue.code === "too_small") return `must be ${issue.minimum} at least`;
    if (issue.code === "too_big") return `must be ${issue.maximum} at most`;
    return message.replace(/^Invalid input: /, "").replace(/\.$/, "");
}

function wrongType(kind: string, input: unknown): string {
    if (input === undefined) return `is missing; it must be ${kind}`;
    if (typeof input !== "string") return `must be ${kind}`;
    // Only what is no JSON is still a text.
    return /^\s*[[{]/.test(input) ? `is no sound JSON; it must be ${kind}` : `must be ${kind}, not text`;
}

function pathOf(namespace: string, path: readonly PropertyKey[]): string {
    return path.reduce<string>((text, part, index) => {
        if (typeof part === "number") return `${text}[${part}]`;
        return index === 0 ? `${text}:${String(part)}` : `${text}.${String(part)}`;
    }, namespace);
}
