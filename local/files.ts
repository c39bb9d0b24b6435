import { type Dirent, linkSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";

/** The text of a file; undefined where there is none, or it has just gone. */
export function readIfThere(path: string): string | undefined {
    return ifThere(() => readFileSync(path, "utf8"));
}

/** The names in a folder; none where there is no folder, or it has just gone. */
export function listIfThere(folder: string): string[] {
    return entriesIfThere(folder).map(({ name }) => name);
}

/** The same with what kind each entry is of. */
export function entriesIfThere(folder: string): Dirent[] {
    return ifThere(() => readdirSync(folder, { withFileTypes: true })) ?? [];
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

/** Makes a file that nobody sees without its content. @returns whether there was none of that name */
export function makeOnce(path: string, text: string): boolean {
    const whole = `${path}.${process.pid}.new`;
    writeFileSync(whole, text);
    try {
        linkSync(whole, path);
        return true;
    } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
        return false;
    } finally {
        rmSync(whole, { force: true });
    }
}

/** Writes a file that is either whole or not there. */
export function writeWhole(path: string, text: string): void {
    writeFileSync(`${path}.new`, text);
    renameSync(`${path}.new`, path);
}
