import { typeAndName } from "../../cli/engine/events";
import { judgeStack } from "../../cli/govern/judged";
import type { Finding } from "../../policies/engine/findings";
import type { Rule } from "../../policies/engine/rule";
import { strictest } from "../../policies/engine/stages";
import { rules } from "../../policies/rules";

/** What is known to fail in our own stacks: by which rule, where, and why it may. */
export interface KnownFinding {
    readonly rule: string;
    /** `<type> <name>`, as findings are told. */
    readonly resource: string;
    readonly why: string;
}

/** What rules say of one of our own stacks where nothing is up, at their strictest and with nothing exempt. */
export async function findingsOf(stack: string, judged: readonly Rule[] = rules): Promise<readonly Finding[]> {
    const { findings } = await judgeStack(stack, judged, { stage: strictest, exemptions: [], today: "2026-01-01" });
    return findings;
}

/** The failures of rules that stop a deployment, each once: `<rule>: <type> <name>`. */
export function failuresIn(findings: readonly Finding[]): readonly string[] {
    const failures = findings.filter(({ verdict, level }) => verdict === "fail" && level === "mandatory");
    return [...new Set(failures.map(({ rule, urn }) => `${rule}: ${typeAndName(urn)}`))].sort();
}
