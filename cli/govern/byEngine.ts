import { stageOfPlatform } from "../../contracts/names";
import type { Finding } from "../../policies/engine/findings";
import { policyName } from "../../policies/engine/pack";
import { rules } from "../../policies/rules";
import type { Violation } from "../engine/events";
import { EngineError } from "../engine/pulumi";
import { previewOf } from "../stacks/deployment";
import { onPlatform, prepare } from "../stacks/localStage";
import { findStack } from "../stacks/stack";
import { inTurn } from "../stacks/turns";
import type { JudgedStack } from "./judged";

/** Judges a stack by the engine's own preview: what is up already counts too. */
export async function judgeByEngine(stack: string): Promise<JudgedStack> {
    const entered = findStack(stageOfPlatform(stack) ?? stack);
    return inTurn(entered, async () => {
        await prepare(entered);
        return stack === entered.platform ? onPlatform(entered, () => previewed(stack)) : previewed(stack);
    });
}

async function previewed(stack: string): Promise<JudgedStack> {
    try {
        const { resources, violations } = await previewOf(stack);
        return { stack, resources, findings: violations.flatMap(findingOf) };
    } catch (error) {
        // The engine says by failing that something is refused; anything else is a failure of its own.
        if (!(error instanceof EngineError) || error.report.violations.length === 0) throw error;
        const { done, violations } = error.report;
        return { stack, resources: done.size, findings: violations.flatMap(findingOf) };
    }
}

/** A violation as its rule told it: `description`, and below it `path: message` and how it is mended. */
function findingOf({ rule: name, resource, message, level }: Violation): readonly Finding[] {
    const rule = rules.find(({ id }) => policyName(id) === name)?.id ?? name;
    const [, told = message] = message.split("\n");
    const [, path = "", open, text = ""] = /^(\S+?): (undetermined: )?(.*)$/.exec(told.trim()) ?? [];
    const urn = `::::${resource.replace(" ", "::")}`;
    return [{ rule, urn, level, verdict: open === undefined ? "fail" : "undetermined", path, message: text }];
}
