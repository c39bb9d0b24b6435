import { createInterface } from "node:readline/promises";

import { SageMakerClient } from "@aws-sdk/client-sagemaker";
import { SFNClient } from "@aws-sdk/client-sfn";
import { SSMClient } from "@aws-sdk/client-ssm";

import { type CommonOptions, stackOf } from "../shared/context";
import { destroy } from "../shared/deployment";
import { endStage, enter, isStageRunning } from "../shared/environment";
import { CommandError, Exit, UsageError } from "../shared/errors";
import { existingStacks, findOutputs } from "../shared/outputs";
import { answer } from "../shared/output";
import { step } from "../shared/progress";
import type { StackReference } from "../shared/stack";
import { findLeftovers, type Leftovers, leftoversText, sweep, type SweepClients } from "../shared/sweep";

export interface DownOptions extends CommonOptions {
    readonly yes?: boolean;
}

/** Removes what runs made, then the stack, then the platform and the stage that no other stack uses. */
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
    answer(options.json, { ok: true, stack: stack.name, destroyed }, () =>
        destroyed.length > 0 ? `Gone: ${destroyed.join(", ")}.` : `Nothing was deployed to the stack ${stack.name}.`,
    );
    return Exit.ok;
}

/**
 * Takes a stack down, with all that stands only because of it.
 * @param agree asked once, with what is about to go, before anything is removed; throws to refuse
 * @returns the names of the stacks that are gone
 */
export async function takeDown(stack: StackReference, agree: (what: string) => Promise<void>): Promise<string[]> {
    const existing = await existingStacks();
    const gone: string[] = [];
    if (existing.includes(stack.name)) {
        const outputs = await findOutputs(stack);
        const clients = { sagemaker: new SageMakerClient({}), ssm: new SSMClient({}), sfn: new SFNClient({}) };
        const leftovers = outputs && (await findLeftovers(outputs, clients));
        await agree(["all resources of the stack", leftovers && leftoversText(leftovers)].filter(Boolean).join(", "));
        if (leftovers) await sweepStep(leftovers, clients);
        await destroy(stack.name);
        gone.push(stack.name);
    }
    if (stack.local) {
        const others = existing.filter((name) => !name.startsWith("platform-") && name !== stack.name);
        const sharing = others.filter((name) => name.startsWith(stack.stage));
        if (sharing.length === 0 && existing.includes(stack.platform)) {
            await destroy(stack.platform);
            gone.push(stack.platform);
        }
        if (others.length === 0) await step({ title: "end the local stage", run: endStage });
    }
    return gone;
}

async function sweepStep(leftovers: Leftovers, clients: SweepClients): Promise<void> {
    const what = leftoversText(leftovers);
    if (what === undefined) return;
    await step({ title: "remove what runs made", run: () => sweep(leftovers, clients), detail: () => what });
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
