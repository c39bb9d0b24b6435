import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { ModelDefinition } from "../../components/model/model";
import { models } from "../../infra/models";
import { identifyStack } from "../../infra/stacks";
import { isLocalStack, makeOnce } from "../../local";
import { root } from "../checkout";

/** The file of a stack's configuration. */
export function fileOf(stack: string): string {
    return `Pulumi.${stack}.yaml`;
}

type Models = readonly [ModelDefinition, ...ModelDefinition[]];

/**
 * The stage of what `replay` goes through, r for replay: names have little room. Its stacks' files are there while a
 * replay is, and no model has one of its own there.
 */
export const replayStage = "local-r";

const localStage = "local";

/** Names of all stacks that have a file in a folder. */
export function stacksIn(folder: string): string[] {
    return readdirSync(folder)
        .flatMap((file) => /^Pulumi\.(.+)\.yaml$/.exec(file)?.[1] ?? [])
        .sort();
}

/**
 * The stages at which the first model has a stack, the local one first. Of what is on this machine alone it is the only
 * one: others are there to show promotion, or to replay, and a model that wants them gets its files there by `up`.
 */
export function stagesOf(folder: string, models: Models): string[] {
    return stacksIn(folder)
        .filter((stack) => {
            const identity = identifyStack(stack, models);
            const own = identity.kind === "model" && identity.model === models[0] && identity.stage === stack;
            return own && (stack === localStage || !isLocalStack(stack));
        })
        .sort((a, b) => Number(b === localStage) - Number(a === localStage));
}

/**
 * What a new model's stack is called, and its file: the first model's settings at that stage, without what is said of
 * that model's own algorithms, limits and places.
 */
export function stackFileFor(
    folder: string,
    stage: string,
    model: string,
    first: string,
): { readonly stack: string; readonly content: string } {
    const content = readFileSync(join(folder, fileOf(stage)), "utf8");
    return { stack: `${stage}-${model}`, content: settingsFor(content, model, first) };
}

const ofTheModel = ["algorithms", "realtime", "locations"].map((key) => `drivetrain:${key}`);

/** Line by line, so that comments, quotes and the stack's salt or key stay as they are. */
export function settingsFor(content: string, model: string, first: string): string {
    const lines: string[] = [];
    let depth: number | undefined;
    for (const line of content.split("\n")) {
        const indent = line.search(/\S/);
        if (depth !== undefined && (indent > depth || indent < 0)) continue;
        const key = /^\s*["']?([a-z]+:[A-Za-z]+)["']?:(\s|$)/.exec(line)?.[1] ?? "";
        depth = ofTheModel.includes(key) ? indent : undefined;
        if (depth === undefined) lines.push(line.replace(tagOf(first), `$1${model}`));
    }
    return `${lines.join("\n").trimEnd()}\n`;
}

/** The tag by which an account's costs are told apart. */
function tagOf(model: string): RegExp {
    return new RegExp(`^(\\s*drivetrain:model: )${model}$`);
}

/** A stack's file that was made, and the file that it was made of. */
export interface MadeFile {
    readonly file: string;
    readonly from: string;
}

/**
 * Makes the file of a model's stack where it is missing: the settings of the stage's first stack, without what is said
 * there of its own model's algorithms, limits and places.
 * @returns undefined where the file is there, where no model has the stack's name, or where the stage has no first
 *     stack
 */
export function makeStackFile(name: string, folder: string = root): MadeFile | undefined {
    const identity = identifyStack(name, models);
    if (identity.kind === "platform" || identity.stage === name || existsSync(join(folder, fileOf(name)))) {
        return undefined;
    }
    const from = fileOf(identity.stage);
    if (!existsSync(join(folder, from))) return undefined;
    const { content } = stackFileFor(folder, identity.stage, identity.model.name, models[0].name);
    // Another command may have made it meanwhile, and somebody edited it.
    return makeOnce(join(folder, fileOf(name)), content) ? { file: fileOf(name), from } : undefined;
}
