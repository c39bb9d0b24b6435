import { unknownCheckingProxy } from "@pulumi/policy";
import type { Judgement, Verdict } from "../../policies/engine/judgement";
import type { Example, Resource, Rule, Settings } from "../../policies/engine/rule";

/** The package exports this without a type. */
const guard = unknownCheckingProxy as (props: object) => Record<string, unknown>;

export { unknownText } from "../../policies/engine/rule";

/** The resources of an example as the engine hands them to a rule: linked, and throwing where a value is not known. */
export function toResources(example: Example): readonly Resource[] {
    const urn = (type: string, name: string) => `urn:pulumi:local::drivetrain::${type}::${name}`;
    const resources = example.resources.map(({ type, name, props, dependsOn }) => ({
        type,
        name,
        urn: urn(type, name),
        props: guard(structuredClone(props)),
        dependsOn: dependsOn ?? {},
    }));
    const named = (name: string) => {
        const found = resources.find((resource) => resource.name === name);
        if (found === undefined) {
            throw new Error(`The example "${example.title}" has no resource named ${name}.`);
        }
        return found;
    };
    return resources.map(({ dependsOn, ...resource }) => ({
        ...resource,
        propertyDependencies: Object.fromEntries(
            Object.entries(dependsOn).map(([property, names]) => [property, names.map(named)]),
        ),
    }));
}

/** What a rule says about every resource of an example. */
export function judge(rule: Rule, example: Example, settings: Settings = example.settings ?? {}): readonly Judgement[] {
    const resources = toResources(example);
    return resources.flatMap((resource) => rule.judge(resource, resources, settings));
}

/** What a rule says of an example: `path: message`, in order; what passes is not told. */
export function messages(rule: Rule, example: Example, settings: Settings = example.settings ?? {}): readonly string[] {
    return judge(rule, example, settings)
        .filter(({ verdict }) => verdict !== "pass")
        .map(({ verdict, path, message }) => `${path}: ${verdict === "fail" ? "" : "undetermined: "}${message}`);
}

/** The worst verdict about an example. */
export function verdict(rule: Rule, example: Example, settings: Settings = example.settings ?? {}): Verdict {
    const verdicts = judge(rule, example, settings).map((judgement) => judgement.verdict);
    return verdicts.includes("fail") ? "fail" : verdicts.includes("undetermined") ? "undetermined" : "pass";
}

/** The paths that a rule gives one verdict on. */
export function paths(judgements: readonly Judgement[], of: Verdict): readonly string[] {
    return judgements.filter((judgement) => judgement.verdict === of).map((judgement) => judgement.path);
}
