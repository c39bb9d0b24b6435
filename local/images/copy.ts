import { readdirSync, statSync } from "node:fs";
import { join, posix } from "node:path";
import { globSource } from "./context";
import { expand, type Instruction, wordsOf } from "./dockerfile";
import { type BuildState, copyFile, type Stage } from "./stage";

/** A file that COPY can see, by its path in the context or in the stage that it copies from. */
interface Source {
    readonly path: string;
    readonly file: string;
}

/**
 * COPY, and ADD of files of the context.
 *
 * Of another stage only what COPY brought there can be copied: what its RUN lines made is not made here, so sources
 * that are not found there are passed over.
 *
 * @throws Error in one sentence where a source is not in the context
 */
export function copyInstruction(instruction: Instruction, stage: Stage, state: BuildState): void {
    const { name, flags, text } = instruction;
    const words = wordsOf(text).map((word) => expand(word, stage.variables));
    const target = words.pop();
    if (target === undefined || words.length === 0) throw new Error(`The Dockerfile has a ${name} without a target.`);
    if (name === "ADD" && words.some((word) => /^(\w+:\/\/|git@)|\.(tar|tgz|gz|bz2|xz|zst)$/.test(word))) {
        throw new Error(
            "The local stage does not fetch or unpack what ADD names: put the files in the folder and COPY.",
        );
    }
    const from = flags["from"] === undefined ? undefined : expand(flags["from"], stage.variables).toLowerCase();
    const sources = from === undefined ? state.files : sourcesIn(state.stages.get(from));
    const mode = /^0?[0-7]{3}$/.test(flags["chmod"] ?? "") ? parseInt(flags["chmod"]!, 8) : undefined;
    for (const word of words) {
        const found = select(word, sources);
        if (found.length === 0 && from === undefined) {
            throw new Error(
                `The Dockerfile copies "${word}", which is not in the folder (or its .dockerignore names it).`,
            );
        }
        const intoFolder = target.endsWith("/") || words.length > 1 || isFolder(stage, target) || target === ".";
        for (const { inner, source } of found) {
            const name = inner ?? (intoFolder ? posix.basename(source.path) : "");
            copyFile(source.file, stage.place(posix.join(target, name)), mode);
        }
    }
}

/**
 * The files that a source names: one file, the content of a folder (with paths from there), or what a pattern matches.
 */
function select(word: string, sources: readonly Source[]): { readonly inner?: string; readonly source: Source }[] {
    const pattern = posix.normalize(word).replace(/^\/+|\/+$/g, "");
    if (pattern === "." || pattern === "") return sources.map((source) => ({ inner: source.path, source }));
    const expression = new RegExp(`^(${globSource(pattern)})(?:/(.*))?$`);
    return sources.flatMap((source) => {
        const match = expression.exec(source.path);
        return match ? [{ inner: match[2], source }] : [];
    });
}

function sourcesIn(stage: Stage | undefined): Source[] {
    if (!stage) return [];
    return readdirSync(stage.root, { recursive: true, encoding: "utf8" })
        .map((path) => ({ path: path.replaceAll("\\", "/"), file: join(stage.root, path) }))
        .filter(({ file }) => statSync(file).isFile())
        .sort((a, b) => (a.path < b.path ? -1 : 1));
}

const isFolder = (stage: Stage, path: string): boolean =>
    stage.holds(path) && statSync(stage.place(path)).isDirectory();
