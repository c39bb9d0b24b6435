import { checkCsvFile } from "../../files/csvFile";
import { placeOf, push } from "../../files/landing";
import { goingOn, paceOf } from "../../runs/pace";
import { readRows, rowsText } from "../../runs/rows";
import { followRuns } from "../../runs/training";
import { exitCodeFor, runDetails } from "../../runs/trainingRun";
import { combinedOf, explained, runsTable } from "../../runs/verdicts";
import { enter } from "../../stacks/environment";
import { type CommonOptions, stackOf } from "../../stacks/options";
import { readOutputs } from "../../stacks/outputs";
import { modelOf } from "../../stacks/stack";
import { answer } from "../../terminal/answer";
import { Exit } from "../../terminal/errors";
import { watching } from "../../terminal/interrupt";
import { step } from "../../terminal/progress";

/** Pushes a file of training data, follows the runs that it starts, and shows how they judged. */
export async function train(file: string, options: CommonOptions): Promise<number> {
    const stack = stackOf(options);
    await checkCsvFile(file, "training", modelOf(stack.name));
    await enter(stack);
    const outputs = await readOutputs(stack);
    const pushed = await step({
        title: `push ${file}`,
        run: () => push(outputs, file, "training"),
        detail: placeOf,
    });
    const runs = await watching(goingOn(stack, "What the upload started"), () =>
        followRuns(outputs, pushed, paceOf(stack)),
    );
    const rows = await readRows(runs);
    const exitCode = exitCodeFor(runs);
    answer(
        options.json,
        {
            ok: exitCode === Exit.ok,
            stack: stack.name,
            model: outputs.model,
            training: Object.fromEntries(runs.map((run) => [run.algorithm, runDetails(run)])),
            combined: combinedOf(runs),
            rows,
        },
        () =>
            [runsTable(runs), ...(rows ? [rowsText(rows)] : []), ...runs.map((run) => explained(run, stack.name))].join(
                "\n",
            ),
    );
    return exitCode;
}
