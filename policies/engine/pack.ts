import type {
    ReportViolation,
    ResourceValidationPolicy,
    Severity,
    StackValidationArgs,
    StackValidationPolicy,
} from "@pulumi/policy";
import { problemOf } from "./exemptions";
import { type Finding, findingsOf, type Standing, tellFinding } from "./findings";
import { read, UNKNOWN } from "./judgement";
import { remedy } from "./remediation";
import type { Resource, Rule } from "./rule";

/** How a stack stands, by its name. */
export type StandingOf = (stack: string) => Standing;

/**
 * The rules as @pulumi/policy serves them: two policies, one for each phase of the engine, that report under the names of
 * the rules. A policy for each rule would have the SDK decode every resource once a rule, which takes longer than all
 * rules together.
 *
 * In the first phase, before a resource is made, a failure of its own inputs stops it. The second phase has the whole
 * graph, and with it what a value that is not known yet comes from: there it is told what stays undetermined, and what
 * rules over several resources find.
 */
export function policiesFor(
    rules: readonly Rule[],
    standingOf: StandingOf,
): readonly [ResourceValidationPolicy, StackValidationPolicy] {
    return [
        {
            name: "resources",
            description: "What the rules say of each resource, before it is made.",
            enforcementLevel: "mandatory",
            validateResource: ({ type, name, urn, props }, report) => {
                const resource: Resource = { type, name, urn, props, propertyDependencies: {} };
                reportAll(judgeInputs(rules, resource, standingOf(stackOf(urn))), rules, report);
            },
        },
        {
            name: "stack",
            description: "What the rules say of the whole graph.",
            enforcementLevel: "mandatory",
            validateStack: ({ resources }, report) => {
                const [first] = resources;
                if (first === undefined) return;
                const standing = standingOf(stackOf(first.urn));
                reportAll(judgeStack(rules, resources, standing), rules, report);
                reportExemptions(standing, resources, report);
            },
        },
    ];
}

/**
 * What rules say of a whole stack: what rules of several resources find, and what is undetermined. That a resource's own
 * inputs fail was said before.
 */
export function judgeStack(rules: readonly Rule[], outputs: readonly Resource[], standing: Standing): Finding[] {
    const resources = outputs.map(withoutComputed);
    return resources.flatMap((resource) =>
        rules.flatMap((rule) =>
            findingsOf(rule, resource, resources, standing).filter(
                ({ verdict }) => rule.scope === "stack" || verdict === "undetermined",
            ),
        ),
    );
}

/** What rules say of the inputs of one resource, where they fail. */
export function judgeInputs(rules: readonly Rule[], resource: Resource, standing: Standing): Finding[] {
    return rules
        .filter(({ scope }) => scope === "resource")
        .flatMap((rule) => findingsOf(rule, resource, [resource], standing))
        .filter(({ verdict }) => verdict === "fail");
}

/**
 * A resource of the second phase without what AWS will make up: the engine shows outputs there, and an input that is not
 * known comes from another resource.
 */
function withoutComputed(resource: Resource): Resource {
    const { props, propertyDependencies } = resource;
    const kept = Object.keys(props).filter(
        (property) => (propertyDependencies[property] ?? []).length > 0 || read(props, property) !== UNKNOWN,
    );
    // Read when it is asked for, since an unknown value throws.
    const shown = Object.defineProperties(
        {},
        Object.fromEntries(
            kept.map((property) => [property, { enumerable: true, get: () => props[property] as unknown }]),
        ),
    );
    return { ...resource, props: shown };
}

/** The name of the stack that a resource is of. */
export function stackOf(urn: string): string {
    return urn.replace(/^urn:pulumi:/, "").split("::")[0] ?? "";
}

/**
 * The name that the engine reports: `s3/encryptBuckets` is `s3-encrypt-buckets`.
 */
export function policyName(id: string): string {
    return id.replace("/", "-").replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

/**
 * The rules that can set what they ask for, as @pulumi/policy serves them: one policy each, since the engine tells of a
 * remediation by the policy's name. It has them go first, and judges what comes of it.
 */
export function remediationsFor(rules: readonly Rule[], standingOf: StandingOf): ResourceValidationPolicy[] {
    return rules
        .filter(({ remediation }) => remediation !== undefined)
        .map((rule) => ({
            name: policyName(rule.id),
            description: rule.description,
            enforcementLevel: "remediate",
            remediateResource: ({ type, name, urn, props }) => {
                const resource: Resource = { type, name, urn, props, propertyDependencies: {} };
                return remedy(rule, resource, standingOf(stackOf(urn))) && props;
            },
        }));
}

/** What the SDK's server takes beside a plain message, though its types do not say so. */
interface Report {
    readonly name: string;
    readonly message: string;
    readonly description: string;
    readonly urn: string;
    readonly enforcementLevel: "mandatory" | "advisory";
    readonly severity?: Severity;
}

function reportAll(findings: readonly Finding[], rules: readonly Rule[], report: ReportViolation): void {
    for (const finding of findings) {
        const rule = rules.find(({ id }) => id === finding.rule);
        if (rule === undefined) continue;
        const { description, severity, remedy } = rule;
        const told = finding.verdict === "fail" ? `${tellFinding(finding)}\n${remedy}` : tellFinding(finding);
        (report as unknown as (told: Report) => void)({
            ...{ name: policyName(rule.id), description, severity, urn: finding.urn },
            message: `${description}\n${told}`,
            enforcementLevel: finding.level,
        });
    }
}

function reportExemptions(
    { exemptions, today }: Standing,
    resources: StackValidationArgs["resources"],
    report: ReportViolation,
): void {
    const root = resources.find(({ type }) => type === "pulumi:pulumi:Stack") ?? resources[0];
    for (const exemption of exemptions) {
        const problem = problemOf(exemption, today);
        if (problem !== undefined) report(problem, root?.urn);
    }
}
