import { basename } from "node:path";
import { explainFolder, type ScoringOutcome } from "../../../contracts/scoring";
import { checkCsvFile } from "../../files/csvFile";
import { placeOf, push } from "../../files/landing";
import { download } from "../../files/objects";
import { goingOn, paceOf } from "../../runs/pace";
import { readFirst } from "../../scoring/result";
import { followScoring, readReasons, type ScoringRun } from "../../scoring/run";
import { findTarget, type ScoreTarget } from "../../scoring/target";
import { notScoredText, scoringText } from "../../scoring/text";
import { enter } from "../../stacks/environment";
import { type CommonOptions, stackOf } from "../../stacks/options";
import { readOutputs } from "../../stacks/outputs";
import { modelOf } from "../../stacks/stack";
import { answer } from "../../terminal/answer";
import { CommandError, Exit } from "../../terminal/errors";
import { watching } from "../../terminal/interrupt";
import { step } from "../../terminal/progress";

export interface ScoreOptions extends CommonOptions {
    /** Where to put the result on this machine: a file, or a folder. */
    readonly output?: string;
    /** Whether each row is to have its largest contributions. */
    readonly explain?: boolean;
}

/** How many rows of a result are shown. */
const rowsShown = 5;

/** Pushes a file to be scored, follows the run that it starts, and shows what came of its rows. */
export async function score(file: string, options: ScoreOptions): Promise<number> {
    const stack = stackOf(options);
    await checkCsvFile(file, "scoring", modelOf(stack.name));
    const target = options.output === undefined ? undefined : await findTarget(file, options.output);
    await enter(stack);
    const outputs = await readOutputs(stack);
    const folder = options.explain === true ? explainFolder : "";
    const pushed = await step({
        title: `push ${file}`,
        run: () => push(outputs, file, "scoring", `${folder}${basename(file)}`),
        detail: placeOf,
    });
    const run = await watching(goingOn(stack, "The scoring"), () => followScoring(outputs, pushed, paceOf(stack)));
    const reasons = await readReasons(run);
    const told = { stack: stack.name, model: outputs.model, ...toldOf(run), reasons };
    if (run.output?.verdict !== "scored") {
        answer(options.json, { ok: false, ...told }, () => notScoredText(run, reasons));
        return Exit.failed;
    }
    if (options.explain === true && run.output.explained === undefined) {
        throw new CommandError(
            `The scoring pipeline of ${stack.name} explains nothing yet, and has scored the file alone: ` +
                `bring the stack up again (drivetrain up -s ${stack.name}), then push the file once more.`,
        );
    }
    const saved = target && (await save(run.output, target));
    const preview = options.json ? undefined : await readFirst(run.output.location, rowsShown);
    answer(options.json, { ok: true, ...told, saved: saved?.result, savedQuarantine: saved?.quarantine }, () =>
        scoringText(run, { preview, reasons, saved }),
    );
    return Exit.ok;
}

function toldOf({ status, executionArn, seconds, output, failure, states }: ScoringRun): Record<string, unknown> {
    return { status, executionArn, seconds, scoring: output, failure, states };
}

/** What was written: no quarantine where every row was scored. */
async function save(
    { location, quarantine }: ScoringOutcome,
    target: ScoreTarget,
): Promise<{ result: string; quarantine?: string }> {
    const get = (uri: string, path: string): Promise<void> =>
        watching(`The result is at ${location}.`, () =>
            step({ title: `download ${path}`, run: () => download(uri, path) }),
        );
    await get(location, target.result);
    if (quarantine === null) return { result: target.result };
    await get(quarantine, target.quarantine);
    return target;
}
