import { existingStacks } from "../engine/state";
import { paceOf } from "../runs/pace";
import { deploy } from "../stacks/deployment";
import { endUnusedStage, prepare } from "../stacks/localStage";
import { readOutputs } from "../stacks/outputs";
import type { StackReference } from "../stacks/stack";
import { inTurn } from "../stacks/turns";
import { takeDown } from "../teardown/takeDown";
import { CommandError, Interrupted } from "../terminal/errors";
import { interruption } from "../terminal/interrupt";
import { step } from "../terminal/progress";
import type { ReplayPlace } from "./replay";
import type { ReplaySetting } from "./settings";
import { makeReplayStack, type ReplayStack, replayStackName } from "./stack";

/**
 * Brings the stack of a replay up beside whatever is deployed to the local stage, does some work there, and leaves nothing
 * behind, whatever came of the work.
 * @param keep leaves the stack for other commands to look at
 */
export async function onReplayStack<T>(
    like: StackReference,
    settings: readonly ReplaySetting[],
    keep: boolean,
    work: (place: ReplayPlace) => Promise<T>,
): Promise<T> {
    // One at a time: the files are of the settings.
    return inTurn({ name: replayStackName(like), local: true }, async () => {
        const made = makeReplayStack(like, settings);
        const { stack, model, rule } = made;
        let left = keep;
        try {
            await startAnew(stack);
            await deploy(stack);
            const outputs = await readOutputs(stack);
            if ((outputs as Partial<typeof outputs>).monitoring === undefined) {
                throw new CommandError(`The model ${model.name} has no monitor: nothing would tell of drift.`);
            }
            return await work({ outputs, model, rule, pace: paceOf(stack) });
        } catch (error) {
            left = false;
            throw error;
        } finally {
            if (!left) await leave(made);
        }
    });
}

/** What an earlier replay has kept, or left as it was killed, goes: a history begins with nothing. */
async function startAnew(stack: StackReference): Promise<void> {
    await prepare(stack);
    if (!(await existingStacks()).includes(stack.name)) return;
    await takeDown(stack, async () => {});
    await prepare(stack);
}

/** Where other stacks are on the stage, this one is taken down; else the stage ends, which takes no time. */
async function leave({ stack, remove }: ReplayStack): Promise<void> {
    const others = await step({
        title: "end the local stage",
        run: () => endUnusedStage(stack.name),
        detail: (others) => others && `it goes on for ${others}`,
    });
    if (others !== undefined) {
        // The engine does nothing more once it was interrupted.
        if (interruption.aborted) {
            throw new Interrupted(
                `The stack ${stack.name} is left on the local stage, which others use: \`npx drivetrain down -s ${stack.name}\` removes it.`,
            );
        }
        await takeDown(stack, async () => {});
    }
    remove();
}
