import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { inRoot } from "../../cli/checkout";
import type { Usage } from "./measure";

export const python = process.env["DRIVETRAIN_PYTHON"] ?? inRoot(".drivetrain", "python", "bin", "python");

/** Runs a script of the checkout in the project's Python. @throws Error with its last words where it fails */
export async function runPython(script: string, ...args: string[]): Promise<string> {
    const { stdout } = await promisify(execFile)(python, [inRoot(script), ...args], { maxBuffer: 2 ** 26 });
    return stdout;
}

/** What a script of the checkout takes. @throws Error with its last words where it fails */
export async function measurePython(script: string, ...args: string[]): Promise<Usage> {
    return measureProgram(python, inRoot(script), ...args);
}

/** What a program takes. @throws Error with its last words where it fails */
export async function measureProgram(...command: string[]): Promise<Usage> {
    return JSON.parse(await runPython("bench/frame/usage.py", ...command)) as Usage;
}
