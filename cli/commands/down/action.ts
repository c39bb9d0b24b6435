import { createInterface } from "node:readline/promises";
import { existingStacks } from "../../engine/state";
import { isStageRunning, prepare } from "../../stacks/localStage";
import { type CommonOptions, stackOf } from "../../stacks/options";
import { type StackReference } from "../../stacks/stack";
import { inTurn } from "../../stacks/turns";
import { sweepClients } from "../../teardown/scope";
import { survey, type Survey, surveyText } from "../../teardown/survey";
import { leaveStage, remainsText, takeDown } from "../../teardown/takeDown";
import { answer } from "../../terminal/answer";
import { CommandError, Exit, UsageError } from "../../terminal/errors";

export interface DownOptions extends CommonOptions {
    readonly yes?: boolean;
    /** Only tell what would go. */
    readonly preview?: boolean;
}

/** Removes what runs made, then the stack, then the local platform and stage that no other stack uses. */
export async function down(options: DownOptions): Promise<number> {
    const stack = stackOf(options);
    return inTurn(stack, () => (options.preview ? preview(stack, options) : removeStack(stack, options)));
}

async function removeStack(stack: StackReference, options: DownOptions): Promise<number> {
    if (stack.local && !(await isStageRunning())) {
        // Nothing can be deployed then; what a killed stage left behind goes.
        await leaveStage(stack.name);
        answer(options.json, { ok: true, stack: stack.name, destroyed: [] }, () => "Nothing was deployed.");
        return Exit.ok;
    }
    await prepare(stack);
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

/** Tells what `down` would remove, and removes nothing. */
async function preview(stack: StackReference, { json }: DownOptions): Promise<number> {
    const found = await find(stack);
    const { resources = 0, leftovers, refusal } = found ?? {};
    answer(json, { ok: true, stack: stack.name, resources, leftovers, refusal }, () =>
        found === undefined
            ? `Nothing is deployed to the stack ${stack.name}.`
            : [surveyText(stack, found), ...(refusal === undefined ? [] : [refusal])].join("\n"),
    );
    return Exit.ok;
}

async function find(stack: StackReference): Promise<Survey | undefined> {
    if (stack.local && !(await isStageRunning())) return undefined;
    await prepare(stack);
    return (await existingStacks()).includes(stack.name) ? survey(stack, sweepClients()) : undefined;
}

async function confirm(stack: StackReference, what: string, yes: boolean | undefined): Promise<void> {
    if (stack.local || yes) return;
    process.stderr.write(`${what}\n`);
    if (!process.stdin.isTTY) throw new UsageError("Nobody is there to agree: add --yes.");
    const prompt = createInterface({ input: process.stdin, output: process.stderr });
    const said = await prompt.question(`Type the stack's name to go on: `);
    prompt.close();
    if (said.trim() !== stack.name) throw new CommandError("Nothing was removed.");
}
