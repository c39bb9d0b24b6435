import { answerDecision, decideAndFollow } from "../../runs/decision";
import { requireServing } from "../../runs/rejection";
import { enter } from "../../stacks/environment";
import { type CommonOptions, stackOf } from "../../stacks/options";
import { readOutputs } from "../../stacks/outputs";

/** Rejects the version of an algorithm that serves, and follows how the one before it comes back. */
export async function rollback(algorithm: string, options: CommonOptions): Promise<number> {
    const stack = stackOf(options);
    await enter(stack);
    const outputs = await readOutputs(stack);
    const serving = await requireServing(outputs, algorithm, stack.name);
    const why = "Rejected by drivetrain rollback";
    const run = await decideAndFollow(outputs, algorithm, serving, stack, "Rejected", why);
    return answerDecision(options.json, stack, outputs, run);
}
