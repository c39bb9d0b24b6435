import { stageOfPlatform } from "../../contracts/names";
import { exemptionFor, problemOf } from "../../policies/engine/exemptions";
import { exemptionText, type Finding, type Standing } from "../../policies/engine/findings";
import { policyName } from "../../policies/engine/pack";
import type { Remedied } from "../../policies/engine/remediation";
import { rules } from "../../policies/rules";
import type { Remediation, Violation } from "../engine/events";
import { EngineError } from "../engine/pulumi";
import { previewOf } from "../stacks/deployment";
import { onPlatform, prepare } from "../stacks/localStage";
import { findStack } from "../stacks/stack";
import { inTurn } from "../stacks/turns";
import type { JudgedStack } from "./judged";

/** Judges a stack by the engine's own preview: what is up already counts too. */
export async function judgeByEngine(stack: string, standing: Standing): Promise<JudgedStack> {
    const entered = findStack(stageOfPlatform(stack) ?? stack);
    return inTurn(entered, async () => {
        await prepare(entered);
        const judged = () => previewed(stack, standing);
        return stack === entered.platform ? onPlatform(entered, judged) : judged();
    });
}

async function previewed(stack: string, standing: Standing): Promise<JudgedStack> {
    const judged = (
        resources: number,
        violations: readonly Violation[],
        remediations: readonly Remediation[],
    ): JudgedStack => ({
        ...{ stack, resources },
        findings: violations.flatMap((violation) => findingOf(violation, stack, standing)),
        remedied: remediations.map(remediedOf),
    });
    try {
        const { resources, violations, remediations } = await previewOf(stack);
        return judged(resources, violations, remediations);
    } catch (error) {
        // The engine says by failing that something is refused; anything else is a failure of its own.
        if (!(error instanceof EngineError) || error.report.violations.length === 0) throw error;
        const { done, violations, remediations } = error.report;
        return judged(done.size, violations, remediations);
    }
}

/** What a rule has set, by the name of its policy. */
function remediedOf({ rule: name, urn, properties }: Remediation): Remedied {
    return { rule: rules.find(({ id }) => policyName(id) === name)?.id ?? name, urn, paths: properties };
}

/**
 * A violation as its rule told it: `description`, below it `path: message`, and how it is mended. The engine carries no
 * more than that: what lets a failure through is found anew. That an exemption does not hold is told of by whoever
 * judges all stacks.
 */
export function findingOf(
    { rule: name, resource, message, level }: Violation,
    stack: string,
    { exemptions, today }: Standing,
): readonly Finding[] {
    const rule = rules.find(({ id }) => policyName(id) === name);
    if (rule === undefined && exemptions.some((one) => problemOf(one, today) === message)) return [];
    const id = rule?.id ?? name;
    const told = message.slice(message.indexOf("\n") + 1).replace(`\n${rule?.remedy}`, "");
    const [, path = "", open, text = told] = /^(.+?): (undetermined: )?([^]*)$/.exec(told.trim()) ?? [];
    const [type = "", ...names] = resource.split(" ");
    const at = { type, name: names.join(" "), urn: `urn:pulumi:${stack}::drivetrain::${type}::${names.join(" ")}` };
    const verdict = open === undefined ? "fail" : "undetermined";
    const exemption = verdict === "fail" ? exemptionFor(exemptions, id, at, today) : undefined;
    return [
        {
            ...{ rule: id, urn: at.urn, level, verdict, path },
            message: exemption === undefined ? text : text.replace(exemptionText(exemption), ""),
            ...(exemption && { exemption }),
        },
    ];
}
