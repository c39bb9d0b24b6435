import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { ContextFile } from "./context";
import { copyInstruction } from "./copy";
import { expand, type Instruction, listOf, pairsOf } from "./dockerfile";
import { type BuildState, Stage } from "./stage";

/**
 * Goes through a Dockerfile's instructions and gives its last stage, or the one that is asked for.
 *
 * @param folder where the stages' files are put, each stage in a folder of its own
 * @throws Error in one sentence
 */
export function runDockerfile(
    instructions: readonly Instruction[],
    files: readonly ContextFile[],
    folder: string,
    { args = {}, target }: { readonly args?: Readonly<Record<string, string>>; readonly target?: string } = {},
): Stage {
    const state: BuildState = { files, args, stages: new Map() };
    // ARGs before the first FROM are for FROM lines, and for stages that declare them again.
    const global: Record<string, string> = {};
    let stage: Stage | undefined;
    let count = 0;
    for (const instruction of instructions) {
        if (instruction.name === "FROM") {
            if (stage && target && state.stages.get(target.toLowerCase()) === stage) return stage;
            stage = beginStage(instruction, join(folder, String(count)), global, state);
            state.stages.set(String(count++), stage);
        } else if (!stage) {
            if (instruction.name !== "ARG") throw new Error(`The Dockerfile has ${instruction.name} before FROM.`);
            declare(instruction, global, state.args, {});
        } else {
            apply(instruction, stage, state, global);
        }
    }
    if (target && state.stages.get(target.toLowerCase()) !== stage) {
        throw new Error(`The Dockerfile has no stage "${target}".`);
    }
    return stage!;
}

function beginStage({ text }: Instruction, root: string, global: Record<string, string>, state: BuildState): Stage {
    const [, base = "", name] = /^(\S+)(?:\s+[Aa][Ss]\s+(\S+))?/.exec(expand(text, global)) ?? [];
    const earlier = state.stages.get(base.toLowerCase());
    const stage = earlier ? Stage.from(earlier, root) : new Stage(root);
    if (name) state.stages.set(name.toLowerCase(), stage);
    return stage;
}

function apply(instruction: Instruction, stage: Stage, state: BuildState, global: Record<string, string>): void {
    const { name, text } = instruction;
    switch (name) {
        case "ARG":
            return declare(instruction, stage.variables, state.args, global);
        case "ENV": {
            const seen = { ...stage.variables };
            return pairsOf(text).forEach(([key, value]) => stage.setEnvironment(key, expand(value, seen)));
        }
        case "WORKDIR":
            stage.directory = stage.absolute(expand(text, stage.variables));
            mkdirSync(stage.place("."), { recursive: true });
            return;
        case "COPY":
        case "ADD":
            return copyInstruction(instruction, stage, state);
        case "ENTRYPOINT":
            stage.entrypoint = entrypointOf(text);
            return;
        case "RUN":
            stage.changesModes ||= /\bchmod\b/.test(text);
    }
}

function declare(
    { text }: Instruction,
    variables: Record<string, string>,
    args: Readonly<Record<string, string>>,
    global: Readonly<Record<string, string>>,
): void {
    const [, name = "", value] = /^(\w+)(?:=(.*))?$/s.exec(text) ?? [];
    const fallback = value === undefined ? global[name] : expand(value.replace(/^(["'])(.*)\1$/, "$2"), variables);
    const given = args[name] ?? fallback;
    // ENV goes before ARG of the same name.
    if (given !== undefined && !(name in variables)) variables[name] = given;
}

function entrypointOf(text: string): readonly string[] {
    const list = listOf(text);
    if (list) return list;
    throw new Error(
        "The Dockerfile's ENTRYPOINT is in shell form, which passes over the argument train or serve that SageMaker " +
            'gives: write it as a list, ENTRYPOINT ["program"], or leave it out.',
    );
}
