import { existingStacks } from "../engine/state";
import { destroy } from "../stacks/deployment";
import { endUnusedStage, onPlatform } from "../stacks/localStage";
import { type StackReference, stageOf, withoutPlatforms } from "../stacks/stack";
import { CommandError } from "../terminal/errors";
import { step } from "../terminal/progress";
import { leftoversText } from "./leftovers";
import { patienceOf } from "./patience";
import { sweepClients } from "./scope";
import { survey, surveyText } from "./survey";
import { sweep } from "./sweep";

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
        const clients = sweepClients();
        const found = await survey(stack, clients);
        const { outputs, refusal } = found;
        if (refusal !== undefined) throw new CommandError(refusal);
        await agree(surveyText(stack, found));
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
        if (await onPlatform(stack, () => destroyUnusedPlatform(stack))) gone.push(stack.platform);
        await leaveStage(stack.name);
    }
    return gone;
}

/** Another command may have made a stack that stands on the platform since this one began. */
async function destroyUnusedPlatform(stack: StackReference): Promise<boolean> {
    const existing = await existingStacks();
    if (standingOn(stack, existing).length > 0 || !existing.includes(stack.platform)) return false;
    await destroy(stack.platform);
    return true;
}

/** Ends the local stage where nothing but these stacks was deployed to it, and nobody else works on it. */
export async function leaveStage(...stacks: readonly string[]): Promise<void> {
    await step({
        title: "end the local stage",
        run: () => endUnusedStage(...stacks),
        detail: (others) => others && `it goes on for ${others}`,
    });
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
    return withoutPlatforms(existing).filter((name) => name !== stack.name && stageOf(name) === stack.stage);
}
