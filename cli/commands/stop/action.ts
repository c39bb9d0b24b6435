import { endStage, isStageRunning, killStage } from "../../stacks/localStage";
import { answer } from "../../terminal/answer";
import { Exit } from "../../terminal/errors";
import { step } from "../../terminal/progress";

export interface StopOptions {
    /** End it also under those who work on it. */
    readonly now?: boolean;
    readonly json?: boolean;
}

/** Ends the local stage, and with it all that was deployed to it. */
export async function stop(options: StopOptions): Promise<number> {
    const running = await isStageRunning();
    // Also where none is healthy: remains of one that was killed go too.
    await step({ title: "end the local stage", run: options.now ? killStage : endStage });
    answer(options.json, { ok: true, stopped: running }, () =>
        running ? "The local stage has ended." : "No local stage was running.",
    );
    return Exit.ok;
}
