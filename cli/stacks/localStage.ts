import { rm } from "node:fs/promises";
import { setTimeout as delay } from "node:timers/promises";
import { findCreated, findStage, ownStage, type Stage, type StageOptions, startStage, stopStage } from "../../local";
import { settleKilledUpdate } from "../engine/killedUpdate";
import { lockedStacks, releaseDeadLocks } from "../engine/locks";
import { existingStacks } from "../engine/state";
import { hasPendingOperations, mendStates } from "../engine/stateFiles";
import { type Report, step } from "../terminal/progress";
import { apply, enter, environmentOf } from "./environment";
import { type StackReference, withoutPlatforms } from "./stack";
import { findEngine, inTurn, localState, otherWorkers, untilFree, type Worker, workerText } from "./turns";

/** The stage, and what the engine keeps of it. */
const stageOptions: StageOptions = { ...ownStage, forget: forgetLocalState };

/**
 * Enters a stack, after starting the local stage where the stack needs it and it does not run. What a killed update of
 * the stack has left is settled: whoever calls it holds the stack ({@link inTurn}).
 */
export async function enterStarting(stack: StackReference, report: Report): Promise<void> {
    if (!stack.local) return enter(stack);
    const stage = await startStage(report, stageOptions);
    apply(environmentOf(stack, stage));
    mendStates(localState, report);
    await recover(stack.name, stage, report);
}

/** Enters a stack that is to be brought up, and shows that the local stage starts where it does. */
export async function prepare(stack: StackReference): Promise<void> {
    if (!stack.local) return enter(stack);
    await step({ title: "local stage", run: (report) => enterStarting(stack, report), detail: () => "running" });
}

/** Does what only one command at a time may do to the platform of a stack that was entered. */
export async function onPlatform<T>(stack: StackReference, work: () => Promise<T>): Promise<T> {
    return inTurn({ name: stack.platform, local: stack.local }, async () => {
        const stage = stack.local ? await findStage() : undefined;
        if (stage && hasPendingOperations(localState, stack.platform)) {
            const { platform } = stack;
            await step({ title: `recover ${platform}`, run: (report) => recover(platform, stage, report) });
        }
        return work();
    });
}

/** Settles an update of a stack that was killed; whoever calls it holds the stack. */
async function recover(stack: string, stage: Stage, report: Report): Promise<void> {
    releaseDeadLocks(localState, stack);
    // Operations that are under way stand in the state also while an update runs.
    if (findEngine(stack) || !hasPendingOperations(localState, stack)) return;
    report(`an update of ${stack} was killed: its state is brought in line with what is there`);
    await settleKilledUpdate(stack, await findCreated(stage, stack), report);
}

/** Ends the local stage once nobody else works on it: its processes, and with them all that was deployed to it. */
export async function endStage(): Promise<void> {
    for (;;) {
        await untilFree("the local stage", () => otherWorkers()[0], ", `npx drivetrain stop --now` does not wait");
        // Somebody may have come meanwhile.
        if (await stopStage(stageOptions, () => otherWorkers().length > 0)) return;
    }
}

/** Ends the local stage at once, whoever works on it. */
export async function killStage(): Promise<void> {
    await stopStage(stageOptions);
}

/** How long those who followed runs of a stack that is gone may take to notice. */
const leavesWithinMs = 10_000;

/**
 * Ends the local stage where these stacks were all that it was for.
 * @returns undefined where it has ended; else for whom it goes on
 */
export async function endUnusedStage(...ended: readonly string[]): Promise<string | undefined> {
    for (const deadline = Date.now() + leavesWithinMs; ; await delay(300)) {
        let stacks: readonly string[] = [];
        const isNeeded = async (): Promise<boolean> => {
            stacks = (await findStage())
                ? withoutPlatforms(await existingStacks()).filter((name) => !ended.includes(name))
                : [];
            return stacks.length > 0 || otherWorkers().length > 0;
        };
        if (await stopStage(stageOptions, isNeeded)) return undefined;
        if (stacks.length > 0) return stacks.join(", ");
        const [worker] = otherWorkers();
        if (worker && Date.now() > deadline) return workerText(worker);
    }
}

/** Whether this checkout has a local stage that runs. */
export async function isStageRunning(): Promise<boolean> {
    return (await findStage()) !== undefined;
}

/**
 * What was deployed to a stage that no longer runs is gone; a state that still has it would mislead the engine. An engine
 * that is at it still would write it once more: without the stage it ends soon.
 */
async function forgetLocalState(): Promise<void> {
    const findAny = (): Worker | undefined => lockedStacks(localState).flatMap((stack) => findEngine(stack) ?? [])[0];
    await untilFree("what is gone", findAny);
    await rm(localState, { recursive: true, force: true, maxRetries: 5 });
}
