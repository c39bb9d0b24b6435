import { type Exemption, problemOf } from "../../policies/engine/exemptions";
import type { Finding, Standing } from "../../policies/engine/findings";
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
    /** What of `exemptions.yaml` does not hold, and why, as a sentence. */
    readonly faults: readonly { readonly exemption: Exemption; readonly problem: string }[];
    /** What lets something through. */
    readonly exemptions: readonly Exemption[];
    /** What nothing needs. */
    readonly unused: readonly Exemption[];
}

/** Judges one stack by all rules. */
export type Judge = (stack: string, standing: Standing) => Promise<JudgedStack>;

/** In this process, without an engine. */
const withoutEngine: Judge = (stack, standing) => judgeStack(stack, rules, standing);

/** Judges stacks one after the other. */
export async function govern(stacks: readonly string[], report: Report, judge = withoutEngine): Promise<Governance> {
    const standingOf = readStanding();
    const judged: JudgedStack[] = [];
    for (const [index, stack] of stacks.entries()) {
        report(`${stack} (${index + 1} of ${stacks.length})`);
        judged.push(await judge(stack, standingOf(stack)));
    }
    const { exemptions, today } = standingOf("");
    return governanceOf(judged, exemptions, today);
}

/** All that is to be told of judged stacks. */
export function governanceOf(
    stacks: readonly JudgedStack[],
    exemptions: readonly Exemption[],
    today: string,
): Governance {
    const findings = stacks.flatMap((stack) => stack.findings);
    const used = new Set(findings.flatMap(({ exemption }) => exemption ?? []));
    const faults = exemptions.flatMap((exemption) => {
        const problem = problemOf(exemption, today);
        return problem === undefined ? [] : [{ exemption, problem }];
    });
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
