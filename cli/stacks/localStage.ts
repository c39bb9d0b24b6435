import { existsSync, rmSync } from "node:fs";
import { findStage, startStage, stopStage } from "../../local";
import { inRoot } from "../checkout";
import { releaseDeadLocks } from "../engine/locks";
import { existingStacks, hasPendingOperations } from "../engine/state";
import { type Report, step } from "../terminal/progress";
import { apply, enter, environmentOf } from "./environment";
import type { StackReference } from "./stack";

/** Where the local stage's stacks have their state. */
export const localState = inRoot(".drivetrain", "state");

/** Enters a stack, after starting the local stage where the stack needs it and it does not run. */
export async function enterStarting(stack: StackReference, report: Report): Promise<void> {
    if (!stack.local) return enter(stack);
    const running = await findStage();
    if (running) {
        apply(environmentOf(stack, running));
        if (await isUsable()) return;
        report("an update was killed in the middle of a resource: the stage starts anew");
        await endStage();
    }
    forgetLocalState();
    apply(environmentOf(stack, await startStage(report)));
}

/** Enters a stack that is to be brought up, and shows that the local stage starts where it does. */
export async function prepare(stack: StackReference): Promise<void> {
    if (!stack.local) return enter(stack);
    await step({ title: "local stage", run: (report) => enterStarting(stack, report), detail: () => "running" });
}

/** Whether the state of the local stacks can be built on. */
async function isUsable(): Promise<boolean> {
    const stacks = await existingStacks();
    await releaseDeadLocks(localState, stacks);
    for (const stack of stacks) {
        if (await hasPendingOperations(stack)) return false;
    }
    return true;
}

/** Ends the local stage: its processes, and with them all that was deployed to it. */
export async function endStage(): Promise<void> {
    await stopStage();
    forgetLocalState();
}

/** Whether this checkout has a local stage that runs. */
export async function isStageRunning(): Promise<boolean> {
    return (await findStage()) !== undefined;
}

// What was deployed to a stage that no longer runs is gone; a state that still has it would mislead the engine.
function forgetLocalState(): void {
    if (existsSync(localState)) rmSync(localState, { recursive: true });
}
