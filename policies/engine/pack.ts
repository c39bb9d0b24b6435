import type {
    ReportViolation,
    ResourceValidationPolicy,
    Severity,
    StackValidationArgs,
    StackValidationPolicy,
} from "@pulumi/policy";
import { problemOf } from "./exemptions";
import { type Finding, findingsOf, type Standing, tellFinding } from "./findings";
import { type Resource, type Rule } from "./rule";

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
    const ofResources = rules.filter(({ scope }) => scope === "resource");
    return [
        {
            name: "resources",
            description: "What the rules say of each resource, before it is made.",
            enforcementLevel: "mandatory",
            validateResource: ({ type, name, urn, props }, report) => {
                const resource: Resource = { type, name, urn, props, propertyDependencies: {} };
                const found = ofResources.flatMap((rule) =>
                    findingsOf(rule, resource, [resource], standingOf(stackOf(urn))),
                );
                reportAll(
                    found.filter(({ verdict }) => verdict === "fail"),
                    rules,
                    report,
                );
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
                const found = judgeStack(rules, resources, standing);
                const told = found.filter(({ verdict, rule }) => verdict === "undetermined" || !isOfResources(rule));
                reportAll(told, rules, report);
                reportExemptions(standing, resources, report);
            },
        },
    ];

    function isOfResources(id: string): boolean {
        return ofResources.some((rule) => rule.id === id);
    }
}

/** What rules say of every resource of a stack. */
export function judgeStack(rules: readonly Rule[], resources: readonly Resource[], standing: Standing): Finding[] {
    return resources.flatMap((resource) => rules.flatMap((rule) => findingsOf(rule, resource, resources, standing)));
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
