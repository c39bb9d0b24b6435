import { createRequire } from "node:module";
import { join } from "node:path";
import { format } from "node:util";
import { describe as describeFunction, type Invocation } from "../closures/fresh";

const load = createRequire(__filename);

/**
 * Invokes a function once, from cold, in this process: what it reads of its environment and what it prints are its own.
 * Pauses are short, so that a function that tries again what is refused fails soon. One at a time.
 * @param access how it reaches AWS: the environment variables that Lambda gives it
 */
export async function invokeHere(
    folder: string,
    name: string,
    access: Readonly<Record<string, string>>,
    event: unknown,
): Promise<Invocation> {
    const { handler, environment } = describeFunction(folder, name);
    const [module = "", exported = ""] = handler.split(".");
    const path = load.resolve(join(folder, name, "code", module));
    const { env } = process;
    const { log } = console;
    const { setTimeout } = globalThis;
    const lines: string[] = [];
    process.env = { PATH: env["PATH"], ...access, ...environment?.variables };
    console.log = (...texts: unknown[]) => lines.push(format(...texts));
    const soon = (...[act, pause, ...rest]: [(...given: unknown[]) => void, number?, ...unknown[]]) =>
        setTimeout(act, pause === 3000 ? 1 : pause, ...rest);
    globalThis.setTimeout = soon as typeof setTimeout;
    const told = () => lines.join("\n");
    try {
        // A factory makes the handler as the module is loaded.
        const loaded = load(path) as Record<string, (event: unknown, context: object) => Promise<unknown>>;
        const context = { awsRequestId: "request", getRemainingTimeInMillis: () => 29_000 };
        return { result: await loaded[exported]?.(event, context), log: told() };
    } catch (error) {
        const { name, message } = error as Error;
        return { error: { name, message }, log: told() };
    } finally {
        load.cache[path] = undefined;
        delete load.cache[path];
        process.env = env;
        console.log = log;
        globalThis.setTimeout = setTimeout;
    }
}
