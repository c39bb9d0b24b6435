import { spawn } from "node:child_process";
import { accessSync, constants, createWriteStream, mkdirSync, readFileSync, realpathSync } from "node:fs";
import { dirname } from "node:path";
import { finished } from "node:stream/promises";
import { Problem, explain } from "./problem.mjs";

/** Commands that run now, so that an interruption leaves none behind. */
const running = new Set();

/** Signals every running command and all that it started (each is a process group of its own). */
export function stopCommands(signal) {
    for (const child of running) signalGroup(child, signal);
}

function signalGroup(child, signal) {
    try {
        process.kill(-child.pid, signal);
    } catch {
        // It has just ended.
    }
}

export function runningCommands() {
    return running.size;
}

/**
 * Runs a command to its end, with nothing to read and its output in a log file.
 *
 * @param {string[]} command
 * @param {{
 *     log: string, cwd?: string, env?: NodeJS.ProcessEnv, onLine?: (line: string) => void, limit?: number,
 *     silence?: number
 * }} options limit: milliseconds after which the command is ended; silence: milliseconds without any output after which
 *     it is
 * @returns {Promise<{output: string, failure?: string}>} failure: how it ended, where it did not end with code 0
 */
export async function execute([program, ...args], { log, cwd, env, onLine, limit, silence }) {
    mkdirSync(dirname(log), { recursive: true });
    const file = createWriteStream(log);
    const child = spawn(program, args, {
        cwd,
        env: env ?? process.env,
        stdio: ["ignore", "pipe", "pipe"],
        detached: true,
    });
    if (child.pid) running.add(child);
    for (const stream of [child.stdout, child.stderr]) {
        stream.pipe(file, { end: false });
        if (onLine) stream.on("data", (data) => String(data).split("\n").filter(Boolean).forEach(onLine));
    }
    let ended;
    const endAfter = (milliseconds, how) =>
        milliseconds &&
        setTimeout(() => {
            ended = `it was ended after ${milliseconds / 1000} s${how}`;
            signalGroup(child, "SIGKILL");
        }, milliseconds);
    const late = endAfter(limit, "");
    const silent = endAfter(silence, " without a word");
    if (silent) for (const stream of [child.stdout, child.stderr]) stream.on("data", () => silent.refresh());
    const failure = await new Promise((resolve) => {
        child.on("error", (error) => resolve(error.message));
        child.on("close", (code, signal) =>
            resolve(code === 0 ? undefined : `it ended with ${signal ?? `code ${code}`}`),
        );
    });
    clearTimeout(late);
    clearTimeout(silent);
    running.delete(child);
    file.end();
    await finished(file);
    const output = readFileSync(log, "utf8");
    return { output, failure: ended ?? failure };
}

/**
 * Runs a command that has to succeed.
 * @param {string} what  what is being done, for the sentence where it fails
 */
export async function run(what, command, options) {
    const { output, failure } = await execute(command, options);
    if (failure) throw new Problem(explain(what, output || failure, options.log));
}

/** First line that a program prints, or undefined where it cannot be run. Ends after some seconds in any case. */
export function answer(program, args, options = {}) {
    return new Promise((resolve) => {
        const child = spawn(program, args, { timeout: 15_000, stdio: ["ignore", "pipe", "ignore"], ...options });
        let text = "";
        child.stdout.on("data", (data) => (text += data));
        child.on("error", () => resolve(undefined));
        child.on("close", (code) => resolve(code === 0 ? text.trim().split("\n")[0] : undefined));
    });
}

/** Real path of an executable file, or undefined. */
export function executable(file) {
    try {
        accessSync(file, constants.X_OK);
        return realpathSync(file);
    } catch {
        return undefined;
    }
}
