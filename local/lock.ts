import { createHash } from "node:crypto";
import { mkdirSync, rmSync } from "node:fs";
import { hostname } from "node:os";
import { dirname, join } from "node:path";
import { listIfThere, makeOnce, readIfThere } from "./files";
import { identityOf, until } from "./processes";

/** Who holds a lock, as its file has it. */
export interface Holder {
    readonly pid: number;
    /** Tells the process from a later one with the same id. */
    readonly identity: string;
    /** The machine: elsewhere nobody can tell whether the process lives. */
    readonly hostname: string;
    /** When it took the lock, in ISO 8601. */
    readonly since: string;
    /** What it does, as one types it. */
    readonly command: string;
}

/** How to wait for another holder. */
export interface Waiting {
    /** What to note of this process: the command that it carries out. @default its command line */
    readonly command?: string;
    /** @default 60,000 */
    readonly milliseconds?: number;
    /** Is told once who holds the lock, where that takes longer than a moment. */
    readonly onWait?: (holder: Holder) => void;
    /** Ends the wait, by its reason. */
    readonly signal?: AbortSignal;
    /** The error where the lock is held all that time. */
    readonly late?: (holder: Holder, path: string) => Error;
}

const everyMilliseconds = 50;
/** What is not worth a word. */
const momentMilliseconds = 1000;

/**
 * Does work while holding a lock file, which names the process that holds it. A lock whose holder has gone is taken.
 *
 * @param path the lock's file; its folder is made when it is missing
 * @param work what must not run twice at once
 * @throws Error when another process holds the lock all that time
 */
export async function withLock<T>(path: string, work: () => Promise<T>, waiting: Waiting = {}): Promise<T> {
    const { milliseconds = 60_000, onWait, signal, late = heldTooLong(milliseconds) } = waiting;
    mkdirSync(dirname(path), { recursive: true });
    const mine = JSON.stringify(self(waiting.command));
    const began = Date.now();
    let told = false;
    const taken = await until(
        () => {
            signal?.throwIfAborted();
            if (take(path, mine)) return true;
            const holder = Date.now() - began > momentMilliseconds && !told ? findHolder(path) : undefined;
            if (holder) onWait?.(holder);
            told ||= holder !== undefined;
            return false;
        },
        milliseconds,
        everyMilliseconds,
    );
    if (!taken) throw late(findHolder(path) ?? self(), path);
    try {
        return await work();
    } finally {
        if (readIfThere(path) === mine) rmSync(path, { force: true });
    }
}

/** Notes in a file what this process does, for {@link findHolders}, until it ends or the file is removed. */
export function note(path: string, command?: string): void {
    mkdirSync(dirname(path), { recursive: true });
    const mine = JSON.stringify(self(command));
    rmSync(path, { force: true });
    makeOnce(path, mine);
}

/** The process that a lock's file names, where it still runs, or may still run on another machine. */
export function findHolder(path: string): Holder | undefined {
    const holder = parseHolder(readIfThere(path));
    return holder && isHeld(holder) ? holder : undefined;
}

/** The files in a folder, of such names, whose holders still run. */
export function findHolders(folder: string, names: RegExp): Map<string, Holder> {
    const files = listIfThere(folder).filter((name) => names.test(name));
    const found = files.map((name) => [name, findHolder(join(folder, name))] as const);
    return new Map(found.flatMap(([name, holder]) => (holder ? [[name, holder] as const] : [])));
}

function self(command = process.argv.join(" ")): Holder {
    const identity = identityOf(process.pid) ?? "";
    return { pid: process.pid, identity, hostname: hostname(), since: new Date().toISOString(), command };
}

function take(path: string, mine: string): boolean {
    discardIfAbandoned(path, mine);
    return readIfThere(path) === undefined && makeOnce(path, mine);
}

/**
 * Removes a lock whose holder has gone. Several may find it abandoned, and by the time that one of them removes it
 * another may have taken it: so only who has claimed that very holder's lock removes it, and looks at it once more.
 */
function discardIfAbandoned(path: string, mine: string): void {
    const content = readIfThere(path);
    if (content === undefined) return;
    const holder = parseHolder(content);
    if (holder && isHeld(holder)) return;
    const claim = `${path}.${createHash("sha256").update(content).digest("hex").slice(0, 12)}`;
    if (!take(claim, mine)) return;
    try {
        if (readIfThere(path) === content) rmSync(path, { force: true });
    } finally {
        rmSync(claim, { force: true });
    }
}

function isHeld(holder: Holder): boolean {
    return holder.hostname !== hostname() || identityOf(holder.pid) === holder.identity;
}

/** Undefined where the file is gone, or says nothing that a lock says. */
function parseHolder(content: string | undefined): Holder | undefined {
    try {
        const holder = JSON.parse(content ?? "") as Partial<Holder> | null;
        return typeof holder?.pid === "number" ? ({ hostname: hostname(), ...holder } as Holder) : undefined;
    } catch {
        return undefined;
    }
}

function heldTooLong(milliseconds: number): (holder: Holder, path: string) => Error {
    return ({ pid, hostname: machine }, path) =>
        new Error(
            `Another command has been starting or stopping the local stage for ${milliseconds / 1000} seconds ` +
                `(process ${pid}); wait for it or end it, then try again.` +
                (machine === hostname() ? "" : ` It runs on ${machine}: if it has ended there, remove ${path}.`),
        );
}
