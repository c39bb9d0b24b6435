import { closeSync, openSync, readSync, statSync } from "node:fs";
import { delimiter, dirname, join, posix } from "node:path";
import type { ImageProgram } from "./image";
import type { Stage } from "./stage";

const python = /^(?:\/\S*\/)?python(?:\d(?:\.\d+)?)?$/;
const shell = /^(?:\/\S*\/)?(sh|bash|dash)$/;

/**
 * What `docker run IMAGE train` (or `serve`) starts, as a command of this machine.
 *
 * Without an ENTRYPOINT that is the program of this name on the image's PATH; with one it is the ENTRYPOINT, and the
 * name its last argument.
 *
 * @param root where the stage's files are in the end
 * @throws Error in one sentence where there is no such program
 */
export function findProgram(stage: Stage, name: "train" | "serve", root: string): ImageProgram {
    const [first = name, ...rest] = [...stage.entrypoint, name];
    const args = rest.map((arg) => relocate(stage, root, arg));
    const own = onPath(stage, first);
    if (own !== undefined) {
        checkExecutable(stage, own, first);
        return { command: [...interpreterOf(stage.place(own), own), join(root, stage.absolute(own)), ...args] };
    }
    const interpreter = canonical(first);
    if (interpreter !== undefined && stage.entrypoint.length > 0) {
        const [script] = args;
        if (script === name) {
            throw new Error(`The Dockerfile's ENTRYPOINT starts ${first} without a script for its argument ${name}.`);
        }
        return { command: [interpreter, ...args] };
    }
    throw new Error(
        stage.entrypoint.length > 0
            ? `The Dockerfile's ENTRYPOINT starts "${first}", which none of its COPY lines brings.`
            : `The image has no program "${name}": SageMaker starts it with that one word, so the Dockerfile must COPY a ` +
                  `file ${name} into a folder of its PATH (${stage.environment["PATH"]}), or have an ENTRYPOINT.`,
    );
}

/** The Dockerfile's ENV, where a path that the image holds becomes one of this machine. */
export function environmentOf(stage: Stage, root: string): Record<string, string> {
    const { PATH = "", ...environment } = stage.environment;
    const moved = (path: string) => relocate(stage, root, path);
    const own = PATH.split(":").filter((folder) => folder.startsWith("/") && stage.holds(folder));
    // Programs that are not the image's own are this machine's, the local stage's Python first.
    const interpreter = process.env.DRIVETRAIN_PYTHON;
    const search = [
        ...own.map(moved),
        ...(interpreter === undefined ? [] : [dirname(interpreter)]),
        ...(process.env.PATH ?? "").split(delimiter),
    ];
    return {
        ...Object.fromEntries(
            Object.entries(environment).map(([name, value]) => [
                name,
                // Nothing of the local stage listens to the network.
                value === "0.0.0.0" ? "127.0.0.1" : value.split(":").map(moved).join(":"),
            ]),
        ),
        PATH: search.join(delimiter),
    };
}

/**
 * A path that the image holds, as one of this machine; any other text as it is. What SageMaker mounts under `/opt/ml`
 * is no part of the image: the container runner knows where that is.
 */
export function relocate(stage: Stage, root: string, path: string): string {
    const mounted = /^\/(opt\/ml(\/(input|model|output|checkpoints)(\/.*)?)?)?$/.test(posix.normalize(path));
    return path.startsWith("/") && !mounted && stage.holds(path) ? join(root, posix.normalize(path)) : path;
}

/** The image's path of a program: as it stands where it has a slash, else the first of its name on the PATH. */
function onPath(stage: Stage, program: string): string | undefined {
    const candidates = program.includes("/")
        ? [program]
        : stage.environment["PATH"]!.split(":").map((folder) => posix.join(folder, program));
    return candidates.find((path) => stage.isFile(path));
}

function checkExecutable(stage: Stage, path: string, name: string): void {
    if ((statSync(stage.place(path)).mode & 0o111) !== 0 || stage.changesModes) return;
    throw new Error(
        `The image's program "${name}" may not be executed: make the file executable (chmod +x), or COPY --chmod=755.`,
    );
}

/** What a program's first line asks for; nothing for a binary. */
function interpreterOf(file: string, name: string): string[] {
    const start = Buffer.alloc(256);
    const handle = openSync(file, "r");
    const length = readSync(handle, start);
    closeSync(handle);
    if (start.subarray(0, 4).toString("latin1") === "\x7fELF") return [];
    const line = start.subarray(0, length).toString("utf8").split("\n")[0]!.trim();
    const words = line.startsWith("#!") ? line.slice(2).trim().split(/\s+/) : [];
    const [first = "", ...rest] = /\/env$/.test(words[0] ?? "") ? words.slice(1).filter((w) => w !== "-S") : words;
    const interpreter = canonical(first);
    if (interpreter === undefined) {
        throw new Error(
            `The image's program ${name} must begin with a line such as #!/usr/bin/env python3; the local stage runs ` +
                `Python and shell programs${first === "" ? "" : `, not ${first}`}.`,
        );
    }
    return [interpreter, ...rest];
}

/** The local stage's own interpreters: `python3` is its Python environment. */
function canonical(program: string): string | undefined {
    if (python.test(program)) return "python3";
    const known = shell.exec(program)?.[1];
    return known && `/bin/${known === "bash" ? "bash" : "sh"}`;
}
