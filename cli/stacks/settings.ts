import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { ModelDefinition } from "../../components/model/model";
import { identifyStack } from "../../infra/stacks";
import { fileOf } from "./stack";

type Models = readonly [ModelDefinition, ...ModelDefinition[]];

/** Names of all stacks that have a file in a folder. */
export function stacksIn(folder: string): string[] {
    return readdirSync(folder)
        .flatMap((file) => /^Pulumi\.(.+)\.yaml$/.exec(file)?.[1] ?? [])
        .sort();
}

/** The stages at which the first model has a stack, the local one first. */
export function stagesOf(folder: string, models: Models): string[] {
    return stacksIn(folder)
        .filter((stack) => {
            const identity = identifyStack(stack, models);
            return identity.kind === "model" && identity.model === models[0] && identity.stage === stack;
        })
        .sort((a, b) => Number(b === "local") - Number(a === "local"));
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
