import { Lifecycle } from "../../lifecycle/lifecycle";
import { report } from "../../lifecycle/report";
import { destroy, steps } from "../../lifecycle/steps";
import { policiesOf } from "../../stacks/deployment";
import { inTurn } from "../../stacks/turns";
import { leaveStage } from "../../teardown/takeDown";
import { answer } from "../../terminal/answer";
import { Exit, exitCodeOf, explain } from "../../terminal/errors";
import { interruption } from "../../terminal/interrupt";

export interface StartOptions {
    /** Leave the stage running for other commands. */
    readonly keep?: boolean;
    readonly json?: boolean;
}

/** Goes through the whole lifecycle on the local stage, from nothing. */
export async function start(options: StartOptions): Promise<number> {
    const lifecycle = new Lifecycle();
    return inTurn(lifecycle.stack, () => goThrough(lifecycle, options));
}

async function goThrough(lifecycle: Lifecycle, { keep, json }: StartOptions): Promise<number> {
    let exitCode: number = Exit.ok;
    try {
        for (const one of keep ? steps : [...steps, destroy]) await lifecycle.take(one);
    } catch (error) {
        exitCode = exitCodeOf(error);
        const policies = policiesOf(error);
        if (policies) lifecycle.recorder.add({ policies });
        process.stderr.write(`\ndrivetrain: ${explain(error)}\n`);
        if (process.env.DRIVETRAIN_DEBUG) process.stderr.write(`${(error as Error).stack}\n`);
        if (!keep || interruption.aborted) await leaveStage(lifecycle.stack.name);
    }
    const summary = lifecycle.recorder.write();
    answer(json, summary, () => report(summary, lifecycle, { keep }));
    return exitCode;
}
