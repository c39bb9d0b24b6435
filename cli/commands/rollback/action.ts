import { requireServing, rollBack } from "../../runs/rejection";
import { exitCodeFor, runDetails } from "../../runs/trainingRun";
import { explained, runsTable } from "../../runs/verdicts";
import { enter } from "../../stacks/environment";
import { type CommonOptions, stackOf } from "../../stacks/options";
import { readOutputs } from "../../stacks/outputs";
import { answer } from "../../terminal/answer";

/** Rejects the version of an algorithm that serves, and follows how the one before it comes back. */
export async function rollback(algorithm: string, options: CommonOptions): Promise<number> {
    const stack = stackOf(options);
    await enter(stack);
    const outputs = await readOutputs(stack);
    const serving = await requireServing(outputs, algorithm, stack.name);
    const run = await rollBack(outputs, algorithm, serving, stack, "Rejected by drivetrain rollback");
    const exitCode = exitCodeFor([run]);
    answer(
        options.json,
        { ok: exitCode === 0, stack: stack.name, model: outputs.model, algorithm, ...runDetails(run) },
        () => [runsTable([run]), explained(run, stack.name)].join("\n"),
    );
    return exitCode;
}
