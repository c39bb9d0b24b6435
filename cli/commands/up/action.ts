import { existsSync } from "node:fs";
import { join } from "node:path";
import { inRoot } from "../../checkout";
import { deploy } from "../../stacks/deployment";
import { deploymentText, newKeyText } from "../../stacks/deploymentText";
import { prepare } from "../../stacks/localStage";
import { type CommonOptions, stackOf } from "../../stacks/options";
import { readOutputs } from "../../stacks/outputs";
import type { StackReference } from "../../stacks/stack";
import { makeStackFile } from "../../stacks/stackFile";
import { stackOption } from "../../stacks/stackOption";
import { inTurn } from "../../stacks/turns";
import { prune } from "../../teardown/prune";
import { answer } from "../../terminal/answer";
import { Exit } from "../../terminal/errors";
import { step } from "../../terminal/progress";

export interface UpOptions extends CommonOptions {
    readonly prune?: boolean;
}

/** Brings the stack up, its stage and platform before it where they are missing. */
export async function up(options: UpOptions): Promise<number> {
    await completeFiles(options.stack);
    const stack = stackOf(options);
    return inTurn(stack, () => bringUp(stack, options));
}

async function bringUp(stack: StackReference, options: UpOptions): Promise<number> {
    await prepare(stack);
    const deployment = await deploy(stack, (previewed, report) =>
        prune(stack, previewed, options.prune ?? false, report),
    );
    const outputs = await readOutputs(stack);
    answer(options.json, { ok: true, stack: stack.name, ...deployment, outputs }, () =>
        [
            ...deploymentText(deployment),
            ...newKeyText(deployment, stack),
            `Predictions: ${outputs.realtime.url}`,
            `Next: npx drivetrain train ${dataFileOf(outputs.model)}${stackOption(stack.name)}`,
        ].join("\n"),
    );
    return Exit.ok;
}

/** A model that has no stack at this stage yet gets its file, which says so little of its own that it can be made. */
async function completeFiles(name: string): Promise<void> {
    const made = makeStackFile(name);
    if (made === undefined) return;
    await step({
        title: `make ${made.file}`,
        run: () => Promise.resolve(made),
        detail: ({ from }) => `the settings of ${from}; commit it`,
    });
}

/** A file to train the model with: the one that is here, or a place for one's own. */
function dataFileOf(model: string): string {
    const file = join("data", `${model}.csv`);
    return existsSync(inRoot(file)) ? file : "FILE.csv";
}
