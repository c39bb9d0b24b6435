import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { models } from "../../infra/models";
import { identifyStack } from "../../infra/stacks";
import { root } from "../checkout";
import { stackFileFor } from "./settings";
import { fileOf } from "./stack";

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
    writeFileSync(join(folder, fileOf(name)), content);
    return { file: fileOf(name), from };
}
