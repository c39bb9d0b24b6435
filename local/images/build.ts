import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { readIfThere } from "../files";
import { type ContextFile, contextFiles, digestOf } from "./context";
import { parseDockerfile } from "./dockerfile";
import type { BuiltImage } from "./image";
import { environmentOf, findProgram, relocate } from "./programs";
import { copyTree } from "./stage";
import { runDockerfile } from "./stages";

/** What to build. */
export interface Build {
    /** The folder of the context. */
    readonly context: string;
    /** The Dockerfile's path. @default "Dockerfile" in the context */
    readonly dockerfile?: string;
    /** Build arguments. @default {} */
    readonly args?: Readonly<Record<string, string>>;
    /** The last stage to build. @default the Dockerfile's last */
    readonly target?: string;
}

/** A build's content, known before anything is built. */
export interface PreparedBuild {
    readonly build: Build;
    readonly dockerfile: string;
    readonly files: readonly ContextFile[];
    /** 64 hexadecimal digits, of all that goes into the image. */
    readonly digest: string;
}

/** Reads what a build is made of. @throws Error in one sentence where a part of it is missing */
export function prepareBuild(build: Build): PreparedBuild {
    const files = contextFiles(build.context);
    const path = build.dockerfile ?? join(build.context, "Dockerfile");
    const dockerfile = readIfThere(path);
    if (dockerfile === undefined) throw new Error(`There is no Dockerfile at ${path}.`);
    return { build, dockerfile, files, digest: digestOf(files, dockerfile, build.args ?? {}, build.target ?? "") };
}

/**
 * Builds an image for this machine: what the Dockerfile copies, where its ENV, WORKDIR and ENTRYPOINT put it. RUN is
 * not run: the interpreter and its libraries are the local stage's.
 *
 * @param place the folder that the image is to be kept in; one that is there already is kept as it is
 * @throws Error in one sentence, also for a program `train` or `serve` that cannot be found
 */
export function buildImage({ build, dockerfile, files }: PreparedBuild, place: string): void {
    if (existsSync(join(place, "image.json"))) return;
    mkdirSync(dirname(place), { recursive: true });
    const draft = mkdtempSync(`${place}.`);
    try {
        const stage = runDockerfile(parseDockerfile(dockerfile), files, join(draft, "stages"), build);
        const root = join(place, "root");
        const image: BuiltImage = {
            train: findProgram(stage, "train", root),
            serve: findProgram(stage, "serve", root),
            environment: environmentOf(stage, root),
            directory: stage.directory === "/" ? root : relocate(stage, root, stage.directory),
        };
        const kept = join(draft, "image");
        mkdirSync(join(kept, "root", stage.directory), { recursive: true });
        copyTree(stage.root, join(kept, "root"));
        writeFileSync(join(kept, "image.json"), JSON.stringify(image, undefined, 2));
        rmSync(place, { recursive: true, force: true });
        renameSync(kept, place);
    } finally {
        rmSync(draft, { recursive: true, force: true });
    }
}
