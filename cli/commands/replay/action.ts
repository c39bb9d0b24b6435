import { resolve } from "node:path";
import { besideText } from "../../replay/beside";
import { readReport, writeReport } from "../../replay/files";
import { readHistory } from "../../replay/history";
import { onReplayStack } from "../../replay/place";
import { Replay } from "../../replay/replay";
import { reportOf } from "../../replay/report";
import { readReplaySetting } from "../../replay/settings";
import { replayText } from "../../replay/text";
import { type CommonOptions, stackOf } from "../../stacks/options";
import { modelOf } from "../../stacks/stack";
import { answer } from "../../terminal/answer";
import { Exit } from "../../terminal/errors";
import { secondsSince } from "../../terminal/format";

export interface ReplayOptions extends CommonOptions {
    readonly set?: readonly string[];
    readonly output: string;
    readonly beside?: string;
    readonly keep?: boolean;
}

/** Pushes a history through a stack of its own on the local stage, and tells what would have happened. */
export async function replay(folder: string, options: ReplayOptions): Promise<number> {
    const start = Date.now();
    const like = stackOf(options);
    const settings = (options.set ?? []).map(readReplaySetting);
    const earlier = options.beside === undefined ? undefined : readReport(options.beside);
    const history = await readHistory(folder, modelOf(like.name)!);
    const report = await onReplayStack(like, settings, options.keep ?? false, async (place) => {
        const days = await new Replay(place).run(history);
        const { model, outputs, rule } = place;
        return reportOf(
            { folder, stack: like.name, model: model.name, target: model.target, algorithms: outputs.algorithms },
            { settings: options.set ?? [], retrain: rule ?? false },
            days,
            secondsSince(start),
        );
    });
    const files = writeReport(resolve(options.output), report);
    answer(options.json, { ok: true, ...report, ...files }, () =>
        [
            replayText(report),
            ...(earlier ? [besideText(report, earlier)] : []),
            `Timeline: ${files.page}`,
            `Figures: ${files.figures}`,
        ].join("\n"),
    );
    return Exit.ok;
}
