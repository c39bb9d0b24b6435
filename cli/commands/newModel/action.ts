import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { listed } from "../../../components/validation/listed";
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
import { Exit, UsageError } from "../../terminal/errors";
import { trainDraft, trainOnStack } from "./training";

export interface NewModelOptions {
    readonly from: string;
    readonly target?: string;
    readonly identifier?: string;
    readonly dates?: DayOrder;
    /** Trains what was drafted, and compares it with plain models. */
    readonly train?: boolean;
    /** Where it is trained, too; one of the draft's stacks. */
    readonly stack?: string;
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
    requireStack(
        options,
        stacks.map(({ stack }) => stack),
    );

    const profile = await profileFile(options.from);
    const draft = await draftModel(name, profile, options);
    requireValid(draft, stages, folder);
    files.set(modelFile, await sourceOf(draft));
    writeAll(folder, files);

    const next = nextCommands(draft, options.from, stacks[0]?.stack ?? name);
    const { model, decisions, notes } = draft;
    const told = { model, files: [...files.keys()].reverse(), decisions, notes, next };
    const text = [...explained(draft, profile), ...written(files), ...next.map((command) => `  ${command}`)];
    if (options.train !== true) {
        answer(options.json, { ok: true, ...told }, () => text.join("\n"));
        return Exit.ok;
    }
    // Whoever waits for the training reads meanwhile what was drafted.
    if (options.json !== true) answer(false, {}, () => text.join("\n"));
    if (options.stack !== undefined) await trainOnStack(options.stack, options.from);
    const { exitCode, text: trained, details } = await trainDraft(model, options.from);
    answer(options.json, { ok: exitCode === Exit.ok, ...told, trial: details }, () => trained.join("\n"));
    return exitCode;
}

/** @throws UsageError for a stack without `--train`, or one that the draft has not */
function requireStack({ train, stack }: NewModelOptions, stacks: readonly string[]): void {
    if (stack === undefined) return;
    if (train !== true) throw new UsageError("--stack says where --train trains: give both.");
    if (stacks.includes(stack)) return;
    throw new UsageError(`--stack: the model will have no stack "${stack}", but ${listed(stacks, "and")}.`);
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
