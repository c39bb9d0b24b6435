import type { z } from "zod";
import type { Problem } from "../../components/validation/problem";

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

/** What a schema finds wrong, as problems: one for each setting that it does not know. */
export function problemsOf(issue: z.core.$ZodIssue): Problem[] {
    const path = issue.path.map((key) => (typeof key === "symbol" ? String(key) : key));
    return issue.code === "unrecognized_keys"
        ? issue.keys.map((key) => ({ path: [...path, key], message: "is no known setting; remove it." }))
        : [{ path, message: `${wordsOf(issue)}.` }];
}

/**
 * What is wrong with a value, and what it has to be: the rest of a sentence.
 *
 * @param issue with its input, for which a schema has to be asked by `reportInput`
 */
function wordsOf(issue: z.core.$ZodIssue): string {
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
