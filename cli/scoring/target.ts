import { constants } from "node:fs";
import { access, stat } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { UsageError } from "../terminal/errors";

/** The files on this machine that a scoring run's files are put into. */
export interface ScoreTarget {
    readonly result: string;
    /** Stands beside the result; written where rows were set aside. */
    readonly quarantine: string;
}

/**
 * Where the result of a file goes, checked before anything is pushed.
 * @param output a file, or a folder that is there: the result has the name of the file in it
 * @throws UsageError where nothing can be written there, or the file to be scored would be lost
 */
export async function findTarget(file: string, output: string): Promise<ScoreTarget> {
    const result = (await isFolder(output)) ? join(output, basename(file)) : output;
    const quarantine = `${result.replace(/\.csv$/, "")}-quarantined.csv`;
    if (/[/\\]$/.test(result)) throw new UsageError(`"${output}" is no folder: make it, or name a file.`);
    if (resolve(result) === resolve(file)) {
        throw new UsageError(`"${result}" is the file to be scored: name another one with -o.`);
    }
    if (resolve(quarantine) === resolve(file)) {
        throw new UsageError(
            `"${result}" would have its rows that are set aside put into "${file}", which is the file to be scored: name another one with -o.`,
        );
    }
    for (const path of [result, quarantine]) await requireWritable(path);
    return { result, quarantine };
}

async function requireWritable(path: string): Promise<void> {
    const folder = dirname(path);
    if (!(await isFolder(folder))) throw new UsageError(`"${path}" cannot be written: there is no folder "${folder}".`);
    const there = await stat(path).catch(() => undefined);
    if (there?.isDirectory()) throw new UsageError(`"${path}" cannot be written: it is a folder.`);
    await access(there ? path : folder, constants.W_OK).catch(() => {
        throw new UsageError(`"${path}" cannot be written: you have no permission.`);
    });
}

async function isFolder(path: string): Promise<boolean> {
    return (await stat(path).catch(() => undefined))?.isDirectory() === true;
}
