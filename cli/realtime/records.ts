import { readFile } from "node:fs/promises";
import { extname } from "node:path";
import { text } from "node:stream/consumers";
import { UsageError } from "../terminal/errors";

export interface RecordsToSend {
    readonly body: string;
    readonly contentType: string;
}

/** The content of a file or of stdin, and the type that its name, the option or its first character tells. */
export async function readRecords(file: string, type: "csv" | "json" | undefined): Promise<RecordsToSend> {
    const body = file === "-" ? await text(process.stdin) : await readText(file);
    if (body.trim() === "") {
        throw new UsageError(`${file === "-" ? "stdin" : `"${file}"`} is empty: give it records as CSV or JSON.`);
    }
    return { body, contentType: contentTypeOf(file, body, type) };
}

async function readText(file: string): Promise<string> {
    try {
        return await readFile(file, "utf8");
    } catch (error) {
        const { code, message } = error as NodeJS.ErrnoException;
        if (code === "ENOENT") throw new UsageError(`There is no file "${file}".`);
        throw new UsageError(code === "EISDIR" ? `"${file}" is not a file.` : message);
    }
}

/** What the file is sent as: by `type`, else by its ending, else by whether it begins as JSON does. */
export function contentTypeOf(file: string, body: string, type?: "csv" | "json"): string {
    const named = type ?? (/^\.(csv|json)$/i.exec(extname(file))?.[1]?.toLowerCase() as "csv" | "json" | undefined);
    const kind = named ?? (/^\s*[[{]/.test(body) ? "json" : "csv");
    return kind === "json" ? "application/json" : "text/csv";
}
