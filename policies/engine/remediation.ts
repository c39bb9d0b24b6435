import { specialArchiveSig, specialAssetSig, specialSigKey } from "@pulumi/pulumi/runtime/rpc";
import { concerns } from "./exemptions";
import type { Standing } from "./findings";
import { type Fields, isObject, read, UNKNOWN } from "./judgement";
import type { Resource, Rule } from "./rule";
import { levelOf, settingsOf } from "./stages";

/** What is set on a resource in place of a failure. */
export interface Remedied {
    readonly rule: string;
    readonly urn: string;
    /** Where, as paths: `serverSideEncryption.kmsKeyArn`. */
    readonly paths: readonly string[];
}

/**
 * Sets on a resource what the stage has set by a rule, where nothing is said there: what somebody chose is refused, never
 * changed. Nothing is set unless the rule passes by it, and never on a resource of IAM, whose tags may give rights, nor
 * on one that has files.
 * @param props is changed
 * @returns undefined where nothing was set
 */
export function remedy(
    rule: Rule,
    resource: Resource,
    { stage, exemptions }: Standing,
    props: Fields = resource.props,
): Remedied | undefined {
    const { remediation } = stage;
    if (rule.remediation === undefined || !remediation?.rules.includes(rule.id)) return undefined;
    if (levelOf(stage, rule) === "disabled" || resource.type.startsWith("aws:iam/") || hasFiles(props)) {
        return undefined;
    }
    if (exemptions.some((exemption) => concerns(exemption, rule.id, resource))) return undefined;

    const refuses = (inputs: Fields) => {
        const judged: Resource = { ...resource, props: inputs };
        return rule.judge(judged, [judged], settingsOf(stage, rule)).some(({ verdict }) => verdict !== "pass");
    };
    const inputs = Object.fromEntries(Object.keys(props).map((property) => [property, read(props, property)]));
    if (!refuses(inputs)) return undefined;
    const sets = rule.remediation(remediation, { ...resource, props: inputs });
    if (sets === undefined || fill(inputs, sets).length === 0 || refuses(inputs)) return undefined;
    return { rule: rule.id, urn: resource.urn, paths: fill(props, sets) };
}

/** Sets what is missing. @returns the paths of what was set */
function fill(into: Record<string, unknown>, sets: Fields): string[] {
    return Object.entries(sets).flatMap(([key, value]) => {
        const present = read(into, key);
        if (present === UNKNOWN) return [];
        if (present === undefined || present === null || present === "") {
            into[key] = structuredClone(value);
            return [key];
        }
        if (!isObject(present) || !isObject(value)) return [];
        return fill(into[key] as Record<string, unknown>, value).map((path) => `${key}.${path}`);
    });
}

/**
 * Whether a resource has files. @pulumi/policy 1.21 sends them back without their digests (`serializeProperty`), so the
 * engine would not see any more that a function's code has changed.
 */
function hasFiles(props: Fields): boolean {
    return Object.keys(props).some((property) => {
        const value = read(props, property);
        if (value === undefined) return props[property] !== undefined;
        return isObject(value) && [specialAssetSig, specialArchiveSig].includes(String(value[specialSigKey]));
    });
}
