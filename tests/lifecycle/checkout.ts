import { execFileSync, spawn } from "node:child_process";
import { cpSync, mkdirSync, readdirSync, rmSync, symlinkSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import type { Notification } from "../../local";

const root = dirname(dirname(__dirname));

/**
 * A copy is no part of the checkout's Git: who commits, or edits a file, while a test runs would have deployed another
 * version.
 */
const environment = { ...process.env, GIT_CEILING_DIRECTORIES: join(root, ".drivetrain", "test") };

/** What a copy shares with the checkout: what set-up has made. */
const shared = ["node_modules", join(".drivetrain", "python"), join(".drivetrain", "setup")];

/**
 * Copies the checkout, so that a test has a stage, a state and a summary of its own and leaves alone those of whoever
 * runs it.
 */
export function copyCheckout(name: string): string {
    const copy = join(root, ".drivetrain", "test", name);
    rmSync(copy, { recursive: true, force: true });
    mkdirSync(join(copy, ".drivetrain"), { recursive: true });
    const left = new Set([".git", ".drivetrain", "node_modules", "tests", "__pycache__"]);
    for (const part of [
        "cli",
        "components",
        "contracts",
        "data",
        "functions",
        "infra",
        "jobs",
        "local",
        "policies",
        "tools",
    ]) {
        cpSync(join(root, part), join(copy, part), { recursive: true, filter: (path) => !left.has(basename(path)) });
    }
    const ofLocalStacks = readdirSync(root).filter((file) => /^Pulumi\.(platform-)?local\b.*\.yaml$/.test(file));
    for (const file of ["package.json", "tsconfig.json", "Pulumi.yaml", ...ofLocalStacks]) {
        cpSync(join(root, file), join(copy, file));
    }
    for (const path of shared) symlinkSync(join(root, path), join(copy, path));
    return copy;
}

export interface Ended {
    readonly code: number | null;
    readonly stdout: string;
    readonly stderr: string;
}

/** A command under way. */
export interface Running {
    readonly ended: Promise<Ended>;
    interrupt(): void;
    /** Kills it, and all that it has started, as a machine that runs out of memory does. */
    kill(): void;
    /** Resolves as soon as stderr has that; rejects when the command ends before. */
    shows(expected: RegExp): Promise<void>;
}

/** Starts a program in a folder. */
export function begin(folder: string, command: string, args: string[], env: NodeJS.ProcessEnv = environment): Running {
    const child = spawn(command, args, { cwd: folder, env, stdio: ["ignore", "pipe", "pipe"] });
    let stdout = "";
    let stderr = "";
    const watchers = new Set<() => void>();
    child.stdout.on("data", (chunk: Buffer) => (stdout += chunk.toString()));
    child.stderr.on("data", (chunk: Buffer) => {
        stderr += chunk.toString();
        for (const watch of watchers) watch();
    });
    const ended = new Promise<Ended>((resolve, reject) => {
        child.on("error", reject);
        child.on("close", (code) => resolve({ code, stdout, stderr }));
    });
    return {
        ended,
        interrupt: () => void child.kill("SIGINT"),
        kill: () => killTree(child.pid!),
        shows: (expected) =>
            new Promise<void>((resolve, reject) => {
                const watch = (): void => {
                    if (expected.test(stderr)) resolve();
                };
                watchers.add(watch);
                watch();
                void ended.then(() => reject(new Error(`ended without showing ${expected}:\n${stderr}`)));
            }),
    };
}

/** The servers of the local stage: whichever command has started them, all commands work on them. */
const stageServers = /\/local\/((provider|sagemaker)\/server\.ts|emulator\/launcher\.py)/;

/** From the leaves up, so that none is left that another could have told to end in order; the stage goes on. */
function killTree(pid: number): void {
    const processes = execFileSync("ps", ["-eo", "pid=,ppid=,args="], { encoding: "utf8" })
        .trim()
        .split("\n")
        .filter((line) => !stageServers.test(line))
        .map((line) => line.trim().split(/\s+/, 2).map(Number));
    const descendants = (of: number): number[] =>
        processes.flatMap(([child = 0, parent]) => (parent === of ? [...descendants(child), child] : []));
    for (const one of [...descendants(pid), pid]) {
        try {
            process.kill(one, "SIGKILL");
        } catch (error) {
            if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
        }
    }
}

/** Command lines of the processes that run files of a copy. */
export function processesOf(copy: string): string[] {
    return execFileSync("ps", ["-eo", "stat=,args="], { encoding: "utf8" })
        .split("\n")
        .filter((line) => line.includes(copy) && !line.startsWith("Z"));
}

/** Takes what the copy's local stage was notified of, by a process that has the environment for it. */
export async function takeNotices(copy: string, env: Record<string, string>): Promise<Notification[]> {
    const script = `require("./local").readMailbox().then((all) => console.log(JSON.stringify(all)))`;
    const args = ["-r", "./tools/typescript.js", "-e", script];
    const { code, stdout, stderr } = await begin(copy, process.execPath, args, { ...process.env, ...env }).ended;
    if (code !== 0) throw new Error(stderr);
    return JSON.parse(stdout) as Notification[];
}

/** Starts the command of a copy. */
export function beginDrivetrain(copy: string, ...args: string[]): Running {
    return begin(copy, process.execPath, [join(copy, "cli", "drivetrain.js"), ...args]);
}

/** Runs the command of a copy to its end. */
export function drivetrain(copy: string, ...args: string[]): Promise<Ended> {
    return beginDrivetrain(copy, ...args).ended;
}
