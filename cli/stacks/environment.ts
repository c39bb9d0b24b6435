import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { awaitStage, findStage, type Stage, stageEnvironment } from "../../local";
import { engineEnvironment } from "../../tools/engine";
import { CommandError } from "../terminal/errors";
import type { StackReference } from "./stack";
import { fileOf } from "./stackFile";
import { defaultStack, stackOption } from "./stackOption";
import { noteUse } from "./turns";

/** What the user's shell may hold that would take calls for the local stage elsewhere. */
const foreign = [
    "AWS_PROFILE",
    "AWS_SESSION_TOKEN",
    "AWS_ENDPOINT_URL_S3",
    "AWS_CA_BUNDLE",
    "PULUMI_CONFIG_PASSPHRASE_FILE",
];

/** Variables to set, and to unset. */
export interface Environment {
    readonly set: Readonly<Record<string, string>>;
    readonly unset: readonly string[];
}

/** The variables with which Pulumi and the AWS SDK reach a stack. */
export function environmentOf(stack: StackReference, stage?: Stage): Environment {
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

/** The variables for a stack as it is now. @throws CommandError where it is local and its stage does not run */
export async function findEnvironment(stack: StackReference): Promise<Environment> {
    return environmentOf(stack, stack.local ? await findStage() : undefined);
}

/**
 * Makes this process, and all that it starts, speak to a stack that should already be there. The local stage is not ended
 * under it.
 * @throws CommandError when the credentials are not of the stack's account
 */
export async function enter(stack: StackReference): Promise<void> {
    if (stack.local) {
        noteUse();
        return apply(environmentOf(stack, await awaitStage()));
    }
    apply(environmentOf(stack));
    await requireAccount(stack, new STSClient({}));
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

/** Gives this process the variables. */
export function apply({ set, unset }: Environment): void {
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
