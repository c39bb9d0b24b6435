import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { models } from "../../../infra/models";
import { root } from "../../checkout";
import { requireName, requireNew, requireValid } from "../../draft/checks";
import { draftModel } from "../../draft/model";
import { profileFile } from "../../draft/profile";
import type { DayOrder } from "../../draft/recognize/dates";
import { sourceOf } from "../../draft/source";
import { explained, nextCommands } from "../../draft/text";
import { fileOf, stackFileFor, stagesOf } from "../../stacks/stackFile";
import { answer } from "../../terminal/answer";
import { Exit } from "../../terminal/errors";

export interface NewModelOptions {
    readonly from: string;
    readonly target?: string;
    readonly identifier?: string;
    readonly dates?: DayOrder;
    readonly json?: boolean;
}

/**
 * Writes the first draft of a model's file from a CSV file, and a stack file for each stage that the first model has.
 * @param folder has the stacks' files and `infra/models`
 */
export async function newModel(name: string, options: NewModelOptions, folder: string = root): Promise<number> {
    requireName(name, folder);
    const stages = stagesOf(folder, models);
    const stacks = stages.map((stage) => stackFileFor(folder, stage, name, models[0].name));
    const files = new Map(stacks.map(({ stack, content }) => [fileOf(stack), content]));
    const modelFile = join("infra", "models", `${name}.ts`);
    requireNew(folder, [modelFile, ...files.keys()]);

    const profile = await profileFile(options.from);
    const draft = await draftModel(name, profile, options);
    requireValid(draft, stages, folder);
    files.set(modelFile, await sourceOf(draft));
    writeAll(folder, files);

    const next = nextCommands(draft, options.from, stacks[0]?.stack ?? name);
    const { model, decisions, notes } = draft;
    answer(options.json, { ok: true, model, files: [...files.keys()].reverse(), decisions, notes, next }, () =>
        [...explained(draft, profile), ...written(files), ...next.map((command) => `  ${command}`)].join("\n"),
    );
    return Exit.ok;
}

/** All of them or none. */
function writeAll(folder: string, files: ReadonlyMap<string, string>): void {
    const done: string[] = [];
    try {
        for (const [file, content] of files) {
            writeFileSync(join(folder, file), content, { flag: "wx" });
            done.push(file);
        }
    } catch (error) {
        for (const file of done) rmSync(join(folder, file));
        throw error;
    }
}

function written(files: ReadonlyMap<string, string>): string[] {
    return [`Written: ${[...files.keys()].reverse().join(", ")}.`, "Look through the model's file, then:"];
}
