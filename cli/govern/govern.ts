import { type Exemption, problemOf } from "../../policies/engine/exemptions";
import type { Finding } from "../../policies/engine/findings";
import type { Rule } from "../../policies/engine/rule";
import { rules } from "../../policies/rules";
import { readStanding } from "../../policies/standing";
import type { Report } from "../terminal/progress";
import { type JudgedStack, judgeStack } from "./judged";

/** What the rules say of all stacks. */
export interface Governance {
    readonly rules: readonly Rule[];
    readonly stacks: readonly JudgedStack[];
    /** In the order of the stacks. */
    readonly findings: readonly Finding[];
    /** What of `exemptions.yaml` does not hold, as sentences. */
    readonly faults: readonly string[];
    /** What lets something through. */
    readonly exemptions: readonly Exemption[];
    /** What nothing needs. */
    readonly unused: readonly Exemption[];
}

/** Judges stacks one after the other, in one process. */
export async function govern(stacks: readonly string[], report: Report): Promise<Governance> {
    const standingOf = readStanding();
    const judged: JudgedStack[] = [];
    for (const [index, stack] of stacks.entries()) {
        report(`${stack} (${index + 1} of ${stacks.length})`);
        judged.push(await judgeStack(stack, rules, standingOf(stack)));
    }
    return governanceOf(judged, stacks[0] === undefined ? [] : standingOf(stacks[0]).exemptions, today());

    function today(): string {
        return standingOf(stacks[0] ?? "").today;
    }
}

/** All that is to be told of judged stacks. */
export function governanceOf(
    stacks: readonly JudgedStack[],
    exemptions: readonly Exemption[],
    today: string,
): Governance {
    const findings = stacks.flatMap((stack) => stack.findings);
    const used = new Set(findings.flatMap(({ exemption }) => exemption ?? []));
    const faults = exemptions.flatMap((exemption) => problemOf(exemption, today) ?? []);
    return {
        ...{ rules, stacks, findings, faults },
        exemptions: exemptions.filter((exemption) => used.has(exemption)),
        unused: exemptions.filter((one) => !used.has(one) && problemOf(one, today) === undefined),
    };
}

/** Whether something stops a deployment. */
export function isRefused({ findings, faults }: Governance): boolean {
    return faults.length > 0 || findings.some(({ level }) => level === "mandatory");
}
