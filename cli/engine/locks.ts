import { existsSync, readdirSync, readFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { ask } from "./pulumi";

/** What the engine writes into a lock of a state in files. */
interface Lock {
    readonly pid: number;
    readonly hostname: string;
}

/**
 * Releases the locks of updates that were killed: those whose process is gone from this machine.
 * @param state the folder of the state backend
 */
export async function releaseDeadLocks(state: string, stacks: readonly string[]): Promise<void> {
    for (const stack of stacks) {
        const locks = readLocks(join(state, ".pulumi", "locks", "organization", "drivetrain", stack));
        if (locks.length > 0 && locks.every(isDead)) await ask(["cancel", "--yes", "--stack", stack]);
    }
}

function readLocks(folder: string): Lock[] {
    if (!existsSync(folder)) return [];
    return readdirSync(folder)
        .filter((name) => name.endsWith(".json"))
        .map((name) => JSON.parse(readFileSync(join(folder, name), "utf8")) as Lock);
}

/** Whether the process that took the lock has ended; false where it ran on another machine, as nobody can tell. */
export function isDead(lock: Lock): boolean {
    if (lock.hostname !== hostname()) return false;
    try {
        process.kill(lock.pid, 0);
        return false;
    } catch (error) {
        // EPERM: it lives and is somebody else's.
        return (error as NodeJS.ErrnoException).code === "ESRCH";
    }
}
