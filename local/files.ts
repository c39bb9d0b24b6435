import { readdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";

/** The text of a file; undefined where there is none, or it has just gone. */
export function readIfThere(path: string): string | undefined {
    return ifThere(() => readFileSync(path, "utf8"));
}

/** The names in a folder; none where there is no folder, or it has just gone. */
export function listIfThere(folder: string): string[] {
    return ifThere(() => readdirSync(folder)) ?? [];
}

/** To look first whether a file is there would say nothing of the moment in which it is read. */
function ifThere<T>(read: () => T): T | undefined {
    try {
        return read();
    } catch (error) {
        if (!["ENOENT", "ENOTDIR"].includes((error as NodeJS.ErrnoException).code ?? "")) throw error;
        return undefined;
    }
}

/** Writes a file that is either whole or not there. */
export function writeWhole(path: string, text: string): void {
    writeFileSync(`${path}.new`, text);
    renameSync(`${path}.new`, path);
}
