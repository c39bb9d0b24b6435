import { isMissing } from "../engine/fields";
import { read, UNKNOWN } from "../engine/judgement";
import type { Resource } from "../engine/rule";

/**
 * Whether a value names a resource, by its name or its ARN; what is not known yet is told by what its property is made
 * from.
 * @param value somewhere in a property of a resource
 * @param to what may be named, and the property that has its name
 */
export function refersTo(
    value: unknown,
    { from, property }: { readonly from: Resource; readonly property: string },
    { to, by = "name" }: { readonly to: Resource; readonly by?: string },
): boolean | typeof UNKNOWN {
    if (isMissing(value)) return false;
    const name = read(to.props, by);
    if (typeof value === "string" && typeof name === "string") return nameIn(value) === name;
    const sources = from.propertyDependencies[property] ?? [];
    if (sources.some(({ urn }) => urn === to.urn)) return true;
    return value === UNKNOWN && sources.length === 0 ? UNKNOWN : false;
}

/**
 * The name in an ARN, without its kind and its version, or in a queue's URL:
 * `arn:aws:lambda:us-east-1:111111111111:function:predict:live` is `predict`. A name is itself.
 */
export function nameIn(text: string): string {
    if (/^https?:\/\//.test(text)) return text.split("/").at(-1) ?? "";
    const [, named = text] = /^arn:[^:]+:[^:]+:[^:]*:[^:]*:(.+)$/.exec(text) ?? [];
    return named.replace(/^(function|log-group|rule|table)[:/]/, "").split(":")[0] ?? "";
}

/** The first answer that tells: yes, then not known, then no. */
export function anyRefers(answers: readonly (boolean | typeof UNKNOWN)[]): boolean | typeof UNKNOWN {
    return answers.includes(true) ? true : answers.includes(UNKNOWN) ? UNKNOWN : false;
}
