import { typeAndName } from "../../cli/engine/events";
import { judgeStack } from "../../cli/govern/judged";
import type { Finding } from "../../policies/engine/findings";
import { matchesPattern } from "../../policies/engine/patterns";
import type { Rule } from "../../policies/engine/rule";
import { rules } from "../../policies/rules";
import { readStanding } from "../../policies/standing";

/** What is known to fail in our own stacks: by which rule, where, and why it may. */
export interface KnownFinding {
    readonly rule: string;
    /** `<type> <name>`, as findings are told, with `*` for any characters. */
    readonly resource: string;
    readonly why: string;
}

const standingOf = readStanding();

/**
 * What rules say of one of our own stacks where nothing is up: by the stage's settings, but with every group mandatory
 * and nothing exempt.
 */
export async function findingsOf(stack: string, judged: readonly Rule[] = rules): Promise<readonly Finding[]> {
    const { stage, today } = standingOf(stack);
    const disabled = Object.entries(stage.groups).filter(([, level]) => level === "disabled");
    const strict = { ...stage, level: "mandatory" as const, groups: Object.fromEntries(disabled) };
    return (await judgeStack(stack, judged, { stage: strict, exemptions: [], today })).findings;
}

/** The failures of rules that do not only advise, each once: `<rule>: <type> <name>`. */
export function failuresIn(findings: readonly Finding[]): readonly string[] {
    const failures = findings.filter(({ verdict, level }) => verdict === "fail" && level === "mandatory");
    return [...new Set(failures.map(({ rule, urn }) => `${rule}: ${typeAndName(urn)}`))].sort();
}

/** Whether a failure is what is known. */
export function isKnown(failure: string, { rule, resource }: KnownFinding): boolean {
    return matchesPattern(`${rule}: ${resource}`, failure);
}
