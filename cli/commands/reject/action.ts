import { pipelineOf } from "../../runs/approval";
import { decideAndFollow, decisionStep } from "../../runs/decision";
import { findRejected, servingVersion } from "../../runs/rejection";
import { exitCodeFor, runDetails } from "../../runs/trainingRun";
import { explained } from "../../runs/verdicts";
import { enter } from "../../stacks/environment";
import { type CommonOptions, stackOf } from "../../stacks/options";
import { readOutputs } from "../../stacks/outputs";
import { answer } from "../../terminal/answer";
import { Exit } from "../../terminal/errors";

/** Rejects a version of an algorithm; where it is the one that serves, follows how the one before it comes back. */
export async function reject(algorithm: string, version: string | undefined, options: CommonOptions): Promise<number> {
    const stack = stackOf(options);
    await enter(stack);
    const outputs = await readOutputs(stack);
    const rejected = await findRejected(outputs, algorithm, version, stack.name);
    const serving = await servingVersion(pipelineOf(outputs, algorithm));
    const why = "Rejected by drivetrain reject";
    const told = { stack: stack.name, model: outputs.model, algorithm, version: rejected.version };
    if (serving?.arn !== rejected.arn) {
        await decisionStep(algorithm, rejected, "Rejected", why);
        answer(
            options.json,
            { ok: true, ...told, modelPackageArn: rejected.arn },
            () =>
                `Version ${rejected.version} of ${algorithm} is rejected. It is not the champion, and does not become it.`,
        );
        return Exit.ok;
    }
    const run = await decideAndFollow(outputs, algorithm, rejected, stack, "Rejected", why);
    const exitCode = exitCodeFor([run]);
    answer(options.json, { ok: exitCode === 0, ...told, ...runDetails(run) }, () => explained(run, stack.name));
    return exitCode;
}
