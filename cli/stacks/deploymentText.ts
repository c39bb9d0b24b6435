import { typeAndName } from "../engine/events";
import { count } from "../terminal/format";
import type { Deployment, PolicyCount } from "./deployment";

/** How many resources a stack has, what the rules say to them, each violation, and what rules have set by themselves. */
export function deploymentText({ resources, policies, violations, remediations }: Deployment): string[] {
    return [
        `${count(resources, "resource")}. ${policiesText(policies)}.`,
        ...violations.map((one) => `  ${one.level} rule ${one.rule}, ${one.resource}: ${one.message}`),
        ...remediations.map(
            ({ rule, urn, properties }) => `  set by rule ${rule}, ${typeAndName(urn)}: ${properties.join(", ")}`,
        ),
    ];
}

/** That runs of a new stack may begin with a wait, where AWS needs time to let roles use its key. */
export function newKeyText({ changes }: Pick<Deployment, "changes">, { local }: { readonly local: boolean }): string[] {
    const made = changes.some(
        ({ operation, resource }) => /^create/.test(operation) && resource.startsWith("aws:kms/"),
    );
    return made && !local
        ? ["The stack's key is new: AWS may take five minutes to let roles use it, and a run that starts before waits."]
        : [];
}

/** `64 rules, 0 mandatory violations, 1 advisory violation` */
export function policiesText({ rules, mandatoryViolations, advisoryViolations }: PolicyCount): string {
    return [
        count(rules, "rule"),
        count(mandatoryViolations, "mandatory violation"),
        count(advisoryViolations, "advisory violation"),
    ].join(", ");
}

const changesShown = 30;

/** What would be done to which resource. */
export function changesText({ changed, changes }: Deployment): string[] {
    const lines = changes.slice(0, changesShown).map(({ operation, resource }) => `  ${operation} ${resource}`);
    const more = changes.length - lines.length;
    return [
        `${count(changed, "change")}${changed > 0 ? ":" : "."}`,
        ...lines,
        ...(more > 0 ? [`  and ${more} more`] : []),
    ];
}
