import { existsSync, rmSync } from "node:fs";
import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { findStage, type Stage, stageEnvironment, startStage, stopStage } from "../../local";
import { engineEnvironment } from "../../tools/engine";
import { inRoot } from "../checkout";
import { hasPendingOperations, releaseDeadLocks } from "../engine/locks";
import { CommandError } from "../terminal/errors";
import type { Report } from "../terminal/progress";
import { existingStacks } from "./outputs";
import { fileOf, type StackReference } from "./stack";
import { defaultStack, stackOption } from "./stackOption";

/** What the user's shell may hold that would take calls for the local stage elsewhere. */
const foreign = [
    "AWS_PROFILE",
    "AWS_SESSION_TOKEN",
    "AWS_ENDPOINT_URL_S3",
    "AWS_CA_BUNDLE",
    "PULUMI_CONFIG_PASSPHRASE_FILE",
];

/** Where the local stage's stacks have their state. */
export const localState = inRoot(".drivetrain", "state");

/** The variables with which Pulumi and the AWS SDK reach a stack: to set, and to unset. */
export function environmentOf(stack: StackReference, stage?: Stage): { set: Record<string, string>; unset: string[] } {
    if (!stack.local) {
        const { region } = stack;
        return {
            set: { ...engineEnvironment({ local: false }), AWS_REGION: region, AWS_DEFAULT_REGION: region },
            unset: [],
        };
    }
    if (stage === undefined) throw new CommandError(notRunning(stack.name));
    return {
        set: { ...engineEnvironment({ local: true }), ...stageEnvironment(stage, stack.accountId) },
        unset: foreign,
    };
}

/**
 * Makes this process, and all that it starts, speak to a stack that should already be there.
 * @throws CommandError when the credentials are not of the stack's account
 */
export async function enter(stack: StackReference): Promise<void> {
    apply(environmentOf(stack, stack.local ? await findStage() : undefined));
    if (!stack.local) await requireAccount(stack, new STSClient({}));
}

/** Refuses to work on a stack with another account's credentials: what is there has the same names. */
export async function requireAccount(stack: StackReference, client: STSClient): Promise<void> {
    const { Account } = await client.send(new GetCallerIdentityCommand({}));
    if (Account === stack.accountId) return;
    throw new CommandError(
        `The stack ${stack.name} is account ${stack.accountId} (${fileOf(stack.name)}), but these credentials are of ` +
            `account ${Account}: set another AWS_PROFILE, or, before the stack is first brought up, your account's number in that file.`,
    );
}

/** The same, after starting the local stage where the stack needs it and it does not run. */
export async function enterStarting(stack: StackReference, report: Report): Promise<void> {
    if (!stack.local) return enter(stack);
    const running = await findStage();
    if (running) {
        apply(environmentOf(stack, running));
        if (await isUsable()) return;
        report("an update was killed in the middle of a resource: the stage starts anew");
        await endStage();
    }
    forgetLocalState();
    apply(environmentOf(stack, await startStage(report)));
}

/** Whether the state of the local stacks can be built on. */
async function isUsable(): Promise<boolean> {
    const stacks = await existingStacks();
    await releaseDeadLocks(localState, stacks);
    for (const stack of stacks) {
        if (await hasPendingOperations(stack)) return false;
    }
    return true;
}

/** Ends the local stage: its processes, and with them all that was deployed to it. */
export async function endStage(): Promise<void> {
    await stopStage();
    forgetLocalState();
}

/** Whether this checkout has a local stage that runs. */
export async function isStageRunning(): Promise<boolean> {
    return (await findStage()) !== undefined;
}

// What was deployed to a stage that no longer runs is gone; a state that still has it would mislead the engine.
function forgetLocalState(): void {
    if (existsSync(localState)) rmSync(localState, { recursive: true });
}

function apply({ set, unset }: { set: Record<string, string>; unset: string[] }): void {
    for (const name of unset) delete process.env[name];
    Object.assign(process.env, set);
}

/** What to do where a stack is asked for whose stage does not run. */
export function notRunning(stack: string): string {
    const up = `\`npx drivetrain up${stackOption(stack)}\``;
    // npm start deploys the default stack alone.
    const starts = stack === defaultStack ? `${up} or \`npm start -- --keep\` starts it` : `${up} starts it`;
    return `The local stage is not running: ${starts}.`;
}
