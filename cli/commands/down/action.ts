import { createInterface } from "node:readline/promises";
import { destroy } from "../../stacks/deployment";
import { endStage, enter, isStageRunning } from "../../stacks/environment";
import { type CommonOptions, patienceOf, stackOf } from "../../stacks/options";
import { existingStacks, findOutputs } from "../../stacks/outputs";
import { type StackReference, stageOf } from "../../stacks/stack";
import { findLeftovers, leftoversText, sweepClients } from "../../teardown/leftovers";
import { withAbandoned } from "../../teardown/removedPipelines";
import { keptResources, readState, refusalOf } from "../../teardown/retained";
import { sweep } from "../../teardown/sweep";
import { CommandError, Exit, UsageError } from "../../terminal/errors";
import { answer } from "../../terminal/format";
import { step } from "../../terminal/progress";

export interface DownOptions extends CommonOptions {
    readonly yes?: boolean;
}

/** Removes what runs made, then the stack, then the local platform and stage that no other stack uses. */
export async function down(options: DownOptions): Promise<number> {
    const stack = stackOf(options);
    if (stack.local && !(await isStageRunning())) {
        // Nothing can be deployed then; what a killed stage left behind goes.
        await step({ title: "end the local stage", run: endStage });
        answer(options.json, { ok: true, stack: stack.name, destroyed: [] }, () => "Nothing was deployed.");
        return Exit.ok;
    }
    await enter(stack);
    const destroyed = await takeDown(stack, (what) => confirm(stack, what, options.yes));
    const remains = stack.local ? undefined : remainsText(stack, await existingStacks());
    answer(options.json, { ok: true, stack: stack.name, destroyed, ...(remains && { remains: stack.platform }) }, () =>
        [
            destroyed.length > 0
                ? `Gone: ${destroyed.join(", ")}.`
                : `Nothing was deployed to the stack ${stack.name}.`,
            ...(remains ? [remains] : []),
        ].join("\n"),
    );
    return Exit.ok;
}

/** What of a stack on AWS outlives it, and how to remove that too; undefined when nothing does. */
export function remainsText(stack: StackReference, existing: readonly string[]): string | undefined {
    if (!existing.includes(stack.platform)) return undefined;
    const others = standingOn(stack, existing);
    const removal = `\`npx pulumi destroy -s ${stack.platform}\` removes it`;
    return others.length > 0
        ? `What remains: ${stack.platform}, on which ${others.join(", ")} stands; ${removal} once nothing does.`
        : `What remains: ${stack.platform}, on which no stack stands any more; ${removal}, its network included.`;
}

/** The other model stacks that need this one's platform. */
export function standingOn(stack: StackReference, existing: readonly string[]): string[] {
    return modelStacks(existing).filter((name) => name !== stack.name && stageOf(name) === stack.stage);
}

function modelStacks(existing: readonly string[]): string[] {
    return existing.filter((name) => !name.startsWith("platform-"));
}

/**
 * Takes a stack down, with all that stands only because of it.
 * @param agree asked once, with what is about to go, before anything is removed; throws to refuse
 * @returns the names of the stacks that are gone
 * @throws CommandError before anything is removed, where the stack keeps its data
 */
export async function takeDown(stack: StackReference, agree: (what: string) => Promise<void>): Promise<string[]> {
    const existing = await existingStacks();
    const gone: string[] = [];
    if (existing.includes(stack.name)) {
        const deployed = await findOutputs(stack);
        const resources = await readState(stack.name);
        const outputs = deployed && withAbandoned(deployed, resources);
        const clients = sweepClients();
        const leftovers = outputs && (await findLeftovers(outputs, clients));
        const refusal = refusalOf(stack, keptResources(resources), leftovers && leftoversText(leftovers));
        if (refusal !== undefined) throw new CommandError(refusal);
        await agree(["all resources of the stack", leftovers && leftoversText(leftovers)].filter(Boolean).join(", "));
        if (outputs) {
            await step({
                title: "remove what runs made",
                run: (report) => sweep(outputs, clients, patienceOf(stack), report),
                detail: (removed) => leftoversText(removed) ?? "nothing",
            });
        }
        await destroy(stack.name);
        gone.push(stack.name);
    }
    if (stack.local) {
        if (standingOn(stack, existing).length === 0 && existing.includes(stack.platform)) {
            await destroy(stack.platform);
            gone.push(stack.platform);
        }
        if (modelStacks(existing).every((name) => name === stack.name)) {
            await step({ title: "end the local stage", run: endStage });
        }
    }
    return gone;
}

async function confirm(stack: StackReference, what: string, yes: boolean | undefined): Promise<void> {
    if (stack.local || yes) return;
    process.stderr.write(`This removes from the stack ${stack.name}: ${what}.\n`);
    if (!process.stdin.isTTY) throw new UsageError("Nobody is there to agree: add --yes.");
    const prompt = createInterface({ input: process.stdin, output: process.stderr });
    const said = await prompt.question(`Type the stack's name to go on: `);
    prompt.close();
    if (said.trim() !== stack.name) throw new CommandError("Nothing was removed.");
}
