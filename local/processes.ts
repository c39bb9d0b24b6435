import { execFileSync, spawn } from "node:child_process";
import { closeSync, openSync, readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";

/** A process that outlives the one that started it, recorded so that it can be found and ended later. */
export interface ProcessRecord {
    readonly name: string;
    /** The process's id, and that of its group: its children end with it. */
    readonly pid: number;
    /** When it was started and by what command; tells it from a later process with the same id. */
    readonly identity: string;
}

/** What to start. */
export interface ProcessOptions {
    readonly name: string;
    readonly command: string;
    readonly args: readonly string[];
    /** The whole environment; nothing is inherited. */
    readonly env: Readonly<Record<string, string>>;
    readonly cwd: string;
    /** The file that takes its output. */
    readonly log: string;
}

/** A process just started, with its standard input open for one message. */
export interface StartedProcess extends ProcessRecord {
    /** Writes a line to its standard input and closes it. */
    tell(line: string): void;
}

const graceMilliseconds = 4000;
const killMilliseconds = 2000;

/**
 * Starts a process in a group of its own.
 *
 * @throws Error when the command cannot be run
 */
export async function startProcess(options: ProcessOptions): Promise<StartedProcess> {
    const log = openSync(options.log, "a");
    try {
        const child = spawn(options.command, options.args, {
            cwd: options.cwd,
            detached: true,
            env: options.env,
            stdio: ["pipe", log, log],
        });
        await new Promise<void>((resolve, reject) => {
            child.once("spawn", resolve);
            child.once("error", (error) =>
                reject(new Error(`The local ${options.name} could not be started: ${error.message}.`)),
            );
        });
        child.unref();
        // Its end is noticed by whoever waits for it; a broken pipe says nothing more.
        const input = child.stdin!;
        input.on("error", () => {});
        const pid = child.pid!;
        return {
            name: options.name,
            pid,
            identity: identityOf(pid) ?? "",
            tell: (line) => input.end(`${line}\n`),
        };
    } finally {
        closeSync(log);
    }
}

/** Whether a recorded process still runs. */
export function isRunning(record: ProcessRecord): boolean {
    return identityOf(record.pid) === record.identity && record.identity !== "";
}

/**
 * Ends recorded processes and their groups: asks, waits, and kills what has not gone by then.
 * A process that has the id of a recorded one but is another is left alone.
 */
export async function endProcesses(records: readonly ProcessRecord[]): Promise<void> {
    const ours = records.filter((record) => isRunning(record) || identityOf(record.pid) === undefined);
    ours.forEach((record) => signalGroup(record.pid, "SIGTERM"));
    await until(() => !ours.some(isRunning), graceMilliseconds);
    ours.forEach((record) => signalGroup(record.pid, "SIGKILL"));
    if (!(await until(() => !ours.some(isRunning), killMilliseconds))) {
        const left = ours.filter(isRunning).map((record) => `${record.name} (process ${record.pid})`);
        throw new Error(`These processes of the local stage do not end: ${left.join(", ")}.`);
    }
}

/** Start time and command line of a process; undefined when there is none, or only its exit status is left. */
export function identityOf(pid: number): string | undefined {
    return process.platform === "linux" ? identityFromProc(pid) : identityFromPs(pid);
}

function identityFromProc(pid: number): string | undefined {
    try {
        const command = readFileSync(`/proc/${pid}/cmdline`, "utf8").split("\0").join(" ").trim();
        const { state, ticks } = readStat(pid);
        return state === "Z" ? undefined : `${ticks} ${command}`;
    } catch {
        return undefined;
    }
}

/** State and start of a process, in ticks since the machine's start. @throws Error where there is none */
function readStat(pid: number): { state: string; ticks: string } {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    // The fields after the command's name, which may hold any character: state first, start time the twentieth.
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return { state: fields[0] ?? "", ticks: fields[19] ?? "" };
}

/** The clock ticks of a second, as Linux tells them to programs (proc_pid_stat(5), `sysconf(_SC_CLK_TCK)`). */
const ticksPerSecond = 100;

/** When a process was started, to the second; undefined when there is none. */
export function startOf(pid: number): Date | undefined {
    try {
        if (process.platform === "linux") {
            const booted = /^btime (\d+)$/m.exec(readFileSync("/proc/stat", "utf8"))?.[1];
            const { state, ticks } = readStat(pid);
            return state === "Z" ? undefined : new Date(1000 * (Number(booted) + Number(ticks) / ticksPerSecond));
        }
        const [state, started] = askPs(pid, "lstart=");
        return state.startsWith("Z") ? undefined : new Date(started);
    } catch {
        return undefined;
    }
}

function identityFromPs(pid: number): string | undefined {
    try {
        const [state, started] = askPs(pid, "lstart=,command=");
        return state.startsWith("Z") ? undefined : started;
    } catch {
        return undefined;
    }
}

/** What `ps` says of a process: its state, and the rest. @throws Error where there is none */
function askPs(pid: number, columns: string): [state: string, rest: string] {
    const env = { ...process.env, LC_ALL: "C" };
    const args = ["-o", `stat=,${columns}`, "-p", String(pid)];
    const line = execFileSync("ps", args, { env, encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }).trim();
    const [state = "", ...rest] = line.split(/\s+/);
    return [state, rest.join(" ")];
}

function signalGroup(pid: number, signal: NodeJS.Signals): void {
    try {
        process.kill(-pid, signal);
    } catch {
        // The group has gone.
    }
}

/** Waits for a condition; false when it does not hold by the deadline. */
export async function until(
    condition: () => boolean | Promise<boolean>,
    milliseconds: number,
    everyMilliseconds = 25,
): Promise<boolean> {
    const deadline = Date.now() + milliseconds;
    for (;;) {
        if (await condition()) return true;
        if (Date.now() >= deadline) return false;
        await sleep(everyMilliseconds);
    }
}
