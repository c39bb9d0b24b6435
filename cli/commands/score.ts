import { resolve } from "node:path";

import { type CommonOptions, paceOf, stackOf } from "../shared/context";
import { checkCsvFile } from "../shared/csvFile";
import { enter } from "../shared/environment";
import { Exit, UsageError } from "../shared/errors";
import { placeOf, push } from "../shared/landing";
import { canBeWritten, download } from "../shared/objects";
import { readOutputs } from "../shared/outputs";
import { answer } from "../shared/output";
import { step } from "../shared/progress";
import { readFirst } from "../shared/scoredRows";
import { followScoring, readReasons, type ScoringOutput, type ScoringRun } from "../shared/scoring";
import { notScoredText, scoringText } from "../shared/scoringText";

export interface ScoreOptions extends CommonOptions {
    /** Where to put the result on this machine. */
    readonly output?: string;
}

/** How many rows of a result are shown. */
const rowsShown = 5;

/** Pushes a file to be scored, follows the run that it starts, and shows what came of its rows. */
export async function score(file: string, options: ScoreOptions): Promise<number> {
    const stack = stackOf(options);
    await checkCsvFile(file, "scoring");
    await checkTarget(file, options.output);
    await enter(stack);
    const outputs = await readOutputs(stack);
    const pushed = await step({ title: `push ${file}`, run: () => push(outputs, file, "scoring"), detail: placeOf });
    const run = await followScoring(outputs, pushed, paceOf(stack));
    const reasons = await readReasons(run);
    const told = { stack: stack.name, model: outputs.model, ...toldOf(run), reasons };
    if (run.output?.verdict !== "scored") {
        answer(options.json, { ok: false, ...told }, () => notScoredText(run, reasons));
        return Exit.failed;
    }
    const saved = await save(run.output, options.output);
    const preview = options.json ? undefined : await readFirst(run.output.location, rowsShown);
    answer(options.json, { ok: true, ...told, saved }, () => scoringText(run, { preview, reasons, saved }));
    return Exit.ok;
}

function toldOf({ status, executionArn, seconds, output, failure, states }: ScoringRun): Record<string, unknown> {
    return { status, executionArn, seconds, scoring: output, failure, states };
}

async function checkTarget(file: string, target: string | undefined): Promise<void> {
    if (target === undefined) return;
    if (resolve(target) === resolve(file))
        throw new UsageError(`"${target}" is the file to be scored: name another one.`);
    if (!(await canBeWritten(target))) throw new UsageError(`"${target}" cannot be written: its folder is not there.`);
}

async function save(output: ScoringOutput, target: string | undefined): Promise<string | undefined> {
    if (target === undefined) return undefined;
    await step({ title: `download ${target}`, run: () => download(output.location, target) });
    return target;
}
