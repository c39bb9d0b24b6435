import { type Exemption, exemptionFor } from "./exemptions";
import type { Judgement } from "./judgement";
import type { Resource, Rule } from "./rule";
import { levelOf, settingsOf, type Stage } from "./stages";

/** What a rule says of one resource of a stack, with what it means there. */
export interface Finding {
    readonly rule: string;
    readonly urn: string;
    /** `mandatory` stops a deployment, `advisory` is shown. */
    readonly level: "mandatory" | "advisory";
    readonly verdict: "fail" | "undetermined";
    readonly path: string;
    readonly message: string;
    /** Why a failure is let through, and until when. */
    readonly exemption?: Exemption;
}

/** A stack as it is judged: what its stage says, and what is let through. */
export interface Standing {
    readonly stage: Stage;
    readonly exemptions: readonly Exemption[];
    /** Of the day that counts, `yyyy-mm-dd`. */
    readonly today: string;
}

/** What one rule says of one resource; what passes says nothing. */
export function findingsOf(
    rule: Rule,
    resource: Resource,
    stack: readonly Resource[],
    { stage, exemptions, today }: Standing,
): readonly Finding[] {
    const settings = settingsOf(stage, rule);
    return rule.judge(resource, stack, settings).flatMap((judgement): Finding[] => {
        if (judgement.verdict === "pass") return [];
        const exemption = judgement.verdict === "fail" ? exemptionFor(exemptions, rule.id, resource, today) : undefined;
        const level = exemption === undefined ? levelOfJudgement(judgement, rule, stage) : "advisory";
        if (level === "disabled") return [];
        const { verdict, path, message } = judgement;
        return [{ rule: rule.id, urn: resource.urn, level, verdict, path, message, ...(exemption && { exemption }) }];
    });
}

/** A finding as people read it. */
export function tellFinding({ verdict, path, message, exemption }: Finding): string {
    const open = verdict === "undetermined" ? "undetermined: " : "";
    return `${path}: ${open}${message}${exemption === undefined ? "" : exemptionText(exemption)}`;
}

/** What follows a message that is let through. */
export function exemptionText({ expires, owner, reason }: Exemption): string {
    return ` Exempt until ${expires} by ${owner}: ${reason}`;
}

function levelOfJudgement({ verdict }: Judgement, rule: Rule, stage: Stage): "mandatory" | "advisory" | "disabled" {
    const level = levelOf(stage, rule);
    return verdict === "undetermined" && stage.undetermined === "advise" && level === "mandatory" ? "advisory" : level;
}
