import { Lifecycle } from "../../lifecycle/lifecycle";
import { report } from "../../lifecycle/report";
import { lifecycle as wholeLife, promotion } from "../../lifecycle/steps";
import { policiesOf } from "../../stacks/deployment";
import { inTurn } from "../../stacks/turns";
import { leaveStage } from "../../teardown/takeDown";
import { answer } from "../../terminal/answer";
import { Exit, exitCodeOf, explain } from "../../terminal/errors";
import { interruption } from "../../terminal/interrupt";

export interface StartOptions {
    /** Leave the stage running for other commands. */
    readonly keep?: boolean;
    /** Train in one account, and serve in another one. */
    readonly promote?: boolean;
    readonly json?: boolean;
}

/** Goes through the whole lifecycle on the local stage, from nothing. */
export async function start(options: StartOptions): Promise<number> {
    const lifecycle = new Lifecycle(options);
    const { stack, next } = lifecycle;
    const all = () => goThrough(lifecycle, options);
    return inTurn(stack, () => (next === undefined ? all() : inTurn(next, all)));
}

async function goThrough(lifecycle: Lifecycle, { keep, promote, json }: StartOptions): Promise<number> {
    const { steps, end } = promote ? promotion : wholeLife;
    let exitCode: number = Exit.ok;
    try {
        for (const one of keep ? steps : [...steps, end]) await lifecycle.take(one);
    } catch (error) {
        exitCode = exitCodeOf(error);
        const policies = policiesOf(error);
        if (policies) lifecycle.recorder.add({ policies });
        process.stderr.write(`\ndrivetrain: ${explain(error)}\n`);
        if (process.env.DRIVETRAIN_DEBUG) process.stderr.write(`${(error as Error).stack}\n`);
        if (!keep || interruption.aborted) await leaveStage(...lifecycle.stages.map(({ name }) => name));
    }
    const summary = lifecycle.recorder.write();
    answer(json, summary, () => report(summary, lifecycle, { keep }));
    return exitCode;
}
