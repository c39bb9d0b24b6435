import { createHash } from "node:crypto";
import { fail, isObject, read, UNKNOWN } from "../../../policies/engine/judgement";
import type { Rule } from "../../../policies/engine/rule";
import { encryptBuckets } from "../../../policies/s3/encryptBuckets";

const text: Omit<Rule, "id" | "scope" | "judge"> = { ...encryptBuckets, level: "advisory" };

/** Tells what each resource is asked to be. */
export const tellInputs: Rule = {
    ...text,
    id: "probe/tellInputs",
    scope: "resource",
    judge: ({ props }) =>
        Object.keys(props).flatMap((property) => {
            const value = read(props, property);
            return value === undefined || property === "__defaults" ? [] : [fail(property, told(value))];
        }),
};

/** Tells what each resource will be, and of what its inputs are made. */
export const tellGraph: Rule = {
    ...text,
    id: "probe/tellGraph",
    scope: "stack",
    judge: ({ props, propertyDependencies }) =>
        Object.keys(props).flatMap((property) => {
            const value = read(props, property);
            const sources = (propertyDependencies[property] ?? []).map(({ urn }) => urn).sort();
            return value === undefined || property === "__defaults"
                ? []
                : [fail(property, `${told(value)} of ${sources.join()}`)];
        }),
};

/** The beginning of a value, and what tells it from any other one. */
function told(value: unknown): string {
    const json = JSON.stringify(plain(value));
    const digest = createHash("sha256").update(json).digest("hex").slice(0, 12);
    return `${json.slice(0, 60).replace(/\s+/g, " ")} ${digest}`;
}

/** A value in one order of keys, with a word for what is not known. */
function plain(value: unknown): unknown {
    if (value === UNKNOWN) return "UNKNOWN";
    if (Array.isArray(value)) return value.map(plain);
    if (!isObject(value)) return value;
    const keys = Object.keys(value).filter((key) => value[key] !== undefined && key !== "__defaults");
    return Object.fromEntries(keys.sort().map((key) => [key, plain(value[key])]));
}
