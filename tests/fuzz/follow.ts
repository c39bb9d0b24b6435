import { spawn } from "node:child_process";
import { createInterface } from "node:readline";

/** What a worker tells, a line each: what it tries next, or what was wrong with it; at its end, the number it got to. */
export interface Told {
    readonly at: number;
    readonly kind?: string;
    readonly fault?: string;
    /** What was tried, for people. */
    readonly shown?: string;
}

export interface Fault extends Told {
    readonly kind: string;
    readonly fault: string;
}

/** Seconds for which a worker may say nothing: what takes longer hangs. */
const silence = 60;
/** How many faults are shown before the worker is ended. */
const mostFaults = 20;

/**
 * Runs a worker to its end.
 * @param onNext how far it is
 * @returns what was wrong; its own end before its time counts as a fault of what it tried last
 */
export async function follow(
    command: readonly [string, ...string[]],
    cwd: string,
    to: number,
    onNext: (at: number, kind: string) => void,
): Promise<Fault[]> {
    const [program, ...options] = command;
    const worker = spawn(program, options, { cwd, stdio: ["ignore", "pipe", "pipe"] });
    const faults: Fault[] = [];
    let last: Told = { at: -1 };
    let ended = "";
    let errors = "";
    const end = (why: string): void => {
        ended = why;
        worker.kill("SIGKILL");
    };
    let watch = setTimeout(end, silence * 1000, `said nothing for ${silence} s`);
    worker.stderr.on("data", (chunk: Buffer) => (errors = (errors + chunk.toString()).slice(-4000)));
    const closed = new Promise<string>((resolve, reject) => {
        worker.once("error", reject);
        worker.once("close", (code, signal) => resolve(signal ?? `exit code ${code}`));
    });
    for await (const line of createInterface({ input: worker.stdout })) {
        clearTimeout(watch);
        watch = setTimeout(end, silence * 1000, `said nothing for ${silence} s`);
        const told = JSON.parse(line) as Told;
        if (isFault(told)) {
            if (faults.push(told) === mostFaults) end(`${mostFaults} faults are enough`);
        } else {
            last = told;
            onNext(told.at, told.kind ?? "");
        }
    }
    const how = await closed;
    clearTimeout(watch);
    if (last.at !== to && faults.length < mostFaults) {
        const fault = `the process ended (${ended || how}): ${errors.trim()}`;
        faults.push({ at: last.at, kind: last.kind ?? "start", fault });
    }
    return faults;
}

function isFault(told: Told): told is Fault {
    return told.fault !== undefined;
}
