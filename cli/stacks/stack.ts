import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import type { ModelDefinition } from "../../components/model/model";
import { platformStack, stageOfPlatform } from "../../contracts/names";
import { models } from "../../infra/models";
import { identifyStack } from "../../infra/stacks";
import { isLocalStack } from "../../local";
import { root } from "../checkout";
import { UsageError } from "../terminal/errors";
import { fileOf, stacksIn } from "./stackFile";

/** A stack of one model at one stage, and the platform that it stands on. */
export interface StackReference {
    readonly name: string;
    readonly stage: string;
    /** Runs on this machine: the command starts what it needs, and no AWS account is reached. */
    readonly local: boolean;
    /** The stack of what the account has once. */
    readonly platform: string;
    /** The account that the stack's file names: twelve digits. */
    readonly accountId: string;
    /** The region that the stack's file names. */
    readonly region: string;
}

/**
 * The stack of a name: `<stage>` for the first model, `<stage>-<model>` for the others.
 * @param folder has the stack's `Pulumi.<stack>.yaml`
 * @throws UsageError when there is no such stack, or its file does not say where it lives
 */
export function findStack(name: string, folder: string = root): StackReference {
    if (stageOfPlatform(name) !== undefined) {
        throw new UsageError(
            `"${name}" is a platform, which the commands do not name: \`npx drivetrain up\` of a model's stack brings it ` +
                `up, and \`npx pulumi destroy -s ${name}\` removes it from AWS (the local one goes with its last stack). ` +
                `Name one of: ${modelStacks(folder)}.`,
        );
    }
    if (!existsSync(join(folder, fileOf(name)))) {
        const stage = stageOf(name);
        const hint =
            stage !== name && existsSync(join(folder, fileOf(stage)))
                ? ` \`npx drivetrain up -s ${name}\` makes it.`
                : "";
        throw new UsageError(
            `There is no stack "${name}": ${fileOf(name)} does not exist.${hint} Stacks here: ${modelStacks(folder)}.`,
        );
    }
    const stage = stageOf(name);
    return { name, stage, local: isLocalStack(name), platform: platformStack(stage), ...readPlace(name, folder) };
}

/** The stage of a model's stack or of a platform. */
export function stageOf(stack: string): string {
    return identifyStack(stack, models).stage;
}

/** The model of a stack, as its file has it; undefined for a platform. */
export function modelOf(stack: string): ModelDefinition | undefined {
    const identity = identifyStack(stack, models);
    return identity.kind === "model" ? identity.model : undefined;
}

/** Account and region as the stack's file has them. */
function readPlace(name: string, folder: string): { accountId: string; region: string } {
    const file = fileOf(name);
    const config = readConfig(join(folder, file), file);
    const accountId = plain(config["drivetrain:accountId"]);
    const region = plain(config["aws:region"]);
    if (!/^\d{12}$/.test(accountId)) {
        throw new UsageError(
            `${file} does not say the stack's account: give drivetrain:accountId its twelve digits, in quotes.`,
        );
    }
    if (region === "") throw new UsageError(`${file} does not say the stack's region: set aws:region.`);
    return { accountId, region };
}

/** A value as text; nothing for what is no plain value. */
function plain(value: unknown): string {
    return typeof value === "string" || typeof value === "number" ? String(value) : "";
}

function readConfig(path: string, file: string): Record<string, unknown> {
    try {
        const content = parse(readFileSync(path, "utf8")) as { config?: Record<string, unknown> } | undefined;
        return content?.config ?? {};
    } catch (error) {
        throw new UsageError(`${file} cannot be read: ${(error as Error).message.split("\n")[0]}.`);
    }
}

function modelStacks(folder: string): string {
    return withoutPlatforms(stacksIn(folder)).join(", ");
}

/** Of some stacks, those of models. */
export function withoutPlatforms(stacks: readonly string[]): string[] {
    return stacks.filter((name) => stageOfPlatform(name) === undefined);
}
