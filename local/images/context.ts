import { createHash } from "node:crypto";
import { existsSync, lstatSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { readIfThere } from "../files";

/** A file of a build context. */
export interface ContextFile {
    /** Relative to the context, with slashes. */
    readonly path: string;
    /** Where it is on this machine. */
    readonly file: string;
    readonly executable: boolean;
}

/**
 * The files that a build sees, sorted by path: all of a folder but what its `.dockerignore` names.
 * @throws Error in one sentence where there is no such folder, or where it holds what is no plain file
 */
export function contextFiles(folder: string): ContextFile[] {
    if (!existsSync(folder)) throw new Error(`There is no folder ${folder} to build an image from.`);
    const isIgnored = ignoreOf(join(folder, ".dockerignore"));
    const entries = readdirSync(folder, { recursive: true, encoding: "utf8" });
    return entries
        .map((path) => path.replaceAll("\\", "/"))
        .sort()
        .filter((path) => path === "Dockerfile" || !isIgnored(path))
        .flatMap((path) => {
            const file = join(folder, path);
            // What goes while the folder is read, such as an editor's file, is not there.
            const stat = lstatSync(file, { throwIfNoEntry: false });
            if (!stat || stat.isDirectory()) return [];
            if (!stat.isFile()) throw new Error(`${file} is neither a file nor a folder; an image takes no other.`);
            return [{ path, file, executable: (stat.mode & 0o111) !== 0 }];
        });
}

/** A digest (64 hexadecimal digits) that changes with any path, right to execute or content, and with nothing else. */
export function digestOf(files: readonly ContextFile[], ...rest: readonly unknown[]): string {
    const hash = createHash("sha256").update(JSON.stringify(rest));
    for (const { path, file, executable } of files) {
        const content = readFileSync(file);
        hash.update(JSON.stringify([path, executable, content.length])).update(content);
    }
    return hash.digest("hex");
}

/**
 * Tells what a `.dockerignore` leaves out. The last pattern that matches a path or a folder above it decides; `!` takes
 * a path in again. Patterns begin at the context's root, unlike those of `.gitignore`.
 */
export function ignoreOf(file: string): (path: string) => boolean {
    const lines = readIfThere(file)?.split(/\r?\n/) ?? [];
    const patterns = lines
        .map((line) => line.trim())
        .filter((line) => line !== "" && !line.startsWith("#"))
        .map((line) => {
            const takesIn = line.startsWith("!");
            const pattern = (takesIn ? line.slice(1).trim() : line).replace(/^\.?\/+|\/+$/g, "");
            return { takesIn, expression: new RegExp(`^${globSource(pattern)}(/.*)?$`) };
        });
    return (path) =>
        patterns.reduce((ignored, { takesIn, expression }) => (expression.test(path) ? !takesIn : ignored), false);
}

/** The source of a regular expression for a pattern: `*` and `?` within a name, `**` for any number of folders. */
export function globSource(pattern: string): string {
    return pattern.replace(/\*\*\/|\*\*|\*|\?|\[[^\]]+\]|[\\^$.|+(){}[\]]/g, (part) => {
        if (part === "**/") return "(?:.*/)?";
        if (part === "**") return ".*";
        if (part === "*") return "[^/]*";
        if (part === "?") return "[^/]";
        return part.length > 1 ? part : `\\${part}`;
    });
}
