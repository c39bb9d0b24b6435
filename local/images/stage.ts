import { chmodSync, copyFileSync, existsSync, mkdirSync, readdirSync, statSync } from "node:fs";
import { dirname, join, posix } from "node:path";
import type { ContextFile } from "./context";

/** The search path of an image that says nothing else. */
const defaultPath = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

/** A stage of a build: the files that it holds, and what its last instructions left set. */
export class Stage {
    readonly environment: Record<string, string> = { PATH: defaultPath };
    /** ARG and ENV, as instructions see them. */
    readonly variables: Record<string, string> = { PATH: defaultPath };
    directory = "/";
    entrypoint: readonly string[] = [];
    /** Whether a RUN may have made files executable that were not. */
    changesModes = false;

    /** @param root the folder that stands for the stage's `/` */
    constructor(readonly root: string) {
        mkdirSync(root, { recursive: true });
    }

    /** A stage that begins with what another one ended with. */
    static from(other: Stage, root: string): Stage {
        const stage = new Stage(root);
        copyTree(other.root, root);
        Object.assign(stage.environment, other.environment);
        Object.assign(stage.variables, other.environment);
        stage.directory = other.directory;
        stage.entrypoint = other.entrypoint;
        stage.changesModes = other.changesModes;
        return stage;
    }

    /** A path of the image, absolute and without dots. */
    absolute(path: string): string {
        return posix.resolve("/", this.directory, path);
    }

    /** The file or folder on this machine that an image's path stands for, whether it is there or not. */
    place(path: string): string {
        return join(this.root, this.absolute(path));
    }

    holds(path: string): boolean {
        return existsSync(this.place(path));
    }

    isFile(path: string): boolean {
        return this.holds(path) && statSync(this.place(path)).isFile();
    }

    setEnvironment(name: string, value: string): void {
        this.environment[name] = value;
        this.variables[name] = value;
    }
}

/** What stages have in common while a Dockerfile is gone through. */
export interface BuildState {
    readonly files: readonly ContextFile[];
    /** Build arguments that the build gives. */
    readonly args: Readonly<Record<string, string>>;
    /** Finished and begun stages, by number and by name. */
    readonly stages: Map<string, Stage>;
}

/** Copies a file, with its folders; `mode` in place of the file's own. */
export function copyFile(source: string, target: string, mode?: number): void {
    mkdirSync(dirname(target), { recursive: true });
    copyFileSync(source, target);
    chmodSync(target, mode ?? (statSync(source).mode & 0o777) | 0o600);
}

export function copyTree(source: string, target: string): void {
    for (const path of readdirSync(source, { recursive: true, encoding: "utf8" })) {
        const from = join(source, path);
        if (statSync(from).isFile()) copyFile(from, join(target, path));
        else mkdirSync(join(target, path), { recursive: true });
    }
}
