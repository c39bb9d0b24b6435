import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { identityOf, until } from "./processes";

/**
 * Does work while holding a lock file, which names the process that holds it. A lock whose holder has gone is taken.
 *
 * @param path the lock's file; its folder is made when it is missing
 * @param work what must not run twice at once
 * @param milliseconds how long to wait for another holder
 * @throws Error when another process holds the lock all that time
 */
export async function withLock<T>(path: string, work: () => Promise<T>, milliseconds = 60_000): Promise<T> {
    mkdirSync(dirname(path), { recursive: true });
    const mine = JSON.stringify({ pid: process.pid, identity: identityOf(process.pid) });
    if (!(await until(() => take(path, mine), milliseconds))) {
        const holder = holderOf(path);
        throw new Error(
            `Another command has been starting or stopping the local stage for ${milliseconds / 1000} seconds` +
                `${holder ? ` (process ${holder.pid})` : ""}; wait for it or end it, then try again.`,
        );
    }
    try {
        return await work();
    } finally {
        rmSync(path, { force: true });
    }
}

function take(path: string, mine: string): boolean {
    try {
        writeFileSync(path, mine, { flag: "wx" });
        return true;
    } catch {
        discardIfAbandoned(path);
        return false;
    }
}

/** Removes a lock whose holder has gone, by a rename that only one of several waiting processes can win. */
function discardIfAbandoned(path: string): void {
    const holder = holderOf(path);
    if (!holder || identityOf(holder.pid) === holder.identity) return;
    const aside = `${path}.${process.pid}`;
    try {
        renameSync(path, aside);
        const moved = holderOf(aside);
        // Another process took the lock between the look and the rename: give it back.
        if (moved && identityOf(moved.pid) === moved.identity) linkSync(aside, path);
    } catch {
        // Another process was first.
    } finally {
        rmSync(aside, { force: true });
    }
}

function holderOf(path: string): { pid: number; identity: string } | undefined {
    try {
        return JSON.parse(readFileSync(path, "utf8")) as { pid: number; identity: string };
    } catch {
        return undefined;
    }
}
