import * as path from "node:path";
import { pathToFileURL } from "node:url";

export const root = path.resolve(__dirname, "..", "..");

/**
 * A module of set-up. They are plain JavaScript, since they run before anything is installed; T is what a test uses.
 */
export async function load<T>(file: string): Promise<T> {
    return (await import(pathToFileURL(path.join(root, "tools", "setup", file)).href)) as T;
}
