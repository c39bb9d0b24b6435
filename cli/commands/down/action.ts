import { createInterface } from "node:readline/promises";
import { existingStacks } from "../../engine/state";
import { enter } from "../../stacks/environment";
import { endStage, isStageRunning } from "../../stacks/localStage";
import { type CommonOptions, stackOf } from "../../stacks/options";
import { type StackReference } from "../../stacks/stack";
import { remainsText, takeDown } from "../../teardown/takeDown";
import { answer } from "../../terminal/answer";
import { CommandError, Exit, UsageError } from "../../terminal/errors";
import { step } from "../../terminal/progress";

export interface DownOptions extends CommonOptions {
    readonly yes?: boolean;
}

/** Removes what runs made, then the stack, then the local platform and stage that no other stack uses. */
export async function down(options: DownOptions): Promise<number> {
    const stack = stackOf(options);
    if (stack.local && !(await isStageRunning())) {
        // Nothing can be deployed then; what a killed stage left behind goes.
        await step({ title: "end the local stage", run: endStage });
        answer(options.json, { ok: true, stack: stack.name, destroyed: [] }, () => "Nothing was deployed.");
        return Exit.ok;
    }
    await enter(stack);
    const destroyed = await takeDown(stack, (what) => confirm(stack, what, options.yes));
    const remains = stack.local ? undefined : remainsText(stack, await existingStacks());
    answer(options.json, { ok: true, stack: stack.name, destroyed, ...(remains && { remains: stack.platform }) }, () =>
        [
            destroyed.length > 0
                ? `Gone: ${destroyed.join(", ")}.`
                : `Nothing was deployed to the stack ${stack.name}.`,
            ...(remains ? [remains] : []),
        ].join("\n"),
    );
    return Exit.ok;
}

async function confirm(stack: StackReference, what: string, yes: boolean | undefined): Promise<void> {
    if (stack.local || yes) return;
    process.stderr.write(`This removes from the stack ${stack.name}: ${what}.\n`);
    if (!process.stdin.isTTY) throw new UsageError("Nobody is there to agree: add --yes.");
    const prompt = createInterface({ input: process.stdin, output: process.stderr });
    const said = await prompt.question(`Type the stack's name to go on: `);
    prompt.close();
    if (said.trim() !== stack.name) throw new CommandError("Nothing was removed.");
}
