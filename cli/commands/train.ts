import { type CommonOptions, paceOf, stackOf } from "../shared/context";
import { enter } from "../shared/environment";
import { Exit } from "../shared/errors";
import { readOutputs } from "../shared/outputs";
import { answer } from "../shared/output";
import { step } from "../shared/progress";
import {
    checkTrainingFile,
    failureSentence,
    followRuns,
    push,
    runsTable,
    runSummary,
    type TrainingRun,
} from "../shared/runs";

/** Pushes a file of training data, follows the runs that it starts, and shows how they judged. */
export async function train(file: string, options: CommonOptions): Promise<number> {
    const stack = stackOf(options);
    await checkTrainingFile(file);
    await enter(stack);
    const outputs = await readOutputs(stack);
    const pushed = await step({
        title: `push ${file}`,
        run: () => push(outputs, file),
        detail: ({ bucket, key }) => `s3://${bucket}/${key}`,
    });
    const runs = await followRuns(outputs, pushed, paceOf(stack));
    const exitCode = exitCodeFor(runs);
    answer(
        options.json,
        { ok: exitCode === Exit.ok, stack: stack.name, model: outputs.model, training: trainingOf(runs) },
        () => [runsTable(runs), ...runs.map(explained)].join("\n"),
    );
    return exitCode;
}

/** A failed run outweighs a rejected model. */
export function exitCodeFor(runs: readonly TrainingRun[]): number {
    if (runs.some((run) => run.failure)) return Exit.failed;
    return runs.some((run) => run.output?.verdict === "rejected") ? Exit.rejected : Exit.ok;
}

function trainingOf(runs: readonly TrainingRun[]): Record<string, unknown> {
    return Object.fromEntries(
        runs.map((run) => [
            run.algorithm,
            {
                ...runSummary(run),
                seconds: run.seconds,
                metric: run.output?.metric,
                reason: run.output?.reason ?? run.failure?.reason,
                failure: run.failure,
                states: run.states,
            },
        ]),
    );
}

function explained(run: TrainingRun): string {
    return run.output ? `${run.algorithm}: ${run.output.reason}` : failureSentence(run);
}
