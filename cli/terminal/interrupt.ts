import { setTimeout as delay } from "node:timers/promises";
import { Exit, Interrupted } from "./errors";

const controller = new AbortController();

/** Aborted by Ctrl-C or SIGTERM; children get one SIGINT through it and end by themselves. */
export const interruption = controller.signal;

// A terminal sends Ctrl-C to the whole group and npm forwards it once more: only a later one is meant as a second.
const secondAfterMs = 1000;

/** Turns the first Ctrl-C into an orderly end; another one, a second or more later, ends at once. */
export function listenForInterrupts(): void {
    let first: number | undefined;
    const onSignal = (): void => {
        if (first === undefined) {
            first = Date.now();
            process.stderr.write("\nInterrupted: the command ends in order (Ctrl-C again ends it at once).\n");
            controller.abort();
        } else if (Date.now() - first > secondAfterMs) {
            process.exit(Exit.interrupted);
        }
    };
    process.on("SIGINT", onSignal);
    process.on("SIGTERM", onSignal);
    process.on("SIGHUP", onSignal);
}

/** Throws when Ctrl-C was pressed. */
export function checkInterrupted(): void {
    if (interruption.aborted) throw new Interrupted();
}

/** Does what only watches something that goes on without it; Ctrl-C then says so. @param goesOn in whole sentences */
export async function watching<T>(goesOn: string, watch: () => Promise<T>): Promise<T> {
    try {
        return await watch();
    } catch (error) {
        throw interruption.aborted ? new Interrupted(goesOn) : error;
    }
}

/** Waits; Ctrl-C ends the wait. */
export async function pause(ms: number): Promise<void> {
    await delay(ms, undefined, { signal: interruption }).catch(() => undefined);
    checkInterrupted();
}

/**
 * Asks until there is an answer.
 * @param deadlineMs how long to ask, in milliseconds; after it `late()` is thrown
 */
export async function poll<T>(
    ask: () => Promise<T | undefined>,
    options: { everyMs: number; deadlineMs: number; late: () => Error },
): Promise<T> {
    const end = Date.now() + options.deadlineMs;
    for (;;) {
        const answer = await ask();
        if (answer !== undefined) return answer;
        if (Date.now() >= end) throw options.late();
        await pause(options.everyMs);
    }
}
