import { rmSync, statSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { listIfThere, readIfThere, startOf } from "../../local";

/** What the engine writes into a lock of a state in files (pulumi/pkg/backend/diy/lock.go). */
export interface Lock {
    readonly pid: number;
    readonly hostname: string;
    /** When it was taken, in ISO 8601. */
    readonly timestamp?: string;
}

/** A lock's file is made in less, so that one that says nothing by then was left by an engine that was killed. */
const madeWithinMs = 10_000;
/** How much later than its lock a process may seem to have started: the kernel tells starts to the second. */
const toleranceMs = 2000;

/**
 * Finds the lock of an update that is under way.
 * @param state the folder of the state backend
 */
export function findLiveLock(state: string, stack: string): Lock | undefined {
    return readLocks(state, stack).find(({ lock }) => lock && !isDead(lock))?.lock;
}

/**
 * Removes the locks of updates that were killed: those whose process is gone from this machine.
 * @returns whether there were any
 */
export function releaseDeadLocks(state: string, stack: string): boolean {
    const dead = readLocks(state, stack).filter(({ lock, path }) => (lock ? isDead(lock) : isOld(path)));
    for (const { path } of dead) rmSync(path, { force: true });
    return dead.length > 0;
}

/** The stacks that have a lock, dead or not. */
export function lockedStacks(state: string): string[] {
    return listIfThere(locksOf(state));
}

function readLocks(state: string, stack: string): { path: string; lock?: Lock }[] {
    const folder = join(locksOf(state), stack);
    return listIfThere(folder).flatMap((name) => {
        const path = join(folder, name);
        const content = readIfThere(path);
        return content === undefined ? [] : [{ path, lock: parseLock(content) }];
    });
}

function locksOf(state: string): string {
    return join(state, ".pulumi", "locks", "organization", "drivetrain");
}

function parseLock(content: string): Lock | undefined {
    try {
        const lock = JSON.parse(content) as Partial<Lock> | null;
        return typeof lock?.pid === "number" ? (lock as Lock) : undefined;
    } catch {
        return undefined;
    }
}

function isOld(path: string): boolean {
    const made = statSync(path, { throwIfNoEntry: false })?.mtimeMs;
    return made !== undefined && Date.now() - made > madeWithinMs;
}

/**
 * Whether the process that took the lock has ended, also where a later one has its id; false where it ran on another
 * machine, as nobody can tell.
 */
export function isDead(lock: Lock): boolean {
    if (lock.hostname !== hostname()) return false;
    const started = startOf(lock.pid);
    if (started === undefined) return true;
    return lock.timestamp !== undefined && started.getTime() > Date.parse(lock.timestamp) + toleranceMs;
}
