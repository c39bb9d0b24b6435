import * as childProcess from "node:child_process";
import * as path from "node:path";
import * as readline from "node:readline";

const programs = path.join(__dirname, "programs");
const supervisor = path.join(programs, "supervise.py");

/** How a container ended: its exit code, 128 + the signal's number where a signal ended it. */
export type ExitCode = number;

/** What to run in place of a container. */
export interface ContainerOptions {
    /** The Python interpreter of the local stage. */
    readonly python: string;
    /** The private root: `/opt/ml` of the container is `<root>/opt/ml`. */
    readonly root: string;
    /** The command and its arguments, with paths as they are in the container. */
    readonly command: readonly string[];
    /** Environment variables of the container; of the server's own, only PATH and the like are passed on. */
    readonly environment?: Readonly<Record<string, string>>;
    /** The folder to start in, as it is in the container. @default the private root */
    readonly directory?: string;
    readonly onLine: (line: string) => void;
}

/**
 * A process in place of a container, in a process group of its own.
 *
 * It runs under a small supervisor that ends the whole group when the server goes, however the server goes: the
 * supervisor reads a pipe whose other end only the server holds.
 */
export class Container {
    /** Resolves when the process has ended and its output is read. */
    readonly exited: Promise<ExitCode>;
    private readonly child: childProcess.ChildProcess;

    constructor({ python, root, command, environment = {}, directory = root, onLine }: ContainerOptions) {
        const rewritten = command.map((part) => toPrivatePath(part, root));
        this.child = childProcess.spawn(python, ["-S", "-E", supervisor, ...interpreted(rewritten, python)], {
            cwd: toPrivatePath(directory, root),
            env: { ...passedOn(), ...rewriteAll(environment, root), DRIVETRAIN_OPT_ML: path.join(root, "opt", "ml") },
            stdio: ["pipe", "pipe", "pipe"],
        });
        const read = [this.child.stdout!, this.child.stderr!].map((stream) => readLines(stream, onLine));
        this.exited = new Promise((resolve) => {
            this.child.once("error", (error) => {
                onLine(`Could not start ${python}: ${error.message}`);
                resolve(127);
            });
            this.child.once("close", (code) => void Promise.all(read).then(() => resolve(code ?? 137)));
        });
    }

    get pid(): number | undefined {
        return this.child.pid;
    }

    get running(): boolean {
        return this.child.exitCode === null && this.child.signalCode === null && this.child.pid !== undefined;
    }

    /**
     * Asks the process to end (SIGTERM), and ends it (SIGKILL) when it has not after a while.
     *
     * @param grace how long it may take, in milliseconds; SageMaker gives 120 seconds
     */
    async stop(grace = 10_000): Promise<void> {
        if (!this.running) {
            return;
        }
        this.child.kill("SIGTERM");
        const timer = setTimeout(() => this.child.stdin?.end(), grace);
        await this.exited;
        clearTimeout(timer);
    }
}

/**
 * A path under `/opt/ml` at the start of a string, or after its first `=` (`--data=/opt/ml/...`), becomes one under the
 * private root. Paths elsewhere in a string, and those that a program holds itself, are not seen.
 */
export function toPrivatePath(text: string, root: string): string {
    return text.replace(/^([\w-]+=)?(\/opt\/ml(?:\/.*)?)$/s, (_, option = "", inner: string) => {
        return `${option as string}${path.join(root, inner)}`;
    });
}

function rewriteAll(environment: Readonly<Record<string, string>>, root: string): Record<string, string> {
    return Object.fromEntries(Object.entries(environment).map(([name, value]) => [name, toPrivatePath(value, root)]));
}

/** The images call their interpreter python or python3; here it is the local stage's. */
function interpreted([program, ...rest]: readonly string[], python: string): string[] {
    return [/^(\/usr\/bin\/|\/miniconda3\/bin\/)?python3?$/.test(program ?? "") ? python : (program ?? ""), ...rest];
}

/** Nothing of the server's environment reaches a container but what a program needs to start and print. */
function passedOn(): Record<string, string> {
    const kept = ["PATH", "HOME", "LANG", "TMPDIR"].flatMap((name) => {
        const value = process.env[name];
        return value === undefined ? [] : [[name, value] as const];
    });
    // Containers share this machine's processors: threads of OpenMP that wait for one another would keep them busy.
    return { ...Object.fromEntries(kept), PYTHONUNBUFFERED: "1", PYTHONPATH: "", OMP_NUM_THREADS: "1" };
}

async function readLines(stream: NodeJS.ReadableStream, onLine: (line: string) => void): Promise<void> {
    for await (const line of readline.createInterface({ input: stream, crlfDelay: Infinity })) {
        onLine(line);
    }
}

/** The folder that our own containers' Python modules are found in. */
export const containerModules = programs;
