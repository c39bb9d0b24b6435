import { findWaiting } from "../../runs/approval";
import { answerDecision, decideAndFollow } from "../../runs/decision";
import { enter } from "../../stacks/environment";
import { type CommonOptions, stackOf } from "../../stacks/options";
import { readOutputs } from "../../stacks/outputs";

/** Approves the newest version of an algorithm that waits for it, and follows its deployment. */
export async function approve(algorithm: string, options: CommonOptions): Promise<number> {
    const stack = stackOf(options);
    await enter(stack);
    const outputs = await readOutputs(stack);
    const waiting = await findWaiting(outputs, algorithm, stack.name);
    const why = "Approved by drivetrain approve";
    const run = await decideAndFollow(outputs, algorithm, waiting, stack, "Approved", why);
    return answerDecision(options.json, stack, outputs, run);
}
