import { readdirSync } from "node:fs";

import { models } from "../../infra/models";
import { identifyStack } from "../../infra/stacks";
import { UsageError } from "./errors";
import { root } from "./root";

/** A stack of one model at one stage, and the platform that it stands on. */
export interface StackReference {
    readonly name: string;
    readonly stage: string;
    /** Runs on this machine: the command starts what it needs, and no AWS account is reached. */
    readonly local: boolean;
    /** The stack of what the account has once. */
    readonly platform: string;
    /** The account that a local stage stands for; undefined on AWS, where the credentials tell. */
    readonly accountId?: string;
}

/** The accounts that the local stages stand for. */
const localAccounts: Readonly<Record<string, string>> = { "local-prod": "222222222222", local: "111111111111" };

/**
 * The stack of a name: `<stage>` for the first model, `<stage>-<model>` for the others.
 * @param files names of the files at the root: a stack has its `Pulumi.<stack>.yaml` there
 * @throws UsageError when there is no such stack
 */
export function findStack(name: string, files: readonly string[] = readdirSync(root)): StackReference {
    const stacks = stackNames(files);
    const known = stacks.filter((stack) => !stack.startsWith("platform-")).join(", ");
    if (name.startsWith("platform-")) {
        throw new UsageError(
            `"${name}" is a platform: it comes and goes with the model stacks on it. Name one of: ${known}.`,
        );
    }
    if (!stacks.includes(name)) {
        throw new UsageError(`There is no stack "${name}": Pulumi.${name}.yaml does not exist. Stacks here: ${known}.`);
    }
    const { stage } = identifyStack(name, models);
    const accountId = localAccounts[stage];
    return { name, stage, local: accountId !== undefined, platform: `platform-${stage}`, accountId };
}

function stackNames(files: readonly string[]): string[] {
    return files
        .map((file) => /^Pulumi\.(.+)\.yaml$/.exec(file)?.[1])
        .filter((name) => name !== undefined)
        .sort();
}
