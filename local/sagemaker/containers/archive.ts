import * as childProcess from "node:child_process";
import * as path from "node:path";
import { promisify } from "node:util";
import { containerModules } from "./container";

const execFile = promisify(childProcess.execFile);
const script = path.join(containerModules, "archive.py");

/** Packs a folder's content as a `.tar.gz`; the same content gives the same bytes. */
export async function pack(python: string, folder: string, file: string): Promise<void> {
    await execFile(python, ["-S", "-E", script, "pack", folder, file]);
}

/**
 * Unpacks a `.tar.gz` into a folder.
 *
 * @throws Error when the file is no archive, or an entry leads out of the folder
 */
export async function unpack(python: string, file: string, folder: string): Promise<void> {
    await execFile(python, ["-S", "-E", script, "unpack", file, folder]);
}
