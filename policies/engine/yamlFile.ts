import { readFileSync } from "node:fs";
import { parse } from "yaml";
import { z } from "zod";

/**
 * Reads a file that is a list of one kind of entries; an empty one has none.
 * @param what the entries are, for messages
 * @throws Error that tells what is wrong with the file, and where
 */
export function readEntries<Entry>(file: string, schema: z.ZodType<Entry>, what: string): readonly Entry[] {
    const parsed = z.array(schema).safeParse(parseFile(file) ?? []);
    if (parsed.success) return parsed.data;
    const problems = parsed.error.issues.map(
        ({ path, message }) => `  ${path.length === 0 ? "the file" : path.join(".")}: ${message}`,
    );
    throw new Error([`${file} is not what ${what} are made of:`, ...problems].join("\n"));
}

function parseFile(file: string): unknown {
    try {
        return parse(readFileSync(file, "utf8"));
    } catch (error) {
        throw new Error(`${file} cannot be read: ${(error as Error).message}`, { cause: error });
    }
}
