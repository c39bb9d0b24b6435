import { checkCsvFile } from "../../files/csvFile";
import { placeOf, push } from "../../files/landing";
import { runMonitor } from "../../monitoring/run";
import { monitorText, notJudgedText } from "../../monitoring/text";
import { goingOn, paceOf } from "../../runs/pace";
import { enter } from "../../stacks/environment";
import { type CommonOptions, stackOf } from "../../stacks/options";
import { readOutputs } from "../../stacks/outputs";
import { modelOf } from "../../stacks/stack";
import { answer } from "../../terminal/answer";
import { CommandError, Exit } from "../../terminal/errors";
import { watching } from "../../terminal/interrupt";
import { step } from "../../terminal/progress";

export interface MonitorOptions extends CommonOptions {
    readonly groundTruth?: string;
}

/** Runs the monitor once, and shows what it found. Drift is an answer, not a failure: 3 tells it to scripts. */
export async function monitor(options: MonitorOptions): Promise<number> {
    const stack = stackOf(options);
    const file = options.groundTruth;
    if (file !== undefined) await checkCsvFile(file, "ground truth", modelOf(stack.name));
    await enter(stack);
    const outputs = await readOutputs(stack);
    if ((outputs as Partial<typeof outputs>).monitoring === undefined) {
        throw new CommandError(`The stack ${stack.name} has no monitor: bring it up again, with monitoring on.`);
    }
    if (file !== undefined) {
        await step({ title: `push ${file}`, run: () => push(outputs, file, "ground truth"), detail: placeOf });
    }
    const run = await watching(goingOn(stack, "The monitor"), () => runMonitor(outputs, paceOf(stack)));
    const told = { stack: stack.name, model: outputs.model, ...run };
    if (run.output === undefined) {
        answer(options.json, { ok: false, ...told }, () => notJudgedText(run));
        return Exit.failed;
    }
    answer(options.json, { ok: true, ...told }, () => monitorText(run, stack.name));
    return run.output.verdict === "drifted" ? Exit.rejected : Exit.ok;
}
